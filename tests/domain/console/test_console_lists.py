"""The pages of the console that list cases, as those read them who may see more, or less."""

from datetime import timedelta
from typing import Any

import pytest

from domain.cases.exception import parse_exception
from domain.cases.staff import StaffMember
from domain.console.account_page import account_values
from domain.console.failed_reviews import failure_values
from domain.console.pages import shell_values
from domain.console.search import Found, search_values
from domain.decisions.exception_form import exception_form_values, exception_of
from domain.model.errors import InvalidInput
from domain.presentation.case_rows import MAX_ROWS
from tests.adapters.web.test_pages import text
from tests.domain.console.test_account_page import GRANT
from tests.domain.console.test_failed_reviews import Failed
from tests.domain.decisions.test_exception_form import TYPED
from tests.examples import exception_data, facts, request_data
from tests.fakes import FakeKeydesk
from tests.staff import MANAGER, OPERATOR, REVIEWER


@pytest.fixture
def desk() -> FakeKeydesk:
    """An account with an application, and an exception that was filed an hour later."""
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(plan="business"))
    desk.submit(request_data())
    desk.clock.move(timedelta(hours=1))
    desk.exception_filing.file(exception_data(account_id="acct-in-order"), "")
    return desk


def read(name: str, values: dict[str, Any], member: StaffMember) -> str:
    return text(f"console/{name}", {**values, **shell_values(member, "csrf", "../")})


def account(desk: FakeKeydesk, member: StaffMember) -> str:
    return read("account", account_values(desk.account_page.open("acct-in-order", member), member), member)


def test_a_reviewer_reads_of_an_account_what_is_known_and_who_handed_in_what(desk: FakeKeydesk) -> None:
    desk.statuses.set_status("acct-in-order", exception=GRANT)

    shown = account(desk, REVIEWER)

    assert "Avery Example Account acct-in-order" in shown
    assert "From the account lookup, asked now (2 March 2026)" in shown
    assert "lasts until 2 March 2026, granted by a@staff.example on 2 March 2026" in shown
    assert "Avery Example and" not in shown, "one person"
    assert "account acct-in-order, handed in on 2 March 2026 In review" in shown
    assert "account acct-in-order, filed on 2 March 2026 exception In review" in shown
    assert "File an exception for this account" not in shown
    assert "These are the last" not in shown


def test_two_people_of_an_application_are_both_named(desk: FakeKeydesk) -> None:
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    desk.submit(request_data(account_id="acct-owned", owner=owner))

    found = desk.search.find("robin", REVIEWER)

    assert "Avery Example and Robin Example, account acct-owned" in read(
        "search", search_values("robin", found, REVIEWER), REVIEWER
    )


def test_who_may_see_no_cases_reads_which_kind_they_are_and_where_they_stand(desk: FakeKeydesk) -> None:
    lines = desk.account_page.open("acct-in-order", MANAGER).rows
    ids = {line.case_id[0]: line.case_id for line in lines}

    shown = account(desk, MANAGER)

    assert f"Application {ids['k']} account acct-in-order, handed in on" in shown
    assert f"Exception {ids['x']} account acct-in-order, filed on" in shown
    assert "File an exception for this account" in shown
    assert "Robin" not in shown and "Weekly" not in shown


def test_an_account_without_anything_says_none(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(account_id="acct-new", name="New Example"))

    shown = read("account", account_values(desk.account_page.open("acct-new", REVIEWER), REVIEWER), REVIEWER)

    assert "New Example" in shown
    assert "Open application none Exception none" in shown
    assert "None was handed in." in shown and "None was filed." in shown


