"""Keys of the table and the bucket come from addresses and forms: odd ones are answered, on every route."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.handlers.checked_desk import CheckedDesk
from tests.handlers.in_process_desk import in_process_desk
from tests.handlers.lambda_context import ROUTES, api_event
from tests.handlers.seed_data import FORM, HELD_RECEIPT
from tests.handlers.test_every_response import BEHIND

ODD = {
    "too long": "k" + "a" * 3_000,
    "too long for a sort key": "k" * 1_100,
    "long in bytes alone": "\N{PILE OF POO}" * 300,
    "half of a character": "k\ud800",
    "control characters": "k\x00\x1f\r\n",
    "an almost right cursor": "CASE#k" + "a" * 3_000 + " TASK#1#review 2999-01-01T00:00:00+00:00",
    "a cursor of later": "CASE#kabcdefghij234567 TASK#1#review 2999-01-01T00:00:00+00:00",
    "a message's cursor": "CASE#kabcdefghij234567 RECEIVED#" + "a" * 2_000 + " 2999-01-01T00:00:00+00:00",
    "blank": " ",
    "several keys": "a/b",
}
QUERY = {
    "/apply/received": ("application",),
    "/confirm/{token}": ("before",),
    "/console": (
        "after",
        "free",
        "kind",
        "older",
        "sort",
        "assignee",
        "flag",
        "role",
        "outcome",
        "month",
        "done",
        "number",
    ),
    "/console/accounts/{account_id}": (),
    "/console/cases/{case_id}": ("message",),
    "/console/exceptions": ("account",),
    "/console/export.csv": ("before", "kind", "month"),
    "/console/failed": ("restarted",),
    "/console/held": ("after", "case", "discarded", "judged", "message"),
    "/console/held/messages/{receipt}": ("case",),
    "/console/statistics": ("from", "to", "weeks"),
    "/console/replies": ("reply",),
    "/console/search": ("q",),
    "/decisions/{token}": ("message",),
    "/held/{token}": ("after", "case", "discarded", "judged", "message"),
    "/held/{token}/messages/{receipt}": ("case",),
}
FORMS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "/confirm/{token}": ({"do": "discard"}, ("application", "do")),
    "/console/cases/{case_id}": ({"do": "assign"}, ("assignee", "question", "reply", "text", "to")),
    "/console/failed": ({}, ("case",)),
    "/console/assignments": ({"do": "to"}, ("pick-1", "to", "back", "put_back")),
    "/console/next": ({}, ("after", "kind")),
    "/console/held": ({"judgement": "release"}, ("case", "receipt", "application_id")),
    "/console/replies": ({"title": "Plain", "text": "Plain"}, ("id",)),
    "/decisions/{token}": ({"do": "insert"}, ("reply",)),
    "/held/{token}": ({"judgement": "drop_all"}, ("after", "case", "receipt", "sender")),
}


@pytest.fixture(scope="module")
def checked() -> Iterator[CheckedDesk]:
    with in_process_desk() as desk:
        yield CheckedDesk(desk)


def good_parameters(checked: CheckedDesk, resource: str) -> dict[str, str]:
    """Path parameters that open something, where there is a page behind the route."""
    path = checked.paths.get(BEHIND.get(resource, ""), "")
    given = zip(resource.split("/"), path.split("/"), strict=False)
    known = {name.strip("{}"): value for name, value in given if name.startswith("{") and value}
    return {
        "token": "a" * 52,
        "receipt": HELD_RECEIPT,
        "account_id": "acct-waiting",
        "case_id": "k" * 17,
        "email_id": "0" * 16,
        **known,
    }


def send(checked: CheckedDesk, method: str, resource: str, **given: Any) -> None:
    """A request that must be answered, and not by a fault."""
    parameters = {**good_parameters(checked, resource), **given.pop("parameters", {})}
    path = resource.format(**parameters)
    headers = {"Cookie": checked.cookie, "Content-Type": FORM}
    event = api_event(method, resource, path=path, pathParameters=parameters, headers=headers, **given)
    checked.handle(ROUTES[method, resource], event)


@pytest.mark.parametrize(("method", "resource"), ROUTES)
def test_odd_key_in_a_path_or_query_is_no_fault(checked: CheckedDesk, method: str, resource: str) -> None:
    names = [name for name in ("token", "receipt", "account_id", "case_id", "email_id") if f"{{{name}}}" in resource]
    for odd in ODD.values():
        for name in names:
            send(checked, method, resource, parameters={name: odd})
        for name in QUERY.get(resource, ()) if method == "GET" else ():
            others = {"what": "open"} if name == "kind" else {"month": "2026-11", "older": "8"}
            send(checked, method, resource, queryStringParameters={**others, name: odd})
        if method == "GET" and resource in QUERY:
            send(checked, method, resource, queryStringParameters=dict.fromkeys(QUERY[resource], odd))


@pytest.mark.parametrize("resource", FORMS)
def test_odd_key_in_a_form_is_no_fault(checked: CheckedDesk, resource: str) -> None:
    good, names = FORMS[resource]
    for odd in ODD.values():
        for name in names:
            body = urlencode({"csrf": checked.csrf, **good, name: odd}, errors="surrogatepass")
            send(checked, "POST", resource, body=body, isBase64Encoded=False)
