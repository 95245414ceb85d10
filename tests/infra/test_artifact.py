"""The built package, alone: a library that is missing in it is missing on AWS."""

import io
import json
import marshal
import re
import subprocess
import sys
import zipfile
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path

import pytest

from infra import transformed
from infra.local import artifact
from infra.local.local_settings import CannotRun
from tests.handlers.lambda_context import MODULES
from tests.isolated import ISOLATED, RUNTIME

USE = {
    # What an import alone does not load, is loaded at the first call.
    "wiring": """
import os
os.environ.update(AWS_DEFAULT_REGION="us-east-1", TABLE_NAME="t", MAIL_DOMAIN="d.example", MAIL_CONFIGURATION_SET="m",
                  REVIEW_MACHINE_ARN="a", ACCOUNT_LOOKUP_FUNCTION="f", EXCEPTION_MACHINE_ARN="a",
                  PUBLIC_URL="https://d.example", RECEIVED_MAIL_BUCKET="b", RECEIVED_MAIL_PREFIX="p/", SLACK_SECRET="s",
                  RECEIVE_EMAIL_FUNCTION="r", SAFETY_CHECK_FUNCTION="c", REMIND_DAYS="7", ESCALATE_DAYS="35",
                  OVERDUE_DAYS="56", KEY_LOCATION_TEXT="", KEY_LOCATION_URL="")
from wiring import applications, console, notifications, operations, stores
operations.reply_handler(), operations.received_email_bucket(), operations.ended_cases()
stores.accounts(), applications.account_holder_emails(), applications.status_links(), console.exception_filing()
console.accepted_messages(), console.quarantine(), console.staff_register(), notifications.slack_channel()
notifications.safety_check(), console.safety_answers()
""",
    "templates": """
from adapters.web.templates import page
page("problem", {"title": "t", "detail": "d", "problems": [], "action": None, "typed": "", "home": "./"})
""",
    "application": """
from adapters.web.images import read_icon
from domain.model.application import parse_request
import base64, zlib
try:
    parse_request({"project": {"icon": "eA=="}, "applicant": {"email": "avery@client.example"}}, read_icon)
except Exception as error:
    assert any("PNG or JPEG" in problem.message for problem in error.problems), error.problems
""",
    "forms": """
from adapters.web.forms import form_body
from adapters.web.requests import Event
body = "--b\\r\\nContent-Disposition: form-data; name=a\\r\\n\\r\\n1\\r\\n--b--\\r\\n"
event = Event({"headers": {"content-type": "multipart/form-data; boundary=b"}, "body": body})
assert form_body(event).fields == {"a": "1"}
""",
    "policy": """
import datetime
from domain.model.account import AccountFacts, AccountStatus, account_of
from domain.model.application import ApplicationRequest
from domain.policy import account_findings, application_findings
address = {"street": "1 Example Tower", "city": "Springfield", "country": "US"}
facts = {"account_id": "a", "name": "Avery Example", "plan": "plus", "email": "a@b.example", "has_photo": True}
facts = AccountFacts.model_validate({**facts, "company_address": address})
account_findings(account_of(facts, AccountStatus(), datetime.date.today()))
project = {"name": "\\u0430skwork", "use": "x", "exposure": "private", "commercial": False}
project["theme_colours"] = ["#732f85"]
applicant = {"name": "A", "email": "a@b.example", "role": "admin"}
request = {"account_id": "a", "applicant": applicant, "project": project, "requests_per_hour": 1, "hours_per_day": 1}
assert "flag" in [one.result for one in application_findings(ApplicationRequest.model_validate(request), None)]
""",
    "received mail": """
from adapters.inbound_email.html_to_text import html_to_text
assert html_to_text("<p>a<br>b") == "a\\nb"
from domain.inbound_email.sender_verification import are_aligned
assert are_aligned("a.client.example", "client.example") and not are_aligned("a.github.io", "b.github.io")
""",
    "tracing": """
from adapters.aws import observability
observability._traced(print), observability.logger(), observability.metrics()
""",
    **{name: f"from handlers.{module} import handler; assert callable(handler)" for name, module in MODULES.items()},
}

AARCH64 = b"\xb7\x00"  # the machine that an ELF file names, in little endian


EACH = """
import json, os, traceback
for part, code in json.loads(sys.argv[3]).items():
    if os.fork() == 0:
        try:
            exec(code)
            failure = ""
        except BaseException:
            failure = traceback.format_exc()
        print(json.dumps([part, failure]), flush=True)
        os._exit(0)
    os.wait()
"""
"""Runs each part in a copy of a process that has loaded nothing yet."""


@pytest.fixture(scope="module")
def failures() -> dict[str, str]:
    """What each part failed with, on the package alone."""
    command = [sys.executable, "-I", "-c", ISOLATED + EACH, str(artifact.build()), RUNTIME, json.dumps(USE)]
    # So that tracing believes that it runs in Lambda.
    environment = {"LAMBDA_TASK_ROOT": "/var/task", "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000"}
    output = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd="/").stdout
    return dict(json.loads(line) for line in output.splitlines() if line.startswith('["'))


