from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Outcome, Status
from domain.cases.staff import StaffMember
from domain.console.account_page import account_values
from domain.model.account import Grant, Plan
from domain.model.errors import ConflictOfInterest, NotAllowed, UnknownAccount
from tests.examples import exception_data, facts, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.staff import MANAGER, OPERATOR, REVIEWER, TOLD_ONLY

GRANT = Grant(exception_id="x", granted_by="a@staff.example", granted_at=NOON, ends_on=NOON.date())


@pytest.fixture
def desk() -> FakeKeydesk:
    """An account with an application, and an exception that was filed an hour later."""
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(plan=Plan.BUSINESS))
    desk.submit(request_data())
    desk.clock.move(timedelta(hours=1))
    desk.exception_filing.file(exception_data(account_id="acct-in-order"), "")
    return desk


def opened(desk: FakeKeydesk, member: StaffMember = REVIEWER) -> dict[str, Any]:
    return account_values(desk.account_page.open("acct-in-order", member), member)


def test_account_shows_its_facts_its_status_and_its_cases(desk: FakeKeydesk) -> None:
    desk.statuses.set_status("acct-in-order", exception=GRANT)

    values = opened(desk)

    assert values["looked_up"]["Registered name"] == "Avery Example"
    assert [row["title"] for row in values["applications"]] == ["Weekly hours report"]
    assert [row["standing"] for row in values["exceptions"]] == ["in review"]
    assert values["open_application"] == values["applications"][0]["case_id"]
    assert (values["grant"]["ends_on"], values["has_ended"]) == (NOON.date(), False)
    desk.clock.move(timedelta(days=1))
    assert opened(desk)["has_ended"], "after its last day"


def test_who_may_not_see_cases_reads_their_status_only(desk: FakeKeydesk) -> None:
    values = opened(desk, MANAGER)

    (row,) = values["applications"]
    assert row["standing"] == "in review" and not row["is_linked"]
    assert "Weekly" not in str(values["applications"]) and "Avery" not in str(values["applications"])


@pytest.mark.parametrize(("plan", "may_file"), [(Plan.BUSINESS, True), (Plan.ENTERPRISE, False)])
def test_account_manager_may_file_an_exception_if_one_is_needed(desk: FakeKeydesk, plan: Plan, may_file: bool) -> None:
    desk.accounts.put_account(facts(plan=plan))

    assert opened(desk, MANAGER)["may_file"] is may_file
    assert not opened(desk)["may_file"]


def test_cases_are_shown_while_the_lookup_fails(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1

    values = opened(desk)

    assert values["is_down"] and values["looked_up"] == {}
    assert len(values["applications"]) == 1


def test_account_is_known_by_the_lookup_or_by_its_cases(desk: FakeKeydesk) -> None:
    desk.submit(request_data(account_id="acct-gone"))

    assert len(desk.account_page.open("acct-gone", REVIEWER).rows) == 1
    for unknown in ("acct-nobody", "no account", "", "x" * 65):
        with pytest.raises(UnknownAccount):
            desk.account_page.open(unknown, REVIEWER)


def test_who_may_not_see_accounts_sees_none(desk: FakeKeydesk) -> None:
    with pytest.raises(NotAllowed):
        opened(desk, TOLD_ONLY)


def test_operator_lets_an_account_apply_again_and_the_log_says_so(desk: FakeKeydesk) -> None:
    id_ = reject_for_good(desk)
    waits = opened(desk, OPERATOR)
    assert (waits["waits"]["application_id"], waits["may_lift"]) == (id_, True)

    assert desk.account_page.lift_wait("acct-in-order", OPERATOR)
    assert not desk.account_page.lift_wait("acct-in-order", OPERATOR), "there is nothing to lift any more"

    assert opened(desk, OPERATOR)["waits"] is None
    ((application_id, entry),) = desk.cases.lifted
    assert (application_id, entry.by) == (id_, OPERATOR.address)
    assert desk.submit(request_data()).id != id_


@pytest.mark.parametrize("member", [REVIEWER, MANAGER], ids=["reviewer", "account manager"])
def test_only_an_operator_lifts_a_wait(desk: FakeKeydesk, member: StaffMember) -> None:
    reject_for_good(desk)

    assert not opened(desk, member)["may_lift"]
    with pytest.raises(NotAllowed):
        desk.account_page.lift_wait("acct-in-order", member)


def test_operator_does_not_lift_the_wait_of_an_account_of_their_own(desk: FakeKeydesk) -> None:
    reject_for_good(desk)
    desk.accounts.put_account(facts(email=OPERATOR.address))

    with pytest.raises(ConflictOfInterest):
        desk.account_page.lift_wait("acct-in-order", OPERATOR)


def reject_for_good(desk: FakeKeydesk) -> str:
    """Reject the account's application for good; returns its id."""
    (case,) = desk.cases.all_cases()
    outcome = Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON, reapply_on=(NOON + timedelta(days=90)).date())
    desk.cases.conclude(case, outcome)
    return case.application.id
