"""The built package, alone: a library that is missing in it is missing on AWS."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra.local import artifact
from tests.infra.test_structure import HANDLERS
from tests.isolated import ISOLATED, RUNTIME

USE = {
    # What an import alone does not load, is loaded at the first call.
    "wiring": """
import os
os.environ.update(AWS_DEFAULT_REGION="us-east-1", TABLE_NAME="t", STATE_MACHINE_ARN="a", MAIL_DOMAIN="d.example",
                  PUBLIC_URL="https://d.example", RECEIVED_MAIL_BUCKET="b", RECEIVED_MAIL_PREFIX="p/")
import wiring
wiring.reply_desk(), wiring.mailbox(), wiring.accounts()
""",
    "templates": "from adapters.templates import page; page('problem', {'title': 't', 'detail': 'd'})",
    "addresses": "from review.fields import ascii_mail_address; ascii_mail_address('avery@client.example')",
    "quotes": "from review.replies import new_text; assert new_text('new\\n\\nOn Monday, x wrote:\\n> old') == 'new'",
    "tracing": "from adapters import telemetry; telemetry._traced(print); telemetry.logger(); telemetry.metrics()",
    **{handler: f"import handlers.{handler}; assert callable(handlers.{handler}.handler)" for handler in HANDLERS},
}


@pytest.mark.parametrize("part", USE)
def test_the_package_alone_has_all_that_the_functions_use(part: str) -> None:
    command = [sys.executable, "-I", "-c", ISOLATED + USE[part], str(artifact.build()), RUNTIME]
    environment = {
        "LAMBDA_TASK_ROOT": "/var/task",
        "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    }  # so that tracing believes it runs in Lambda

    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")

    assert answer.returncode == 0, answer.stderr


def test_the_package_for_lambda_is_of_lambdas_kind_and_has_the_same_libraries(tmp_path: Path) -> None:
    artifact.make(tmp_path)

    compiled = [path.name for path in tmp_path.rglob("*.so")]
    assert compiled
    assert all("aarch64-linux" in name and "313" in name for name in compiled), compiled
    here = {path.name for path in artifact.build().iterdir()} - {"__pycache__"}
    assert {path.name for path in tmp_path.iterdir()} == here


def test_the_package_brings_the_templates_and_not_the_runtimes_own_libraries() -> None:
    names = zipfile.ZipFile(artifact.packed()).namelist()

    assert "templates/emails/rejected/body.html" in names
    assert "review/policy.toml" in names
    assert not [name for name in names if name.startswith(("boto", "tests", "bin"))]
