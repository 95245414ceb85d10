"""Who may do what in the console, over every route that the template has, with the template's own table."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

import boto3
import pytest
from moto import mock_aws

from adapters.dynamodb.access_tokens import DynamoAccessTokens
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import DynamoStaff
from adapters.web.session_cookie import COOKIE
from domain.cases.access_tokens import SessionToken, hash_token
from domain.cases.staff import PERMISSIONS, Permission, StaffMember, StaffRole
from domain.console.sessions import StaffSession
from infra import transformed
from tests.adapters.stores import table
from tests.examples import application
from tests.handlers.lambda_context import ROUTES, respond
from tests.staff import IN_CONSOLE, store_staff
from wiring import clients

OPEN = {"/console/sign-in", "/console/enter/{token}"}
ANYBODY = None
RIGHT_FOR: dict[str, Permission | None] = {
    "/console": ANYBODY,  # who may see no cases is sent to where they may be
    "/console/next": ANYBODY,
    "/console/assignments": Permission.SEE_CASES,
    "/console/leave": ANYBODY,
    "/console/cases/{case_id}": Permission.SEE_CASES,
    "/console/cases/{case_id}/emails/{email_id}": Permission.SEE_CASES,
    "/console/cases/{case_id}/messages/{receipt}": Permission.SEE_CASES,
    "/console/search": Permission.SEE_ACCOUNTS,
    "/console/accounts/{account_id}": Permission.SEE_ACCOUNTS,
    "/console/held": Permission.HANDLE_QUARANTINE,
    "/console/held/messages/{receipt}": Permission.HANDLE_QUARANTINE,
    "/console/exceptions": Permission.FILE_EXCEPTIONS,
    "/console/staff": Permission.MANAGE_STAFF,
    "/console/failed": Permission.RESTART_REVIEWS,
    "/console/replies": Permission.WRITE_SAVED_REPLIES,
    "/console/statistics": Permission.SEE_STATISTICS,
    "/console/export.csv": Permission.EXPORT,
}
"""What each page asks for. A new page of the console needs a line here, or its tests fail."""

CLOSED = [(path, method) for method, path in ROUTES if path.startswith("/console") and path not in OPEN]
POSTS = [route for route in CLOSED if route[1] == "POST"]
VARIABLES = {name for function in transformed.functions().values() for name in function["Environment"]["Variables"]}
EVERYTHING = "everything@staff.example"  # one who has every role


@pytest.fixture(scope="module", autouse=True)
def desk() -> Iterator[None]:
    """The real wiring, on moto: an application is in review, and everybody of the staff is signed in."""
    given = dict.fromkeys(VARIABLES, "7") | {"TABLE_NAME": "desk", "AWS_DEFAULT_REGION": "us-east-1"}
    keys = dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"), "testing")
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in (given | keys).items():
            patch.setenv(name, value)
        _forget_clients()
        desk = table()
        store_staff(DynamoStaff(desk), {role: (f"{role}@staff.example", EVERYTHING) for role in StaffRole})
        DynamoCases(desk).add_application(application(), "thread-1@desk.example")
        for person in (*(f"{role}@staff.example" for role in StaffRole), EVERYTHING):
            session = SessionToken(person=person, expires_at=clients.now() + timedelta(hours=1))
            DynamoAccessTokens(desk).add_token(hash_token(person), session)
        yield
    _forget_clients()


def _forget_clients() -> None:
    for one in (clients._session, clients.client, clients.patient_client, clients.table):
        one.cache_clear()


def csrf(person: str) -> str:
    """What comes back with each form of a person."""
    return StaffSession(member=StaffMember(address=person, roles=frozenset()), session=person).csrf


def call(route: tuple[str, str], person: str, **fields: str) -> dict[str, Any]:
    """Ask for a page, or send a form to it; the token of each session is its person's address."""
    path, method = route
    return respond(
        method,
        path,
        path=path.format(case_id=application().id, account_id="acct-in-order", receipt="receipt-1", email_id="x"),
        headers={"Cookie": f"{COOKIE}={person}", "Content-Type": "application/x-www-form-urlencoded"},
        body=urlencode(fields) if method == "POST" else None,
    )


def stored() -> list[Any]:
    """All that the table holds."""
    items: list[Any] = boto3.client("dynamodb", region_name="us-east-1").scan(TableName="desk")["Items"]
    return sorted(items, key=repr)


def is_in_console(answer: dict[str, Any]) -> bool:
    return '<nav aria-label="Console">' in answer["body"]


def is_allowed(path: str, role: StaffRole) -> bool:
    right = RIGHT_FOR[path]
    return right is ANYBODY or right in PERMISSIONS[role]


VISITS = [(route, role) for route in CLOSED for role in IN_CONSOLE]


@pytest.mark.parametrize(("route", "role"), [one for one in VISITS if not is_allowed(one[0][0], one[1])], ids=str)
def test_no_role_reaches_what_its_rights_do_not_give(route: tuple[str, str], role: StaffRole) -> None:
    person, before = f"{role}@staff.example", stored()

    answer = call(route, person, csrf=csrf(person))

    assert answer["statusCode"] == 403
    assert is_in_console(answer)
    assert "have access to this page" in answer["body"]
    assert stored() == before


@pytest.mark.parametrize(
    ("route", "role"), [one for one in VISITS if is_allowed(one[0][0], one[1]) and one[0][1] == "GET"], ids=str
)
def test_each_role_sees_what_its_rights_give(route: tuple[str, str], role: StaffRole) -> None:
    answer = call(route, f"{role}@staff.example")

    assert answer["statusCode"] in (200, 303, 404, 422), answer["body"]


@pytest.mark.parametrize("session", ["", "mistyped", "escalation@staff.example"])
@pytest.mark.parametrize("route", CLOSED, ids=lambda route: " ".join(route[::-1]))
def test_who_is_not_signed_in_is_sent_to_do_so(route: tuple[str, str], session: str) -> None:
    before = stored()

    answer = call(route, session, csrf=csrf(session))

    assert answer["statusCode"] == 303
    assert urljoin(f"https://desk.example/desk{route[0]}", answer["headers"]["Location"]) == (
        "https://desk.example/desk/console/sign-in"
    )
    assert stored() == before


@pytest.mark.parametrize("fields", [{}, {"csrf": ""}, {"csrf": csrf("somebody@staff.example")}], ids=str)
@pytest.mark.parametrize("route", POSTS, ids=lambda route: route[0])
def test_a_form_of_another_site_does_nothing(route: tuple[str, str], fields: dict[str, str]) -> None:
    before = stored()

    answer = call(route, EVERYTHING, **fields)

    assert answer["statusCode"] == 403
    assert is_in_console(answer)
    assert "This form has expired" in answer["body"]
    assert stored() == before
