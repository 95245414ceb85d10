"""Lists of cases, in memory and on DynamoDB: found by words, by account, by who filed them."""

from datetime import timedelta
from typing import Any

import boto3
import pytest

from adapters.dynamodb.case_index import DynamoCaseIndex
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.retention import DynamoEndedCases
from domain.cases.case import Outcome, Reason, Status
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.console.ports import CaseIndex
from domain.console.search_terms import Matches
from domain.model.account import Grant
from domain.presentation.case_rows import MAX_ROWS
from tests.adapters.stores import Stores, table
from tests.examples import application, exception_data, facts, request_data
from tests.fakes import NOON

ID = application().id
REJECTED = Outcome(status=Status.REJECTED, reasons=(Reason(message="No website.", fix=""),), at=NOON)


def ids(found: Matches) -> set[str]:
    return {one.case_id for one in found.matches}


def find(index: CaseIndex, word: str, *others: str) -> set[str]:
    return ids(index.find_matches(word, others))


def exception(key: str = "", **changes: Any) -> ExceptionCase:
    request = parse_exception(exception_data(**changes))
    account = facts(account_id=request.account_id, name="Zoë Beispiel", plan="business")
    return file_exception(request, account, NOON, "thread-9@desk.example", key or "first")


def test_an_application_is_found_by_the_beginning_of_each_of_its_words(stores: Stores) -> None:
    data = request_data(owner={"name": "Ödön Példa", "email": "odon@client.example", "agreed": True})
    stores.cases.add_application(application(data, name="Ferienplan für Büros"), "thread-1@desk.example")

    for word in ("acct-in", "avery@client.example", "odon@", "pelda", "odon", "ferienplan", "buro", "order"):
        assert find(stores.index, word) == {ID}, word
    for word in ("ployer", "ferienplanung", "zzz"):
        assert find(stores.index, word) == set(), word


def test_a_word_of_two_letters_stands_for_itself_alone(stores: Stores) -> None:
    stores.cases.add_application(application(name="AI notes"), "thread-1@desk.example")

    assert find(stores.index, "ai") == {ID}
    assert find(stores.index, "no") == set()


def test_further_words_narrow_a_search(stores: Stores) -> None:
    stores.cases.add_application(application(name="Weekly hours"), "thread-1@desk.example")

    assert find(stores.index, "weekly", "hou", "avery") == {ID}
    assert find(stores.index, "weekly", "ours") == set(), "a word is known by its beginning"
    assert find(stores.index, "weekly", "monthly") == set()


def test_a_changed_application_is_found_by_its_old_and_its_new_words_from_the_second_review_on(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.cases.conclude(stores.cases.get_case(ID), REJECTED)
    stores.cases.revise(application(name="Quarterly figures"), NOON)
    assert find(stores.index, "quarterly") == set()

    assert stores.cases.reopen(ID, "mended", "receipt-1", NOON + timedelta(days=1))

    assert find(stores.index, "quarterly") == find(stores.index, "weekly") == {ID}
    (line,) = stores.index.get_rows((ID,))
    assert (line.summary.title, line.status, line.submitted_at) == ("Quarterly figures", Status.IN_REVIEW, NOON)


def test_an_exception_is_found_by_account_and_people_and_stands_as_it_ended(stores: Stores) -> None:
    case = exception()
    stores.exceptions.add_exception(case)
    for word in ("acct-high", "zoe", "marlow@staff.example", "marlow"):
        assert find(stores.index, word) == {case.id}, word
    (line,) = stores.index.get_rows((case.id,))
    assert (line.summary.title, line.status) == ("Zoë Beispiel", ExceptionStatus.IN_REVIEW)

    grant = Grant(exception_id=case.id, granted_by="a@staff.example", granted_at=NOON, ends_on=NOON.date())
    stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant))

    (line,) = stores.index.get_rows((case.id,))
    assert line.status is ExceptionStatus.GRANTED


def test_lines_come_in_the_order_that_was_asked_for_and_without_what_was_never_stored(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    case = exception()
    stores.exceptions.add_exception(case)

    lines = stores.index.get_rows((case.id, "kaaaaaaaaaaaaaaaa", ID))

    assert [one.case_id for one in lines] == [case.id, ID]
    assert stores.index.get_rows(()) == ()


def test_the_cases_of_an_account_come_newest_first(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    later = exception(account_id="acct-in-order").model_copy(update={"filed_at": NOON + timedelta(hours=1)})
    stores.exceptions.add_exception(later)
    stores.exceptions.add_exception(exception("other", account_id="acct-other"))

    assert stores.index.list_case_ids("acct-in-order") == (later.id, ID)
    assert stores.index.list_case_ids("acct-nobody") == ()


def test_an_account_manager_finds_the_last_exceptions_of_that_address_and_no_others(stores: Stores) -> None:
    filed = [exception(str(n)).model_copy(update={"filed_at": NOON + timedelta(hours=n)}) for n in range(MAX_ROWS + 1)]
    for case in filed:
        stores.exceptions.add_exception(case)
    somebody_else = {"name": "Other Example", "email": "other@staff.example"}
    stores.exceptions.add_exception(exception("other", account_manager=somebody_else))

    assert stores.index.list_filed_by("Marlow@Staff.example") == tuple(one.id for one in filed[:0:-1])


def test_what_a_forgotten_case_was_found_by_is_forgotten_with_it(aws: None) -> None:
    desk = table()
    cases, exceptions, filed = DynamoCases(desk), DynamoExceptions(desk), exception()
    cases.add_application(application(), "thread-1@desk.example")
    cases.conclude(cases.get_case(ID), REJECTED)
    cases.revise(application(name="Quarterly figures"), NOON)
    cases.reopen(ID, "mended", "receipt-1", NOON)
    cases.conclude(cases.get_case(ID), REJECTED.model_copy(update={"status": Status.REJECTED_FOR_GOOD}))
    exceptions.add_exception(filed)
    exceptions.conclude(filed, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))
    assert {"WORDS#qua", "WORDS#zoe", "STAFF#marlow@staff.example"} <= partitions()

    for case_id in (ID, filed.id):
        assert DynamoEndedCases(desk).purge_case(case_id)

    assert not [one for one in partitions() if one.startswith(("WORDS#", "STAFF#"))]


def test_a_change_in_the_moment_of_the_reply_is_what_the_second_review_judges(
    aws: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = table()
    cases, transact = DynamoCases(desk), desk.transact
    cases.add_application(application(), "thread-1@desk.example")
    cases.conclude(cases.get_case(ID), REJECTED)

    def late(*writes: Any) -> None:
        monkeypatch.setattr(desk, "transact", transact)
        cases.revise(application(name="Quarterly figures"), NOON)
        transact(*writes)

    monkeypatch.setattr(desk, "transact", late)

    assert cases.reopen(ID, "mended", "receipt-1", NOON)
    assert find(DynamoCaseIndex(desk), "quarterly") == {ID}


def partitions() -> set[str]:
    """All partitions of the table."""
    found = boto3.client("dynamodb", region_name="us-east-1").scan(TableName="desk")["Items"]
    return {item["pk"]["S"] for item in found}
