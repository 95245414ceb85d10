"""The built package, alone: a library that is missing in it is missing on AWS."""

import subprocess
import sys
import zipfile

import pytest

from infra.local import artifact
from tests.infra.test_structure import HANDLERS

# An isolated Python sees no site-packages; botocore is linked in alone, as Lambda's runtime has it beside the package.
ISOLATED = """
import sys
package, runtime = sys.argv[1:3]
sys.path = [package, *[path for path in sys.path if "site-packages" not in path]]


class Runtime:
    names = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        from importlib.machinery import PathFinder
        if name.partition(".")[0] in cls.names:
            return PathFinder.find_spec(name, path or [runtime])


sys.meta_path.append(Runtime)
"""
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
    "addresses": "from review.fields import _mail_address; _mail_address('avery@client.example')",
    "tracing": "from adapters import telemetry; telemetry._tracer(); telemetry.logger(); telemetry.metrics()",
    **{handler: f"import handlers.{handler}; assert callable(handlers.{handler}.handler)" for handler in HANDLERS},
}


@pytest.mark.parametrize("part", USE)
def test_the_package_alone_has_all_that_the_functions_use(part: str) -> None:
    import botocore

    runtime = str(next(iter(botocore.__path__))).removesuffix("/botocore")
    command = [sys.executable, "-I", "-c", ISOLATED + USE[part], str(artifact.build()), runtime]
    environment = {"LAMBDA_TASK_ROOT": "/var/task"}  # so that tracing believes it runs in Lambda

    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")

    assert answer.returncode == 0, answer.stderr


def test_the_package_brings_the_templates_and_not_the_runtimes_own_libraries() -> None:
    names = zipfile.ZipFile(artifact.packed()).namelist()

    assert "templates/emails/rejected/body.html" in names
    assert "review/policy.toml" in names
    assert not [name for name in names if name.startswith(("boto", "tests", "bin"))]
