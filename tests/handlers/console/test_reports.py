"""The statistics and the files of the console, on a desk in memory: who may see them, and what they are made of."""

import re
from datetime import timedelta
from typing import Any

import pytest

from adapters.web.session_cookie import COOKIE
from domain.cases.access_tokens import SessionToken, hash_token
from domain.cases.case import Outcome, Status
from domain.cases.staff import Staff, StaffRole
from domain.console.sessions import SESSION_LIFETIME, Sessions
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk, FakeOutcomeRecords, FakeWorkQueue
from tests.handlers.lambda_context import respond
from tests.staff import IN_CONSOLE
from wiring import clients, console, stores

PEOPLE = {role: (f"{role}@staff.example",) for role in StaffRole}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> FakeKeydesk:
    """A desk in memory behind the handlers."""
    desk = FakeKeydesk()
    monkeypatch.setattr(console, "sessions", lambda: Sessions(desk.tokens, Staff(PEOPLE).member, desk.clock))
    monkeypatch.setattr(stores, "outcome_records", lambda: FakeOutcomeRecords(desk.cases))
    monkeypatch.setattr(stores, "work_queue", lambda: FakeWorkQueue(desk.cases))
    monkeypatch.setattr(stores, "case_access", lambda: desk.access)
    monkeypatch.setattr(clients, "now", desk.clock)
    return desk


def get(desk: FakeKeydesk, path: str, role: StaffRole | None, **query: str) -> dict[str, Any]:
    """What one of the staff gets, or somebody who is not signed in."""
    headers = {}
    if role:
        person = PEOPLE[role][0]
        desk.tokens.add_token(
            hash_token(person), SessionToken(person=person, expires_at=desk.clock() + SESSION_LIFETIME)
        )
        headers["Cookie"] = f"{COOKIE}={person}"
    return respond("GET", path, headers=headers, queryStringParameters=query or None)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (
            "/console/statistics",
            {StaffRole.REVIEWER, StaffRole.SAFETY, StaffRole.EXCEPTION_APPROVER, StaffRole.OPERATOR},
        ),
        ("/console/export.csv", {StaffRole.REVIEWER}),
    ],
)
def test_who_may_not_is_told_so_and_who_is_not_signed_in_is_sent_to_do_so(
    desk: FakeKeydesk, path: str, allowed: set[StaffRole]
) -> None:
    answers = {role: get(desk, path, role, what="open")["statusCode"] for role in IN_CONSOLE}

    assert {role for role, status in answers.items() if status == 200} == allowed
    assert {status for role, status in answers.items() if role not in allowed} == {403}
    stranger = get(desk, path, None)
    assert (stranger["statusCode"], stranger["headers"]["Location"]) == (303, "../console/sign-in")


def test_a_desk_without_answers_says_so(desk: FakeKeydesk) -> None:
    page = get(desk, "/console/statistics", StaffRole.REVIEWER)["body"]

    assert "No reviews are open." in page
    assert "Nothing was decided in the last 13 weeks." in page
    assert "<svg" not in page


def test_the_page_counts_what_is_open_and_what_was_answered(desk: FakeKeydesk) -> None:
    ended = desk.submit(request_data(account_id="acct-ended"))
    desk.cases.conclude(desk.cases.get_case(ended.id), Outcome(status=Status.APPROVED, at=NOON))
    desk.submit(request_data(account_id="acct-open"))

    page = get(desk, "/console/statistics", StaffRole.OPERATOR)["body"]

    assert "1 open review, counted from the start of each" in page
    assert "Week of 2 Mar: 1 approved, 0 rejected, 0 other" in page
    assert "export.csv" not in page, "an operator may not take files"


@pytest.mark.parametrize(
    ("status", "look"), [(Status.APPROVED, "pass"), (Status.REJECTED, "reject"), (Status.WITHDRAWN, "other")]
)
def test_a_weeks_column_has_the_colour_of_how_it_ended(desk: FakeKeydesk, status: Status, look: str) -> None:
    application = desk.submit(request_data())
    desk.cases.conclude(desk.cases.get_case(application.id), Outcome(status=status, at=NOON))

    page = get(desk, "/console/statistics", StaffRole.REVIEWER)["body"]

    (chart,) = re.findall(r'<svg class="chart".*?</svg>', page[page.index("Decisions per week") :], re.DOTALL)[:1]
    assert re.findall(r'<rect [^>]*class="(\w+)"', chart) == [look]


def test_days_of_ones_own_choice_count_alone(desk: FakeKeydesk) -> None:
    ended = desk.submit(request_data())
    desk.cases.conclude(desk.cases.get_case(ended.id), Outcome(status=Status.APPROVED, at=NOON))
    day = NOON.date().isoformat()
    before = (NOON - timedelta(days=1)).date().isoformat()

    on_the_day = get(desk, "/console/statistics", StaffRole.REVIEWER, **{"from": day, "to": day})["body"]
    day_before = get(desk, "/console/statistics", StaffRole.REVIEWER, **{"from": before, "to": before})["body"]

    assert "1 approved, 0 rejected, 0 other" in on_the_day
    assert 'value="2 March 2026"' in on_the_day
    assert "Nothing was decided on 1 March 2026." in day_before


def test_days_that_cannot_be_are_refused_and_come_back_as_they_were_typed(desk: FakeKeydesk) -> None:
    answer = get(desk, "/console/statistics", StaffRole.REVIEWER, **{"from": '"><b>', "to": "2026-03-01"})

    assert answer["statusCode"] == 422
    assert "Enter the start date" in answer["body"]
    assert 'value="&#34;&gt;&lt;b&gt;"' in answer["body"]
    assert "<title>Error: Statistics" in answer["body"]
    assert "Showing the last 13 weeks instead." in answer["body"]


def test_a_month_comes_as_a_file_and_that_it_was_taken_is_logged_without_names(
    desk: FakeKeydesk, caplog: pytest.LogCaptureFixture
) -> None:
    one = desk.submit(request_data())
    desk.cases.conclude(desk.cases.get_case(one.id), Outcome(status=Status.APPROVED, at=NOON))

    answer = get(desk, "/console/export.csv", StaffRole.REVIEWER, month="2026-03")

    assert answer["headers"]["Content-Type"].startswith("text/csv; charset=utf-8")
    assert answer["headers"]["Content-Disposition"] == 'attachment; filename="keydesk-answers-2026-03.csv"'
    assert one.id in answer["body"]
    (logged,) = [vars(record) for record in caplog.records]
    assert (logged["message"], logged["rows"]) == ("exported", 1)
    assert "@" not in str(logged)


@pytest.mark.parametrize("query", [{}, {"month": "March"}, {"what": "open", "kind": "nonsense"}])
def test_a_file_of_nonsense_is_refused(desk: FakeKeydesk, query: dict[str, str]) -> None:
    assert get(desk, "/console/export.csv", StaffRole.REVIEWER, **query)["statusCode"] == 422