def test_an_account_that_nobody_can_look_up_has_its_id_for_a_name(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1

    shown = account(desk, REVIEWER)

    assert "Account acct-in-order Account acct-in-order" in shown
    assert "The account lookup does not answer just now" in shown


def test_a_full_list_of_an_account_says_that_there_may_be_more(desk: FakeKeydesk) -> None:
    for number in range(MAX_ROWS - 2):
        desk.exception_filing.file(exception_data(account_id="acct-in-order"), f"key-{number}")

    assert f"These are the last {MAX_ROWS}." in account(desk, REVIEWER)


def searched(desk: FakeKeydesk, words: str, member: StaffMember = REVIEWER) -> str:
    return read("search", search_values(f" {words} ", desk.search.find(words, member), member), member)


def test_what_is_found_is_listed_with_its_accounts_and_the_words_stay(desk: FakeKeydesk) -> None:
    shown = searched(desk, "acct-in")

    assert "Account acct-in-order" in shown
    assert "Cases, newest first" in shown
    assert "Weekly hours report" in shown and "handed in on 2 March 2026 In review" in shown
    assert "Is it the whole id of an account? Look at account acct-in" in shown
    assert search_values(" acct-in ", Found(), REVIEWER)["typed"] == "acct-in"
    assert "There are more" not in shown


@pytest.mark.parametrize("words", ["weekly", "acct-in-order"])
def test_a_word_of_a_language_or_a_known_account_is_not_asked_about(desk: FakeKeydesk, words: str) -> None:
    found = Found(accounts=("acct-in-order",))

    assert search_values(words, found, REVIEWER)["perhaps_account"] == ""
    assert search_values("acct-9", found, REVIEWER)["perhaps_account"] == "acct-9"
    assert search_values("no account!", found, REVIEWER)["perhaps_account"] == ""


def test_the_search_says_what_it_looks_for_and_why_it_finds_nothing(desk: FakeKeydesk) -> None:
    assert "Find cases and accounts By account id, project," in searched(desk, "")
    assert "Find accounts By account id." in searched(desk, "", MANAGER)
    assert "Nothing here has this name." in searched(desk, "nothing")
    assert "Type at least two letters or digits." in searched(desk, "-")
    desk.lookup.fails = 1
    assert "the account lookup does not answer just now" in searched(desk, "acct-unknown")
    many = Found(rows=desk.search.find("weekly", REVIEWER).rows, is_all=False)
    assert f"There are more than the {MAX_ROWS} shown here" in read(
        "search", search_values("weekly", many, REVIEWER), REVIEWER
    )


def test_a_failed_review_says_what_it_is_since_when_and_of_what_it_failed() -> None:
    failed = Failed()
    (one,) = failed.failures.list_failures()
    second = one.model_copy(update={"key": one.key.model_copy(update={"round": 2}), "failure": ""})
    exception = one.model_copy(update={"key": one.key.model_copy(update={"case_id": "xabcdefghij234567"})})

    first, again, filed = (read("failed", failure_values([failure]), OPERATOR) for failure in (one, second, exception))

    assert "up to 4 times in growing pauses" in first
    assert f"{one.brief.title} {' and '.join(one.brief.people)}, account {one.brief.account_id}, began on" in first
    assert "began on 2 March 2026 Failed with KeyError" in first
    assert "second review" not in first and "exception" not in first
    assert "Failed with nobody knows what second review" in again
    assert "KeyError exception" in filed and "second review" not in filed


def test_what_was_clicked_is_said_above_the_list_of_failed_reviews() -> None:
    failed = Failed()

    assert f"{failed.id} was started again." in read(
        "failed", failure_values(failed.failures.list_failures(), restarted=failed.id), OPERATOR
    )
    running = read("failed", failure_values(failed.failures.list_failures(), is_running=True), OPERATOR)
    assert "There was nothing to start again" in running
    assert "There was nothing" not in read("failed", failure_values(failed.failures.list_failures()), OPERATOR)


def test_a_list_of_failed_reviews_is_read_no_further_than_it_is_shown() -> None:
    (one,) = Failed().failures.list_failures()
    read_so_far = 0

    def endless() -> Any:
        nonlocal read_so_far
        while True:
            read_so_far += 1
            yield one

    values = failure_values(endless())

    assert read_so_far == MAX_ROWS + 1
    assert f"These are the {MAX_ROWS} oldest." in read("failed", values, OPERATOR)


def test_the_form_of_an_exception_tells_its_thresholds_and_that_it_is_filed() -> None:
    shown = read("exceptions", exception_form_values((), MANAGER, "key", {}), MANAGER)
    filed = read("exceptions", exception_form_values((), MANAGER, "key", {}, is_filed=True), MANAGER)

    assert "While an exception lasts (365 days)" in shown
    assert "threshold: " in shown
    assert "Nothing yet." in shown
    assert "It is filed." in filed and "It is filed." not in shown
    assert set(exception_form_values((), MANAGER, "key", {})["fields"].values()) == {""}
    assert exception_form_values((), MANAGER, "key", {})["top"] == ""


def test_what_is_wrong_with_an_exception_is_listed_above_the_form() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_exception(exception_of({**TYPED, "spend_usd": "much"}, MANAGER))

    shown = read("exceptions", exception_form_values((), MANAGER, "key", TYPED, caught.value.problems), MANAGER)

    assert "Nothing is filed yet. Please look at: Spend, in US dollars : Give a whole number" in shown
