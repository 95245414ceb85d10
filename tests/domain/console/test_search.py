from datetime import timedelta

import pytest

from domain.console.search import Found, search_values
from domain.console.search_terms import fold, search_terms, typed_words
from domain.model.errors import NotAllowed
from domain.presentation.case_rows import MAX_ROWS
from tests.examples import application, facts, request_data
from tests.fakes import FakeKeydesk
from tests.staff import MANAGER, OPERATOR, REVIEWER


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


def titles(found: Found) -> list[str]:
    return [line.summary.title for line in found.rows]


def test_what_is_found_comes_newest_first_and_each_case_once(desk: FakeKeydesk) -> None:
    assert titles(desk.search.find("weekly", REVIEWER)) == ["Weekly overtime", "Weekly hours report"]
    assert titles(desk.search.find("acct", REVIEWER)) == ["Weekly overtime", "Weekly hours report"]


def test_every_word_counts_in_whatever_order_and_case(desk: FakeKeydesk) -> None:
    assert titles(desk.search.find("AVERY  overtime", REVIEWER)) == ["Weekly overtime"]
    assert desk.search.find("overtime hours", REVIEWER).rows == ()


def test_a_whole_id_leads_straight_there(desk: FakeKeydesk) -> None:
    (line, _) = desk.search.find("weekly", REVIEWER).rows

    assert desk.search.find(f" {line.case_id} ", REVIEWER).there == f"cases/{line.case_id}"
    assert desk.search.find("acct-other", REVIEWER).there == "accounts/acct-other"
    assert desk.search.find("lonely", REVIEWER).there == "accounts/lonely", "an account that never applied"
    assert desk.search.find("kaaaaaaaaaaaaaaaa", REVIEWER) == Found()


def test_who_may_see_no_cases_finds_accounts_by_their_ids_alone(desk: FakeKeydesk) -> None:
    (line, _) = desk.search.find("weekly", REVIEWER).rows

    found = desk.search.find("acct-", MANAGER)
    assert (found.rows, found.accounts) == ((), ("acct-other", "acct-in-order"))
    for words in ("weekly", "avery@client.example"):
        assert desk.search.find(words, MANAGER) == Found(), words
    assert desk.search.find(line.case_id, MANAGER).there == ""


def test_who_may_see_no_accounts_searches_nothing(desk: FakeKeydesk) -> None:
    with pytest.raises(NotAllowed):
        desk.search.find("weekly", OPERATOR)


def test_a_lookup_that_does_not_answer_is_said_and_hides_nothing(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 2

    assert titles(desk.search.find("weekly", REVIEWER)) != []
    assert desk.search.find("lonely", REVIEWER).is_down


def test_more_than_a_page_is_said(desk: FakeKeydesk) -> None:
    for number in range(MAX_ROWS):
        desk.submit(request_data(account_id=f"acct-more-{number}"))

    found = desk.search.find("weekly", REVIEWER)

    assert (len(found.rows), found.is_all) == (MAX_ROWS, False)
    assert desk.search.find("overtime", REVIEWER).is_all


@pytest.mark.parametrize("typed", ["", " ", "a", "- &", "\u0301"])
def test_what_has_no_word_finds_nothing(desk: FakeKeydesk, typed: str) -> None:
    assert desk.search.find(typed, REVIEWER) == Found()
    assert search_values(typed, Found(), REVIEWER)["is_too_short"] is bool(typed.strip())


def test_the_longest_word_is_the_one_that_is_looked_for() -> None:
    assert typed_words("an avery@client.example, (Hours) HOURS") == ("avery@client.example", "hours", "an")


@pytest.mark.parametrize(
    ("written", "folded"), [("Überstunden", "uberstunden"), ("GIESSEREI", "gießerei"), ("ﬁnance", "finance")]
)
def test_words_are_compared_without_case_accents_and_forms(written: str, folded: str) -> None:
    assert fold(written) == fold(folded)


def test_a_case_has_few_words_and_its_ids_and_addresses_are_among_them() -> None:
    words = " ".join(f"word{n}" for n in range(18))
    naming = search_terms(application(request_data(), name=words))

    assert len(naming.found_by) == 20 < len(naming.words)
    assert {"acct-in-order", "avery@client.example"} <= set(naming.found_by)
    assert {"avery", "example"} <= set(naming.words), "the others narrow a search, at least"


def test_the_longest_text_makes_no_key_that_dynamodb_refuses() -> None:
    naming = search_terms(application(request_data(), name="\ufdfa" * 120))

    assert max(len(word.encode()) for word in naming.words) < 900
