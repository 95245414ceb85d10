from datetime import timedelta

import pytest

from domain.console.account_page import account_values
from domain.model.account import Grant, Plan
from domain.model.errors import NotAllowed, UnknownAccount
from tests.examples import exception_data, facts, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.staff import MANAGER, OPERATOR, REVIEWER

GRANT = Grant(exception_id="x", granted_by="a@staff.example", granted_at=NOON, ends_on=NOON.date())


@pytest.fixture
def desk() -> FakeKeydesk:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(plan=Plan.BUSINESS))
    desk.submit(request_data())
    desk.clock.move(timedelta(hours=1))
    desk.exception_filing.file(exception_data(account_id="acct-in-order"), "")
    return desk


def test_an_account_shows_its_facts_its_standing_and_its_cases(desk: FakeKeydesk) -> None:
    desk.statuses.set_status("acct-in-order", exception=GRANT)

    values = account_values(desk.account_page.open("acct-in-order", REVIEWER), REVIEWER)

    assert values["looked_up"]["Registered name"] == "Avery Example"
    assert [line["title"] for line in values["applications"]] == ["Weekly hours report"]
    assert [line["standing"] for line in values["exceptions"]] == ["in review"]
    assert values["open_application"] == values["applications"][0]["case_id"]
    assert (values["grant"]["ends_on"], values["has_ended"]) == (NOON.date(), False)


def test_an_exception_lasts_to_the_end_of_its_last_day(desk: FakeKeydesk) -> None:
    desk.statuses.set_status("acct-in-order", exception=GRANT)
    desk.clock.move(timedelta(days=1))

    assert account_values(desk.account_page.open("acct-in-order", REVIEWER), REVIEWER)["has_ended"]


def test_who_may_see_no_cases_reads_where_they_stand_and_nothing_of_them(desk: FakeKeydesk) -> None:
    values = account_values(desk.account_page.open("acct-in-order", MANAGER), MANAGER)

    (line,) = values["applications"]
    assert line["standing"] == "in review" and not line["is_linked"]
    assert "Weekly" not in str(values["applications"]) and "Avery" not in str(values["applications"])


@pytest.mark.parametrize(("plan", "may_file"), [(Plan.BUSINESS, True), (Plan.ENTERPRISE, False)])
def test_an_account_manager_is_led_to_file_an_exception_where_one_is_needed(plan: Plan, may_file: bool) -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(plan=plan))

    assert account_values(desk.account_page.open("acct-in-order", MANAGER), MANAGER)["may_file"] is may_file
    assert not account_values(desk.account_page.open("acct-in-order", REVIEWER), REVIEWER)["may_file"]


def test_a_lookup_that_fails_leaves_what_the_desk_knows(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1

    values = account_values(desk.account_page.open("acct-in-order", REVIEWER), REVIEWER)

    assert values["is_down"] and values["looked_up"] == {}
    assert len(values["applications"]) == 1


def test_an_account_that_the_lookup_forgot_is_shown_while_it_has_cases(desk: FakeKeydesk) -> None:
    desk.submit(request_data(account_id="acct-gone"))

    assert len(desk.account_page.open("acct-gone", REVIEWER).rows) == 1
    for unknown in ("acct-nobody", "no account", "", "x" * 65):
        with pytest.raises(UnknownAccount):
            desk.account_page.open(unknown, REVIEWER)


def test_who_may_see_no_accounts_sees_none(desk: FakeKeydesk) -> None:
    with pytest.raises(NotAllowed):
        desk.account_page.open("acct-in-order", OPERATOR)
