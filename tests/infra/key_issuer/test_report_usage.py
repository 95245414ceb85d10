"""The daily look at the usage plan. A small HTTP server plays Keydesk, and API Gateway: moto has no usage."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from infra.key_issuer.report_usage import ReportsFailed, handler

EVENT = {"time": "2026-03-05T03:00:00Z"}
YESTERDAY, DAY_BEFORE = "2026-03-04", "2026-03-03"
ONE, TWO = "kaaaabbbbccccdddd", "kaaaabbbbccccddde"


@dataclass
class Aws:
    """``usage`` has pages of each day, ``keys`` what API Gateway knows of a key, ``statuses`` what Keydesk answers."""

    usage: dict[str, list[dict[str, list[list[int]]]]] = field(default_factory=dict)
    keys: dict[str, dict[str, str]] = field(default_factory=dict)
    statuses: dict[str, int] = field(default_factory=dict)
    reports: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: bytes) -> tuple[int, Any]:
        match method, path.strip("/").split("/"):
            case "GET", ["usageplans", "plan", "usage"]:
                assert query["startDate"] == query["endDate"]
                pages, number = self.usage.get(query["startDate"][0], [{}]), int(query.get("position", ["0"])[0])
                more = {"position": str(number + 1)} if number + 1 < len(pages) else {}
                return 200, {"usagePlanId": "plan", "values": pages[number], **more}
            case "GET", ["apikeys", key]:
                return (200, {"id": key, **self.keys[key]}) if key in self.keys else (404, {"message": "Unknown"})
            case "POST", ["desk", "accounts", account, "usage"]:
                report = json.loads(body)
                self.reports.append((account, report))
                return self.statuses.get(report["application_id"], 200), {}
        raise AssertionError(f"{method} {path} is not expected")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    plays = Aws()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked, length = urlsplit(self.path), int(self.headers.get("Content-Length", 0))
            if self.command == "POST":
                plays.signatures.append(self.headers["Authorization"])
            status, answer = plays.answer(self.command, asked.path, parse_qs(asked.query), self.rfile.read(length))
            body = json.dumps(answer).encode()
            self.send_response(status)
            if status == 404:
                self.send_header("x-amzn-ErrorType", "NotFoundException")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Nothing: the tests look at what came."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        environment = {
            **{"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SESSION_TOKEN": "session"},
            **{"AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1", "AWS_ENDPOINT_URL_API_GATEWAY": url},
            **{"USAGE_PLAN": "plan", "DAILY_LIMIT": "40000", "KEYDESK_URL": f"{url}/desk"},
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield plays
        server.shutdown()


def issued(application: str, account: str) -> dict[str, str]:
    return {"name": application, "customerId": account}


def report(application: str, day: str = YESTERDAY, requests: int = 40_000) -> dict[str, Any]:
    return {"application_id": application, "day": day, "requests": requests}


def test_key_that_used_up_its_limit_is_reported_to_its_account(aws: Aws) -> None:
    aws.keys = {"1": issued(ONE, "acct-one"), "2": issued(TWO, "acct-two")}
    aws.usage = {YESTERDAY: [{"1": [[40_000, 0]], "2": [[39_999, 1]]}]}

    handler(EVENT, None)

    assert aws.reports == [("acct-one", report(ONE))]


def test_report_is_signed_with_the_role_of_the_function(aws: Aws) -> None:
    aws.keys, aws.usage = {"1": issued(ONE, "acct-one")}, {YESTERDAY: [{"1": [[40_000, 0]]}]}

    handler(EVENT, None)

    (signature,) = aws.signatures
    assert signature.startswith("AWS4-HMAC-SHA256 Credential=testing/")
    assert "/eu-west-1/execute-api/aws4_request" in signature
    assert "x-amz-security-token" in signature


def test_limit_that_an_operator_raised_for_a_day_is_no_excuse(aws: Aws) -> None:
    aws.keys, aws.usage = {"1": issued(ONE, "acct-one")}, {YESTERDAY: [{"1": [[52_310, 7_690]]}]}

    handler(EVENT, None)

    assert aws.reports == [("acct-one", report(ONE, requests=52_310))]


def test_day_before_yesterday_is_reported_too(aws: Aws) -> None:
    """API Gateway's figures may have come late, or yesterday's run may have failed."""
    aws.keys, aws.usage = {"1": issued(ONE, "acct-one")}, {DAY_BEFORE: [{"1": [[40_000, 0]]}]}

    handler(EVENT, None)

    assert aws.reports == [("acct-one", report(ONE, DAY_BEFORE))]


def test_every_page_of_the_usage_is_read(aws: Aws) -> None:
    aws.keys = {"1": issued(ONE, "acct-one"), "2": issued(TWO, "acct-two")}
    aws.usage = {YESTERDAY: [{"1": [[40_000, 0]]}, {}, {"2": [[40_000, 0]]}]}

    handler(EVENT, None)

    assert [account for account, _ in aws.reports] == ["acct-one", "acct-two"]


def test_failed_report_does_not_keep_back_the_others_and_fails_the_run(
    aws: Aws, caplog: pytest.LogCaptureFixture
) -> None:
    aws.keys = {"1": issued(ONE, "acct-one"), "2": issued(TWO, "acct-two")}
    aws.usage = {YESTERDAY: [{"1": [[40_000, 0]], "2": [[40_000, 0]]}]}
    aws.statuses = {ONE: 503}

    with pytest.raises(ReportsFailed, match="1 of 2 reports failed"):
        handler(EVENT, None)

    assert [account for account, _ in aws.reports] == ["acct-one", "acct-two"]
    assert "The usage of key 1 on 2026-03-04 was not reported: Keydesk returned 503" in caplog.messages


def test_keydesk_that_cannot_be_reached_fails_the_run(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    aws.keys, aws.usage = {"1": issued(ONE, "acct-one")}, {YESTERDAY: [{"1": [[40_000, 0]]}]}
    monkeypatch.setenv("KEYDESK_URL", "http://127.0.0.1:1/desk")

    with pytest.raises(ReportsFailed):
        handler(EVENT, None)


def test_repeated_run_looks_at_the_days_of_its_event_again(aws: Aws) -> None:
    """``make redrive`` may repeat it days later."""
    aws.keys, aws.usage = {"1": issued(ONE, "acct-one")}, {YESTERDAY: [{"1": [[40_000, 0]]}]}

    handler(EVENT, None)
    handler(EVENT, None)

    assert aws.reports == 2 * [("acct-one", report(ONE))]


@pytest.mark.parametrize(
    "key",
    [
        None,
        {},
        {"name": "billing", "customerId": "acct-one"},
        {"name": ONE},
        {"name": f"{ONE}-copy", "customerId": "acct-one"},
        {"name": ONE, "customerId": "../../admin"},
        {"name": ONE, "customerId": "a/b?c#d"},
    ],
)
def test_key_that_the_issuer_did_not_make_is_only_logged(
    aws: Aws, caplog: pytest.LogCaptureFixture, key: dict[str, str] | None
) -> None:
    aws.keys, aws.usage = {"1": key} if key is not None else {}, {YESTERDAY: [{"1": [[40_000, 0]]}]}

    handler(EVENT, None)

    assert not aws.reports
    assert [record.levelno for record in caplog.records if "Key 1 used up" in record.message] == [logging.WARNING]


def test_revoked_key_is_reported_for_the_day_on_which_it_was_open(aws: Aws) -> None:
    aws.keys, aws.usage = {"1": issued(f"{ONE}-revoked", "acct-one")}, {YESTERDAY: [{"1": [[40_000, 0]]}]}

    handler(EVENT, None)

    assert aws.reports == [("acct-one", report(ONE))]


def test_day_without_usage_reports_nothing(aws: Aws) -> None:
    handler(EVENT, None)

    assert not aws.reports