@pytest.mark.parametrize("part", USE)
def test_the_package_alone_has_all_that_the_functions_use(failures: dict[str, str], part: str) -> None:
    assert failures[part] == ""


def test_the_package_for_lambda_is_of_lambdas_kind_and_has_the_same_libraries(tmp_path: Path) -> None:
    artifact.make("sources", tmp_path)

    compiled = list(tmp_path.rglob("*.so"))
    assert compiled
    assert all(path.read_bytes()[18:20] == AARCH64 for path in compiled), compiled
    assert all("313" in path.name or path.name.endswith(".abi3.so") for path in compiled), compiled
    here = {path.name for path in artifact.build().iterdir()} - {"__pycache__"}
    assert {path.name for path in tmp_path.iterdir()} == here


def test_package_has_bytecode_that_python_reads_without_a_look_at_the_source() -> None:
    """PEP 552: "unchecked" bytecode is taken as it is; the first four bytes name the version that wrote it."""
    folder = artifact.build()
    sources = list(folder.rglob("*.py"))
    heads = [Path(cache_from_source(source)).read_bytes()[:8] for source in sources]

    assert len(sources) > 1000
    assert set(heads) == {MAGIC_NUMBER + b"\x01\x00\x00\x00"}
    assert marshal.loads(Path(cache_from_source(folder / "settings.py")).read_bytes()[16:]).co_filename == (
        "/var/task/settings.py"
    ), "the same bytes wherever it is built, so that AWS is not sent the same code again"


def python(tmp_path: Path, version: str) -> Path:
    """A Python that says that it is of this version."""
    program = tmp_path / f"python{version}"
    said = tuple(map(int, version.split(".")))
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.version_info = {said}\nexec(sys.argv[2])\n", "utf-8")
    program.chmod(0o755)
    return program


def test_bytecode_for_lambda_is_written_by_its_own_python_alone(tmp_path: Path) -> None:
    (runtime,) = {function["Runtime"] for function in transformed.functions().values()}

    artifact.make("compiler", tmp_path, f"COMPILER={python(tmp_path, runtime.removeprefix('python'))}")
    with pytest.raises(CannotRun, match=r"Install Python 3\.13 and name it: make package LAMBDA_PYTHON="):
        artifact.make("package", tmp_path / "package", f"COMPILER={python(tmp_path, '3.12')}")
    assert not (tmp_path / "package").exists()


def test_functions_share_one_package_that_sam_does_not_build_again() -> None:
    source = transformed.source()
    functions = [one for one in source["Resources"].values() if one["Type"] == "AWS::Serverless::Function"]

    assert source["Globals"]["Function"]["CodeUri"] == "build/package"
    assert all(one["Metadata"] == {"SkipBuild": True} and "CodeUri" not in one["Properties"] for one in functions)


def test_the_package_brings_the_templates_and_not_the_runtimes_own_libraries() -> None:
    folder = artifact.build()
    names = [str(path.relative_to(folder)) for path in folder.rglob("*")]

    assert "templates/emails/rejected/body.html" in names
    assert {"domain/policy/policy.toml", "marketplace.toml"} <= set(names)
    assert not [name for name in names if name.startswith(("boto", "tests", "bin"))]


def test_what_stands_for_the_package_is_small_and_runs_the_functions_of_the_package(tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(artifact.stand_in())).extractall(tmp_path)
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "import handlers.public.pages, domain.policy, pydantic\n"
        "print(handlers.public.pages.__file__, domain.policy.__file__, pydantic.__file__)"
    )

    command = [sys.executable, "-I", "-v", "-c", code, str(tmp_path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/")
    compiled = re.findall(r"^# code object from (\S+\.py)$", answer.stderr, re.MULTILINE)

    assert [path for path in tmp_path.rglob("*") if path.is_file() and path.suffix != ".pyc"] == [
        tmp_path / "handlers" / "__init__.py"
    ]
    assert all(Path(name).is_relative_to(artifact.build()) for name in answer.stdout.split()), answer.stdout
    assert not [path for path in compiled if Path(path).is_relative_to(artifact.build())], "compiled once, at build"


def test_what_stands_for_the_package_differs_when_the_code_does_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    first = artifact.stand_in()

    assert artifact.stand_in() == first
    monkeypatch.setattr(artifact, "build", lambda: artifact.BUILD / "functions-of-other-code")
    assert artifact.stand_in() != first


def test_an_old_package_is_removed_once_no_desk_needs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(artifact, "BUILD", tmp_path)
    built = [tmp_path / "functions-old", tmp_path / "functions-new"]
    for folder in built:
        (folder / "handlers").mkdir(parents=True)
    monkeypatch.setattr(artifact, "build", lambda: built[0])
    release = artifact.hold()
    monkeypatch.setattr(artifact, "build", lambda: built[1])

    artifact.remove_old()
    assert sorted(tmp_path.iterdir()) == sorted(built), "a desk runs with it"

    release()
    artifact.remove_old()
    assert list(tmp_path.iterdir()) == [built[1]]
