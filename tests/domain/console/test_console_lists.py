"""The pages of the console that list cases, as read by members with different permissions."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.cases.exception import parse_exception
from domain.cases.staff import StaffMember
from domain.console.account_page import account_values
from domain.console.failed_reviews import failure_values
from domain.console.pages import shell_values
from domain.console.search import SearchResult, search_values
from domain.decisions.exception_form import exception_form_values, read_exception_form
from domain.model.errors import InvalidInput
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus, OutboxRecord
from domain.notifications.messages import EmailName, OutboxEntry
from domain.operations.unfinished_rounds import Failure
from domain.presentation.case_rows import MAX_ROWS
from tests.adapters.web.test_pages import text
from tests.domain.console.test_account_page import GRANT, desk
from tests.domain.console.test_failed_reviews import Failed
from tests.domain.decisions.test_exception_form import TYPED
from tests.examples import exception_data, facts, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.staff import MANAGER, OPERATOR, REVIEWER

__all__ = ["desk"]


def read(name: str, values: dict[str, Any], member: StaffMember) -> str:
    """The text of a page."""
    return text(f"console/{name}", {**values, **shell_values(member, "csrf", "../")})


def account(desk: FakeKeydesk, member: StaffMember = REVIEWER, account_id: str = "acct-in-order") -> str:
    return read("account", account_values(desk.account_page.open(account_id, member), member), member)


def searched(desk: FakeKeydesk, words: str, member: StaffMember = REVIEWER) -> str:
    return read("search", search_values(f" {words} ", desk.search.find(words, member), member), member)


def failed(*failures: Failure, **values: Any) -> str:
    return read("failed", failure_values(failures, **values), OPERATOR)


def exceptions(*problems: Any, **values: Any) -> str:
    return read("exceptions", exception_form_values((), MANAGER, "key", *problems, **values), MANAGER)


def test_account_page_shows_reviewers_what_is_known_and_submitted(desk: FakeKeydesk) -> None:
    desk.statuses.set_status("acct-in-order", exception=GRANT)

    shown = account(desk)

    assert "Avery Example Account acct-in-order" in shown
    assert "From the account lookup, 2 March 2026" in shown
    assert "Lasts until 2 March 2026, granted by a@staff.example on 2 March 2026" in shown
    assert "Avery Example and" not in shown, "one person"
    assert "account acct-in-order, submitted on 2 March 2026 In review" in shown
    assert "account acct-in-order, filed on 2 March 2026 Exception In review" in shown
    assert "File an exception for this account" not in shown
    assert "Only the latest" not in shown


def test_account_page_shows_others_the_kind_and_status_of_cases_only(desk: FakeKeydesk) -> None:
    ids = {row.case_id[0]: row.case_id for row in desk.account_page.open("acct-in-order", MANAGER).rows}

    shown = account(desk, MANAGER)

    assert f"Application {ids['k']} account acct-in-order, submitted on" in shown
    assert f"Exception {ids['x']} account acct-in-order, filed on" in shown
    assert "File an exception for this account" in shown
    assert "Robin" not in shown and "Weekly" not in shown


def test_account_page_says_if_there_is_nothing(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(account_id="acct-new", name="New Example"))

    shown = account(desk, account_id="acct-new")

    assert "New Example" in shown
    assert "Open application None Exception None" in shown
    assert "This account has no applications." in shown and "No exceptions have been filed" in shown


def test_account_page_shows_the_id_for_a_name_if_the_lookup_fails(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1

    shown = account(desk)

    assert "Account acct-in-order" in shown
    assert "responding, so the account details are missing" in shown


def test_account_page_says_if_there_may_be_more_cases(desk: FakeKeydesk) -> None:
    for number in range(MAX_ROWS - 2):
        desk.exception_filing.file(exception_data(account_id="acct-in-order"), f"key-{number}")

    assert f"Only the latest {MAX_ROWS} are shown." in account(desk)


def test_search_lists_cases_and_accounts_and_keeps_the_words(desk: FakeKeydesk) -> None:
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    desk.submit(request_data(account_id="acct-owned", owner=owner))

    shown = searched(desk, "acct-in")

    assert "Account acct-in-order" in shown
    assert "Cases, newest first" in shown
    assert "Weekly hours report" in shown and "submitted on 2 March 2026 In review" in shown
    assert "Is this a whole account ID? Open account acct-in" in shown
    assert search_values(" acct-in ", SearchResult(), REVIEWER)["typed"] == "acct-in"
    assert "There are more" not in shown
    assert "Avery Example and Robin Example, account acct-owned" in searched(desk, "robin")


@pytest.mark.parametrize(
    ("words", "offered"), [("weekly", ""), ("acct-in-order", ""), ("acct-9", "acct-9"), ("no account!", "")]
)
def test_search_offers_an_account_only_if_the_text_may_be_an_unlisted_id(words: str, offered: str) -> None:
    found = SearchResult(accounts=("acct-in-order",))

    assert search_values(words, found, REVIEWER)["perhaps_account"] == offered


def test_search_says_what_it_finds_and_why_there_is_nothing(desk: FakeKeydesk) -> None:
    assert "Find cases and accounts Account ID, business name, project," in searched(desk, "")
    assert "Find accounts Account ID." in searched(desk, "", MANAGER)
    assert "No results." in searched(desk, "nothing")
    assert "Enter at least two letters or digits." in searched(desk, "-")
    desk.lookup.fails = 1
    assert "the account lookup isn't responding at the moment" in searched(desk, "acct-unknown")
    many = SearchResult(rows=desk.search.find("weekly", REVIEWER).rows, is_all=False)
    shown = read("search", search_values("weekly", many, REVIEWER), REVIEWER)
    assert f"There are more than the {MAX_ROWS} shown here" in shown


@pytest.fixture
def failure() -> Failure:
    (failure,) = Failed().failures.list_failures()
    return failure


def test_failed_review_shows_its_case_its_age_and_its_error(failure: Failure) -> None:
    second = failure.model_copy(update={"key": failure.key.model_copy(update={"round": 2}), "failure": ""})
    of_exception = failure.model_copy(update={"key": failure.key.model_copy(update={"case_id": "xabcdefghij234567"})})
    summary = failure.brief

    shown = failed(failure)
    assert "up to 4 times with growing pauses" in shown
    assert f"{summary.title} {' and '.join(summary.people)}, account {summary.account_id}, started on" in shown
    assert "started on 2 March 2026 Error: KeyError" in shown
    assert "re-review" not in shown and "exception" not in shown
    assert "Error: unknown re-review" in failed(second)
    assert "KeyError exception" in failed(of_exception) and "re-review" not in failed(of_exception)


def test_failed_reviews_say_what_the_last_click_did(failure: Failure) -> None:
    case_id = failure.key.case_id

    assert f"{case_id} is running again." in failed(failure, restarted=case_id)
    assert "There was nothing to retry" in failed(failure, is_running=True)
    assert "There was nothing" not in failed(failure)


def test_operator_sees_which_emails_cannot_be_sent_to_whom_and_why() -> None:
    report = DeliveryReport(status=DeliveryStatus.CANNOT_BE_SENT, at=NOON, reason="The address cannot be written.")
    of_case = OutboxEntry(name=EmailName.OWNER_REQUEST, case_id="k" + "a" * 16, to="robin@owner.example")
    of_none = OutboxEntry(name=EmailName.APPLY_LINK, to="holder@client.example")

    shown = failed(unsendable=[OutboxRecord(entry=entry, report=report) for entry in (of_case, of_none)])

    assert "Request to the key owner to robin@owner.example The address" in shown
    assert "Application link to holder@client.example" in shown
    assert shown.count("The address cannot be written.") == 2
    assert "Emails that can" not in failed()


def test_failed_reviews_are_read_no_further_than_shown(failure: Failure) -> None:
    read_so_far = 0

    def endless() -> Iterator[Failure]:
        nonlocal read_so_far
        while True:
            read_so_far += 1
            yield failure

    values = failure_values(endless())

    assert read_so_far == MAX_ROWS + 1
    assert f"These are the {MAX_ROWS} oldest." in read("failed", values, OPERATOR)


def test_exception_form_shows_its_thresholds_and_that_it_was_filed() -> None:
    shown, filed = exceptions({}), exceptions({}, is_filed=True)

    for words in ("For 365 days, the client can apply", "threshold: ", "filed any exceptions."):
        assert words in shown
    assert "Exception filed." in filed and "Exception filed." not in shown
    values = exception_form_values((), MANAGER, "key", {})
    assert (set(values["fields"].values()), values["top"]) == ({""}, "")


def test_exception_form_lists_its_problems_at_the_top() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_exception(read_exception_form({**TYPED, "spend_usd": "much"}, MANAGER))

    shown = exceptions(TYPED, caught.value.problems)

    assert "filed. Fix these: Spend in US dollars : Enter a whole number" in shown
