"""The index of cases: the fake and the DynamoDB adapter behave alike."""

from datetime import timedelta
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.operations import DynamoEndedCases
from adapters.dynamodb.table import Table
from domain.cases.case import Outcome, Reason, Round, Status
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus
from domain.cases.parties import Parties, parties_of
from domain.console.ports import CaseIndex
from domain.policy import Verdict
from tests.adapters.stores import Stores, table
from tests.examples import account, application, facts, filed_exception, grant, reopen, request_data
from tests.fakes import NOON

ID = application().id
REJECTED = Outcome(status=Status.REJECTED, reasons=(Reason(message="No website.", fix=""),), at=NOON)


def find(index: CaseIndex, word: str, *others: str) -> set[str]:
    return {match.case_id for match in index.find_matches(word, others).matches}


def exception(key: str = "first", hours: int = 0, **changes: Any) -> ExceptionCase:
    case = filed_exception(key, NOON + timedelta(hours=hours), **{"account_id": "acct-high-value", **changes})
    account = facts(account_id=case.request.account_id, name="Zoë Beispiel", plan="business")
    return case.model_copy(update={"account": account})


def test_application_is_found_by_the_beginning_of_each_word(stores: Stores) -> None:
    data = request_data(owner={"name": "Ödön Példa", "email": "odon@client.example", "agreed": True})
    stores.cases.add_application(application(data, name="Ferienplan für Büros"), "thread-1@desk.example")

    for word in ("acct-in", "avery@client.example", "odon@", "pelda", "odon", "ferienplan", "buro", "order"):
        assert find(stores.index, word) == {ID}, word
    for word in ("ployer", "ferienplanung", "zzz"):
        assert find(stores.index, word) == set(), word


def test_word_of_two_letters_is_no_beginning(stores: Stores) -> None:
    stores.cases.add_application(application(name="AI notes"), "thread-1@desk.example")

    assert find(stores.index, "ai") == {ID}
    assert find(stores.index, "no") == set()


def test_further_words_narrow_a_search(stores: Stores) -> None:
    stores.cases.add_application(application(name="Weekly hours"), "thread-1@desk.example")

    assert find(stores.index, "weekly", "hou", "avery") == {ID}
    assert find(stores.index, "weekly", "ours") == set(), "only the beginning of a word counts"
    assert find(stores.index, "weekly", "monthly") == set()


def test_revised_application_is_found_by_old_and_new_words_once_reopened(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.cases.conclude(stores.cases.get_case(ID), REJECTED)
    stores.cases.revise(application(name="Quarterly figures"), NOON)
    assert find(stores.index, "quarterly") == set()

    assert reopen(stores.cases, ID, "fixed", "receipt-1", NOON + timedelta(days=1))

    assert find(stores.index, "quarterly") == find(stores.index, "weekly") == {ID}
    (row,) = stores.index.get_rows((ID,))
    assert (row.summary.title, row.status, row.submitted_at) == ("Quarterly figures", Status.IN_REVIEW, NOON)


def test_exception_is_found_by_account_and_people_with_its_status(stores: Stores) -> None:
    case = exception()
    stores.exceptions.add_exception(case)
    for word in ("acct-high", "zoe", "marlow@staff.example", "marlow"):
        assert find(stores.index, word) == {case.id}, word
    (row,) = stores.index.get_rows((case.id,))
    assert (row.summary.title, row.status) == ("Zoë Beispiel", ExceptionStatus.IN_REVIEW)

    granted = ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant(case))
    stores.exceptions.conclude(case, granted)

    (row,) = stores.index.get_rows((case.id,))
    assert row.status is ExceptionStatus.GRANTED


