from datetime import timedelta

import pytest

from domain.cases.case import Outcome, Status
from domain.cases.staff import StaffRole
from domain.keys.key_changes import LONGEST_REASON, UsageReport
from domain.keys.staff_actions import KeyStaffActions
from domain.model.api_key import MAX_CHANGES, USAGE_REPORT, KeyAction, KeyStatus, Usage
from domain.model.errors import InvalidInput, NotAllowed
from tests.domain.keys.approved import REVIEWER, YESTERDAY, Approved
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk


def problems(error: pytest.ExceptionInfo[InvalidInput]) -> list[str]:
    return [problem.pointer for problem in error.value.problems]


def test_suspension_names_who_and_why_and_is_started() -> None:
    approved = Approved.with_key()

    approved.change(KeyAction.SUSPEND, "  It sends 90,000 requests a day.\r\nNobody answers. ")

    change = approved.case.key_changes[-1]
    assert (change.number, change.action, change.by, change.at) == (2, KeyAction.SUSPEND, REVIEWER, NOON)
    assert change.reason == "It sends 90,000 requests a day.\nNobody answers."
    assert approved.case.key_status is KeyStatus.SUSPENDED
    assert approved.desk.key_machine.started == [(approved.id, 2)]


def test_suspended_key_can_be_resumed_and_revoked_for_good() -> None:
    approved = Approved.with_key()

    statuses = []
    for action in (KeyAction.SUSPEND, KeyAction.RESUME, KeyAction.SUSPEND, KeyAction.REVOKE):
        approved.change(action)
        statuses.append(approved.case.key_status)

    assert statuses == [KeyStatus.SUSPENDED, KeyStatus.ISSUED, KeyStatus.SUSPENDED, KeyStatus.REVOKED]
    for action in (KeyAction.SUSPEND, KeyAction.RESUME, KeyAction.REVOKE):
        with pytest.raises(InvalidInput):
            approved.change(action)
    assert len(approved.case.key_changes) == 5


@pytest.mark.parametrize("action", [KeyAction.RESUME, KeyAction.ISSUE, KeyAction.OVER_LIMIT])
def test_issued_key_is_not_changed_in_another_way(action: KeyAction) -> None:
    approved = Approved.with_key()

    with pytest.raises(InvalidInput):
        approved.change(action)

    assert len(approved.case.key_changes) == 1


def test_key_that_keydesk_did_not_issue_is_not_changed() -> None:
    approved = Approved()

    with pytest.raises(InvalidInput):
        approved.change(KeyAction.SUSPEND)


@pytest.mark.parametrize("reason", ["", " \n", "x" * (LONGEST_REASON + 1), "bell \a"])
def test_change_needs_a_reason_that_can_be_sent(reason: str) -> None:
    approved = Approved.with_key()

    with pytest.raises(InvalidInput) as error:
        approved.change(KeyAction.SUSPEND, reason)

    assert problems(error) == ["/reason"]
    assert approved.case.key_status is KeyStatus.ISSUED


def test_of_two_suspensions_at_once_the_second_is_told_that_it_was_late() -> None:
    approved = Approved.with_key()
    as_both_saw_it = approved.case

    approved.desk.key_changes.change(as_both_saw_it, KeyAction.SUSPEND, REVIEWER, "First.")
    with pytest.raises(InvalidInput) as error:
        approved.desk.key_changes.change(as_both_saw_it, KeyAction.SUSPEND, "two@staff.example", "Second.")

    assert problems(error) == ["/key"]
    assert [change.by for change in approved.case.key_changes[1:]] == [REVIEWER]


@pytest.mark.parametrize(("requests", "is_over"), [(39_999, False), (40_000, True), (40_001, True)])
def test_app_is_over_the_limit_from_the_limit_on(requests: int, is_over: bool) -> None:
    approved = Approved.with_key()

    assert approved.report(requests) is is_over

    usage = [change.usage for change in approved.case.key_changes if change.usage]
    assert usage == ([Usage(day=YESTERDAY, requests=requests, limit=40_000)] if is_over else [])
    assert approved.desk.key_machine.started == ([(approved.id, 2)] if is_over else [])
    assert approved.case.key_status is KeyStatus.ISSUED, "a person decides what follows"


def test_day_is_reported_once_however_often_it_is_sent() -> None:
    approved = Approved.with_key()

    assert [approved.report(50_000), approved.report(51_000)] == [True, True]
    assert approved.report(50_000, day=YESTERDAY - timedelta(days=1))

    assert [change.usage.requests for change in approved.case.key_changes if change.usage] == [50_000, 50_000]
    assert approved.desk.key_machine.started == [(approved.id, 2), (approved.id, 3)]


