"""What every answer of the desk has, and what none has: headers, redirects, log lines, words for strangers."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from domain.cases.access_tokens import (
    AccessToken,
    ApplyToken,
    ConfirmationToken,
    DecisionToken,
    QuarantineToken,
    RevisionToken,
    SignInToken,
    StatusToken,
    hash_token,
    new_token,
)
from domain.cases.case import DecisionType, TaskKey, TaskKind
from infra import transformed
from tests.examples import FORM_FIELDS, request_data
from tests.handlers.checked_desk import CheckedDesk, stays
from tests.handlers.in_process_desk import Reply, in_process_desk
from tests.handlers.lambda_context import ROUTES
from tests.handlers.seed_data import FORM

WORDS = 'Zyxomma <script>alert(1)</script> "quoted" {{ 7 * 7 }}'
JSON = "application/json"


@pytest.fixture(scope="module")
def guarded() -> Iterator[CheckedDesk]:
    with in_process_desk() as desk:
        yield CheckedDesk(desk, WORDS)


BEHIND = {
    "/apply/link/{token}": "apply_link",
    "/confirm/{token}": "confirm",
    "/decisions/{token}": "review",
    "/status/{token}": "status",
    "/revise/{token}": "revise",
    "/held/{token}": "held",
    "/held/{token}/messages/{receipt}": "message",
    "/console/enter/{token}": "enter",
    "/console/cases/{case_id}": "case",
}
CLICKS = {
    "/apply": {**FORM_FIELDS, "account_id": "acct-waiting", "do": "send_anyway", "project_use": WORDS},
    "/apply/link": {"account_id": "acct-waiting"},
    "/apply/link/{token}": {**FORM_FIELDS, "do": "send_anyway", "project_use": WORDS},
    "/decisions/{token}": {"answer": "reject", "note": WORDS},
    "/revise/{token}": {**FORM_FIELDS, "do": "send_anyway", "project_use": WORDS},
    "/held/{token}": {"judgement": "drop", "receipt": "receipt-1"},
    "/status": {"what": "applicant@client.example"},
    "/status/{token}": {"do": "withdraw"},
    "/console/enter/{token}": {},
    "/console/leave": {},
    "/console/sign-in": {"address": "reviewer@staff.example"},
    "/console/cases/{case_id}": {"question": "1-review-1", "answer": "reject", "note": WORDS},
    "/console/replies": {"title": "Zyxomma", "text": WORDS},
}


def replies(guarded: CheckedDesk, method: str, resource: str) -> list[Reply]:
    """Answers of a route: to what it is for, to a link that was never made, to nothing, and to what cannot be read."""
    good = guarded.paths.get(BEHIND.get(resource, ""), resource)
    given = {"token": "a" * 52, "receipt": "x", "email_id": "x"}
    given |= {"account_id": "acct-waiting", "case_id": "kabcdefghij234567", "proxy+": "nowhere"}
    given |= {"task_id": "kabcdefghij234567-1-safety"}
    odd = resource.format(**given)
    good = odd if "{" in good else good
    good = "/accounts/acct-keyed/usage" if resource.endswith("/usage") else good
    click = urlencode({**CLICKS.get(resource, {}), "csrf": guarded.csrf}).encode()
    data = usage(guarded) if resource.endswith("/usage") else request_data()
    bodies = [(click, FORM), (b"", None), (b"\xff{", JSON), (json.dumps(data).encode(), JSON)]
    found = [guarded.call(method, path, *body) for path in (good, odd) for body in bodies]
    return [*found, guarded.call(method, good, *bodies[0], Cookie="__Host-session=nobody")]


def usage(guarded: CheckedDesk) -> dict[str, Any]:
    """A report of the application with a key."""
    application_id = guarded.paths["keyed"].rpartition("/")[2]
    return {"application_id": application_id, "day": datetime.now(UTC).date().isoformat(), "requests": 52_310}


@pytest.fixture(scope="module")
def answers(guarded: CheckedDesk) -> dict[tuple[str, str], list[Reply]]:
    return {(method, resource): replies(guarded, method, resource) for method, resource in ROUTES}


@pytest.mark.parametrize(("method", "resource"), ROUTES)
def test_every_answer_has_the_headers_that_keep_a_browser_to_it(
    answers: dict[tuple[str, str], list[Reply]], method: str, resource: str
) -> None:
    for reply in answers[method, resource]:
        policy = reply.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "*" not in policy
        for directive in ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
            assert directive in policy
        assert reply.headers["Strict-Transport-Security"].startswith("max-age=63072000")
        assert "camera=()" in reply.headers["Permissions-Policy"]
        assert {name: reply.headers[name] for name in ALWAYS} == ALWAYS


ALWAYS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@pytest.mark.parametrize("response", transformed.api()["x-amazon-apigateway-gateway-responses"])
def test_what_api_gateway_answers_itself_has_the_same_headers(guarded: CheckedDesk, response: str) -> None:
    parameters = transformed.api()["x-amazon-apigateway-gateway-responses"][response]["responseParameters"]
    given = {name.removeprefix("gatewayresponse.header."): value[1:-1] for name, value in parameters.items()}
    ours = guarded.call("POST", "/applications", b"{", JSON).headers

    apart = {"Content-Security-Policy", "Content-Type", "Retry-After"}
    assert {name: value for name, value in given.items() if name not in apart} == {
        name: value for name, value in ours.items() if name not in apart
    }


def test_every_redirect_stays_on_the_desk(answers: dict[tuple[str, str], list[Reply]]) -> None:
    found = {
        resource: reply.headers["Location"]
        for (_, resource), given in answers.items()
        for reply in given
        if 300 <= reply.status < 400
    }

    assert set(found) >= {"/held/{token}/messages/{receipt}", *CLICKS} - {"/apply/link", "/console/sign-in", "/status"}
    assert all(stays(*one) for one in found.items())
    assert not any(
        stays("/page/token", elsewhere) for elsewhere in ("//elsewhere.example", "https://elsewhere.example/", "/other")
    )


SHOWN = {"review", "owner", "case", "keyed", "keyed_status", "exception", "status", "revise", "confirm", "held"}


def test_what_applicants_write_is_text_on_every_page(guarded: CheckedDesk) -> None:
    for name, path in guarded.paths.items():
        body = guarded.call("GET", path).body
        assert "<script>alert" not in body
        assert "{{ 7 * 7 }}" in body or "49" not in body
        assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in body) is (name in SHOWN), name


def test_what_is_wrong_comes_back_as_text_as_well(guarded: CheckedDesk) -> None:
    fields = dict.fromkeys((*FORM_FIELDS, "account_id", "note", "answer", "theme_colours"), f'{WORDS}"><u>')

    for page in ("/apply", "/apply/link", *(guarded.paths[name] for name in ("apply_link", "revise", "review"))):
        body = guarded.call("POST", page, urlencode(fields).encode(), FORM).body
        assert "<script>alert" not in body
        assert '"><u>' not in body


def test_what_applicants_write_is_text_in_every_mail(guarded: CheckedDesk) -> None:
    shown = 0
    for mail in guarded.desk.ses.sent:
        html = cast(Any, mail.get_body(("html",))).get_content()
        assert "<script" not in html
        shown += "&lt;script&gt;alert(1)" in html
    assert shown >= 5


KNOWN_HEADERS = {
    *("From", "To", "Reply-To", "Subject", "References", "In-Reply-To"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"),
}
INJECTED = "Avery\r\nBcc: everybody@elsewhere.example"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x85"])
@pytest.mark.parametrize(
    "pointer", ["/applicant/name", "/applicant/email", "/owner/name", "/owner/email", "/project/name"]
)
def test_a_line_that_may_come_to_a_mails_head_takes_no_line_break(
    guarded: CheckedDesk, pointer: str, line_break: str
) -> None:
    data = request_data(account_id="acct-waiting", owner={"name": "A", "email": "a@client.example", "agreed": True})
    _, part, field = pointer.split("/")
    data[part][field] = f"avery@client.example{line_break}Bcc: everybody@elsewhere.example"

    reply = guarded.call("POST", "/applications", json.dumps(data).encode(), JSON)

    assert reply.status == 422
    assert [error["pointer"] for error in json.loads(reply.body)["errors"]] == [pointer]


def test_text_with_line_breaks_adds_no_header_to_any_mail(guarded: CheckedDesk) -> None:
    desk = guarded.desk
    before = len(desk.ses.sent)
    data = request_data(account_id="acct-high-value")
    data["project"]["use"] = f"{INJECTED}\r\n\r\nBuy"
    assert guarded.call("POST", "/applications", json.dumps(data).encode(), JSON).status == 202

    assert len(desk.ses.sent) == before + 2, "to the account holder, and the receipt"
    for mail in desk.ses.sent:
        assert set(mail.keys()) <= KNOWN_HEADERS
        assert len(mail["To"].addresses) == 1


# ---------------------------------------------------------------- what a stranger can tell


def expired(name: str, guarded: CheckedDesk) -> str:
    """A token that opened something until yesterday."""
    token, at = new_token(), datetime.now(UTC) - timedelta(days=1)
    case_id = next(pk.removeprefix("CASE#") for pk, sk in guarded.desk.stored() if sk == "APPLICATION")
    key = TaskKey(case_id=case_id, round=1, kind=TaskKind.REVIEW)
    kinds: dict[str, AccessToken] = {
        "apply_link": ApplyToken(account_id="acct-waiting", address="acct-waiting@client.example", expires_at=at),
        "confirm": ConfirmationToken(address="acct-waiting@client.example", expires_at=at),
        "review": DecisionToken(task=key, answer=DecisionType.APPROVE, person="reviewer@staff.example", expires_at=at),
        "status": StatusToken(application_id=case_id, person="a@client.example", expires_at=at),
        "revise": RevisionToken(application_id=case_id, person="a@client.example", expires_at=at),
        "held": QuarantineToken(person="reviewer@staff.example", expires_at=at),
        "enter": SignInToken(person="reviewer@staff.example", expires_at=at),
    }
    DynamoAccessTokens(guarded.desk.table).add_token(hash_token(token), kinds[name])
    guarded.keep()
    return token


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("name", ["apply_link", "confirm", "review", "status", "revise", "held", "enter"])
def test_a_link_that_has_expired_and_one_that_never_was_are_answered_alike(
    guarded: CheckedDesk, name: str, method: str
) -> None:
    folder = guarded.paths[name].rpartition("/")[0]
    body = (b"answer=approve", FORM) if method == "POST" else (b"", None)

    one, other = (guarded.call(method, f"{folder}/{token}", *body) for token in (expired(name, guarded), new_token()))

    assert one == other
    assert one.status == 404


CALLS = {
    "/apply/link": lambda account_id: (urlencode({"account_id": account_id}).encode(), FORM),
    "/apply": lambda account_id: (urlencode({**CLICKS["/apply"], "account_id": account_id}).encode(), FORM),
    "/applications": lambda account_id: (json.dumps(request_data(account_id=account_id)).encode(), JSON),
    "/applications/check": lambda account_id: (json.dumps(request_data(account_id=account_id)).encode(), JSON),
}


@pytest.mark.parametrize("path", CALLS)
def test_a_stranger_cannot_tell_an_account_from_none(guarded: CheckedDesk, path: str) -> None:
    known, unknown = "acct-waiting", "acct-walking"

    one, other = (guarded.call("POST", path, *CALLS[path](account_id)) for account_id in (known, unknown))

    assert one.status in (200, 202, 303)
    assert without_ids(one, known) == without_ids(other, unknown)


def test_a_stranger_cannot_tell_an_application_from_none(guarded: CheckedDesk) -> None:
    known, unknown = guarded.paths["case"].rpartition("/")[2], "kaaaaaaaaaaaaaaaa"

    one, other = (guarded.call("POST", "/status", f"what={case_id}".encode(), FORM) for case_id in (known, unknown))

    assert one.status == 200
    assert without_ids(one, known) == without_ids(other, unknown)


def without_ids(reply: Reply, account_id: str) -> Reply:
    """The answer without what the caller sent, and without the random id that each application gets."""
    text = json.dumps([reply.headers, reply.body]).replace(account_id, "account")
    headers, body = json.loads(re.sub(r"k[a-z2-7]{16}", "application", text))
    return Reply(reply.status, headers, body)


# ---------------------------------------------------------------- what an operator may not read


def test_a_fault_of_ours_is_logged_without_what_it_was_about(guarded: CheckedDesk) -> None:
    desk = guarded.desk
    for pk, sk in desk.stored():
        if sk == "APPLICATION":
            desk.table.update((pk, sk), "SET application = :broken", "", {"broken": json.dumps({"name": WORDS})})

    assert desk.call("GET", guarded.paths["status"]).status == 500
    assert '"fault"' in desk.logged.getvalue()


def test_no_log_line_holds_a_token_an_address_or_what_somebody_wrote(guarded: CheckedDesk) -> None:
    """The last test: it reads what all of the others had logged."""
    logged = guarded.desk.logged.getvalue()

    assert logged.count("\n") > 100
    assert [path for path in guarded.paths.values() if re.search("/[a-z2-7]{52}$", path) and path[-52:] in logged] == []
    assert [words for words in ("Zyxomma", "script", "@", "Avery", "Bcc", "Weekly") if words in logged] == []
