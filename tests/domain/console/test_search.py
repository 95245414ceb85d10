from datetime import timedelta

import pytest

from domain.console.search import SearchResult, search_values
from domain.console.search_terms import fold, search_terms, typed_words
from domain.model.errors import NotAllowed
from domain.presentation.case_rows import MAX_ROWS
from tests.examples import application, facts, request_data
from tests.fakes import FakeKeydesk
from tests.staff import MANAGER, REVIEWER, TOLD_ONLY


@pytest.fixture
def desk() -> FakeKeydesk:
    """Two accounts with an application each, the second a day later; a third account has none."""
    desk = FakeKeydesk()
    for account_id in ("acct-in-order", "acct-other", "lonely"):
        desk.accounts.put_account(facts(account_id=account_id))
    desk.submit(request_data())
    desk.clock.move(timedelta(days=1))
    project = {**request_data()["project"], "name": "Weekly overtime"}
    desk.submit(request_data(account_id="acct-other", project=project))
    return desk


def titles(found: SearchResult) -> list[str]:
    return [row.summary.title for row in found.rows]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("weekly", ["Weekly overtime", "Weekly hours report"]),
        ("acct", ["Weekly overtime", "Weekly hours report"]),
        ("AVERY  overtime", ["Weekly overtime"]),
        ("overtime hours", []),
    ],
)
def test_cases_with_every_word_are_found_newest_first(desk: FakeKeydesk, typed: str, found: list[str]) -> None:
    assert titles(desk.search.find(typed, REVIEWER)) == found


def test_whole_id_leads_to_its_page(desk: FakeKeydesk) -> None:
    (row, _) = desk.search.find("weekly", REVIEWER).rows

    assert desk.search.find(f" {row.case_id} ", REVIEWER).redirect == f"cases/{row.case_id}"
    assert desk.search.find("acct-other", REVIEWER).redirect == "accounts/acct-other"
    assert desk.search.find("lonely", REVIEWER).redirect == "accounts/lonely", "an account that never applied"
    assert desk.search.find("kaaaaaaaaaaaaaaaa", REVIEWER) == SearchResult()


def test_who_may_not_see_cases_finds_accounts_by_their_ids_only(desk: FakeKeydesk) -> None:
    (row, _) = desk.search.find("weekly", REVIEWER).rows

    found = desk.search.find("acct-", MANAGER)
    assert (found.rows, found.accounts) == ((), ("acct-other", "acct-in-order"))
    for words in ("weekly", "avery@client.example"):
        assert desk.search.find(words, MANAGER) == SearchResult(), words
    assert desk.search.find(row.case_id, MANAGER).redirect == ""


def test_who_may_not_see_accounts_cannot_search(desk: FakeKeydesk) -> None:
    with pytest.raises(NotAllowed):
        desk.search.find("weekly", TOLD_ONLY)


def test_failed_lookup_is_reported_and_hides_no_case(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 2

    assert titles(desk.search.find("weekly", REVIEWER)) != []
    assert desk.search.find("lonely", REVIEWER).is_down


def test_result_says_whether_there_is_more(desk: FakeKeydesk) -> None:
    for number in range(MAX_ROWS):
        desk.submit(request_data(account_id=f"acct-more-{number}"))

    found = desk.search.find("weekly", REVIEWER)

    assert (len(found.rows), found.is_all) == (MAX_ROWS, False)
    assert desk.search.find("overtime", REVIEWER).is_all


@pytest.mark.parametrize("typed", ["", " ", "a", "- &", "\u0301"])
def test_text_without_a_word_finds_nothing(desk: FakeKeydesk, typed: str) -> None:
    assert desk.search.find(typed, REVIEWER) == SearchResult()
    assert search_values(typed, SearchResult(), REVIEWER)["is_too_short"] is bool(typed.strip())


def test_longest_word_comes_first() -> None:
    assert typed_words("an avery@client.example, (Hours) HOURS") == ("avery@client.example", "hours", "an")


@pytest.mark.parametrize(
    ("written", "folded"), [("Überstunden", "uberstunden"), ("GIESSEREI", "gießerei"), ("ﬁnance", "finance")]
)
def test_words_are_compared_without_case_accents_and_forms(written: str, folded: str) -> None:
    assert fold(written) == fold(folded)


def test_case_is_found_by_few_words_with_its_ids_and_addresses() -> None:
    terms = search_terms(application(request_data(), name=" ".join(f"w{n}" for n in range(28))))

    assert len(terms.found_by) == 30 < len(terms.words)
    assert {"acct-in-order", "avery@client.example"} <= set(terms.found_by)
    assert {"avery", "example"} <= set(terms.words), "the others narrow a search, at least"


def test_longest_text_makes_no_key_that_dynamodb_refuses() -> None:
    terms = search_terms(application(request_data(), name="\ufdfa" * 120))

    assert max(len(word.encode()) for word in terms.words) < 900