def test_rows_come_in_the_given_order_without_unknown_cases(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    case = exception()
    stores.exceptions.add_exception(case)

    rows = stores.index.get_rows((case.id, "kaaaaaaaaaaaaaaaa", ID))

    assert [row.case_id for row in rows] == [case.id, ID]
    assert stores.index.get_rows(()) == ()


def test_cases_of_an_account_come_newest_first(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    later = exception(hours=1, account_id="acct-in-order")
    stores.exceptions.add_exception(later)
    stores.exceptions.add_exception(exception("other", account_id="acct-other"))

    assert stores.index.list_case_ids("acct-in-order") == (later.id, ID)
    assert stores.index.list_case_ids("acct-nobody") == ()


def test_last_exceptions_of_an_account_manager_are_found(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("adapters.dynamodb.case_index", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.MAX_ROWS", 2)
    _, second, third = filed = [exception(str(hours), hours) for hours in range(3)]
    other = exception("other", account_manager={"name": "Other Example", "email": "other@staff.example"})
    for case in (*filed, other):
        stores.exceptions.add_exception(case)

    assert stores.index.list_filed_by("Marlow@Staff.example") == (third.id, second.id)


def test_index_entries_are_purged_with_their_case(aws: None) -> None:
    stored = table()
    cases, exceptions, filed = DynamoCases(stored), DynamoExceptions(stored), exception()
    cases.add_application(application(), "thread-1@desk.example")
    cases.conclude(cases.get_case(ID), REJECTED)
    cases.revise(application(name="Quarterly figures"), NOON)
    reopen(cases, ID, "fixed", "receipt-1", NOON)
    cases.conclude(cases.get_case(ID), REJECTED.model_copy(update={"status": Status.REJECTED_FOR_GOOD}))
    exceptions.add_exception(filed)
    exceptions.conclude(filed, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))
    assert {"WORDS#qua", "WORDS#zoe", "STAFF#marlow@staff.example"} <= partitions(stored)

    for case_id in (ID, filed.id):
        assert DynamoEndedCases(stored).purge_case(case_id)

    assert not [found for found in partitions(stored) if found.startswith(("WORDS#", "STAFF#"))]


def test_earlier_applications_are_those_of_the_account_and_of_the_owner(stores: Stores) -> None:
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    near = {**owner, "email": "robin@client.example.com"}
    of_account = submit(stores, 0, account_id="acct-in-order")
    of_owner = submit(stores, 1, account_id="acct-other", owner=owner)
    submit(stores, 2, account_id="acct-third", owner=near)
    stores.exceptions.add_exception(exception(account_id="acct-in-order"))
    now = submit(stores, 3, account_id="acct-in-order", owner=owner)

    ids = stores.earlier.list_ids(stores.cases.get_case(now).application)

    assert ids == (of_account, of_owner)
    found = {earlier.case_id: earlier for earlier in stores.earlier.get_all((*ids, "kgone"))}
    assert [*found] == [of_owner, of_account], "newest first, without what is not stored"
    assert (found[of_account].status, found[of_account].reasons) == (Status.WITHDRAWN, ())
    assert found[of_account].ended_at == NOON


def submit(stores: Stores, days: int, **changes: Any) -> str:
    """An application that was withdrawn, or is open for the newest; returns its id."""
    submitted = application(request_data(**changes))
    at = NOON + timedelta(days=days)
    submitted = submitted.model_copy(update={"id": f"k{days}", "submitted_at": at})
    stores.cases.add_application(submitted, f"thread-{days}@desk.example")
    if days < 3:
        stores.cases.conclude(stores.cases.get_case(submitted.id), Outcome(status=Status.WITHDRAWN, at=NOON))
    return submitted.id


def partitions(stored: Table) -> set[str]:
    """All partition keys of the table."""
    return {item["pk"]["S"] for item in stored._client.scan(TableName="desk")["Items"]}


def test_parties_are_those_of_every_round(stores: Stores) -> None:
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    first = application(request_data(owner=owner))
    stores.cases.add_application(first, "thread-1@desk.example")
    verdict = Verdict(policy_version="1", findings=())
    stores.cases.record_verdict(stores.cases.get_case(first.id), account(), verdict, NOON)
    stores.cases.conclude(stores.cases.get_case(first.id), REJECTED)
    robin = {"name": "Robin Example", "email": "robin@new.example", "role": "admin"}
    stores.cases.revise(application(request_data(applicant=robin)), NOON)
    stores.exceptions.add_exception(filed_exception())

    found = stores.parties.list_parties([first.id, filed_exception().id, "kaaaaaaaaaaaaaaaa"])

    assert set(found[first.id].applicants) == {"avery@client.example", "robin@new.example"}
    assert set(found[first.id].owners) == {"robin@client.example"}
    assert {case_id: people(known) for case_id, known in found.items()} == {
        first.id: people(parties_of(stores.cases.get_case(first.id))),
        filed_exception().id: people(parties_of(filed_exception())),
    }


def people(parties: Parties) -> dict[str, set[str]]:
    return {part: set(addresses) for part, addresses in parties}


def test_application_is_found_by_its_accounts_names_once_that_is_looked_up(stores: Stores) -> None:
    stores.cases.add_application(application(name="Weekly hours"), "thread-1@desk.example")
    assert find(stores.index, "muller") == set()

    known = account(name="Avery Example", business_name="Müller & Söhne GmbH", legal_name="Quentin Doe")
    stores.cases.record_verdict(stores.cases.get_case(ID), known, Verdict(policy_version="1", findings=()), NOON)

    for word in ("muller", "sohne", "quentin", "weekly"):
        assert find(stores.index, word) == {ID}, word
    assert find(stores.index, "muller", "weekly") == find(stores.index, "weekly", "gmbh") == {ID}


def test_reopened_application_is_found_by_its_accounts_new_name(stores: Stores) -> None:
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.cases.conclude(stores.cases.get_case(ID), REJECTED)
    second = Round(
        **{"application_id": ID, "number": 2, "started_at": NOON, "account": account(business_name="Renamed Works")},
        verdict=Verdict(policy_version="1", findings=()),
    )

    stores.cases.reopen(stores.cases.get_case(ID), second)

    assert find(stores.index, "renamed") == find(stores.index, "renamed", "weekly") == {ID}


def test_exception_is_found_by_the_legal_and_business_name(stores: Stores) -> None:
    case = exception()
    names = {"business_name": "Beispielwerke", "legal_name": "Zoë Muster"}
    stores.exceptions.add_exception(case.model_copy(update={"account": case.account.model_copy(update=names)}))

    assert find(stores.index, "beispielwerke") == find(stores.index, "muster") == {case.id}


def test_names_of_the_account_are_purged_with_the_case(aws: None) -> None:
    stored = table()
    cases = DynamoCases(stored)
    cases.add_application(application(), "thread-1@desk.example")
    known = account(business_name="Xylophone Works")
    cases.record_verdict(cases.get_case(ID), known, Verdict(policy_version="1", findings=()), NOON)
    cases.conclude(cases.get_case(ID), REJECTED.model_copy(update={"status": Status.REJECTED_FOR_GOOD}))
    assert "WORDS#xyl" in partitions(stored)

    assert DynamoEndedCases(stored).purge_case(ID)

    assert not [found for found in partitions(stored) if found.startswith("WORDS#")]