def test_key_that_is_issued_elsewhere_can_be_over_the_limit_too() -> None:
    assert Approved().report(50_000)


def test_nobody_is_told_of_the_usage_of_a_revoked_key() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.REVOKE)

    assert not approved.report(50_000)


@pytest.mark.parametrize("days", [-1, 32])
def test_report_is_of_a_day_in_the_last_month(days: int) -> None:
    approved = Approved.with_key()

    with pytest.raises(InvalidInput) as error:
        approved.report(50_000, day=NOON.date() - timedelta(days=days))

    assert problems(error) == ["/day"]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_application_without_a_key_has_no_usage(status: Status) -> None:
    desk = FakeKeydesk()
    submitted = desk.submit(request_data())
    if status is not Status.IN_REVIEW:
        desk.cases.conclude(desk.cases.get_case(submitted.id), Outcome(status=status, at=NOON))
    report = UsageReport(application_id=submitted.id, day=YESTERDAY, requests=50_000)

    with pytest.raises(InvalidInput) as error:
        desk.key_changes.report_account_usage("acct-in-order", report, USAGE_REPORT)

    assert problems(error) == ["/application_id"]


@pytest.mark.parametrize(("account_id", "application_id"), [("acct-other", ""), ("acct-in-order", "k" + "a" * 16)])
def test_report_of_an_application_of_somebody_else_is_refused(account_id: str, application_id: str) -> None:
    approved = Approved.with_key()
    report = UsageReport(application_id=application_id or approved.id, day=YESTERDAY, requests=50_000)

    with pytest.raises(InvalidInput) as error:
        approved.desk.key_changes.report_account_usage(account_id, report, USAGE_REPORT)

    assert problems(error) == ["/application_id"]


def test_key_with_too_many_changes_can_still_be_revoked() -> None:
    approved = Approved.with_key()
    for _ in range(MAX_CHANGES - 1):
        approved.change(KeyAction.SUSPEND if approved.case.key_status is KeyStatus.ISSUED else KeyAction.RESUME)

    with pytest.raises(InvalidInput):
        approved.report(50_000)
    approved.change(KeyAction.REVOKE)

    assert approved.case.key_status is KeyStatus.REVOKED


@pytest.mark.parametrize("requests", ["52310", "52,310", " 52 310 "])
def test_staff_report_a_day_in_a_form(requests: str) -> None:
    approved = Approved.with_key()
    fields = {"day": YESTERDAY.isoformat(), "requests": requests}

    actions, reviewer = KeyStaffActions(approved.desk.key_changes), approved.desk.member(REVIEWER)
    actions.act(approved.case, KeyAction.OVER_LIMIT, fields, reviewer)

    change = approved.case.key_changes[-1]
    assert change.usage
    assert (change.by, change.usage.requests) == (REVIEWER, 52_310)


@pytest.mark.parametrize(
    ("day", "requests", "wrong"),
    [
        ("", "50000", "/day"),
        ("yesterday", "50000", "/day"),
        (YESTERDAY.isoformat(), "", "/requests"),
        (YESTERDAY.isoformat(), "many", "/requests"),
        (YESTERDAY.isoformat(), "\u0665\u0660\u0660\u0660\u0660", "/requests"),
        (YESTERDAY.isoformat(), "9" * 5_000, "/requests"),
        (YESTERDAY.isoformat(), "200", "/requests"),
    ],
)
def test_form_of_a_report_says_what_is_wrong(day: str, requests: str, wrong: str) -> None:
    approved = Approved.with_key()
    actions, reviewer = KeyStaffActions(approved.desk.key_changes), approved.desk.member(REVIEWER)

    with pytest.raises(InvalidInput) as error:
        actions.act(approved.case, KeyAction.OVER_LIMIT, {"day": day, "requests": requests}, reviewer)

    assert problems(error) == [wrong]
    assert len(approved.case.key_changes) == 1


@pytest.mark.parametrize("role", sorted(set(StaffRole) - {StaffRole.REVIEWER, StaffRole.SAFETY, StaffRole.ESCALATION}))
def test_other_roles_do_not_change_keys(role: StaffRole) -> None:
    approved = Approved.with_key()
    member = next(approved.desk.member(address) for address in approved.desk.people[role][:1])

    with pytest.raises(NotAllowed):
        KeyStaffActions(approved.desk.key_changes).act(approved.case, KeyAction.SUSPEND, {"reason": "No."}, member)

    assert approved.case.key_status is KeyStatus.ISSUED
