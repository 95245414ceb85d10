"""The audit log, staff, saved replies, outcome records, forecast: the fakes and the DynamoDB adapters behave alike."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.dynamodb.console import DynamoCaseNotes
from adapters.dynamodb.table import Item, Table
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Decision, DecisionType, Outcome, Status
from domain.cases.exception import ExceptionOutcome, ExceptionStatus
from domain.cases.ports import Cases
from domain.cases.staff import StaffChange, StaffEntry, StaffMember, StaffRole
from domain.console.case_notes import MAX_NOTES, CaseNote
from domain.decisions.saved_replies import read_reply
from domain.model.errors import StaffChanged
from domain.reporting.forecast import Forecast
from domain.reporting.outcomes import Decider, OutcomeRecord
from tests.adapters.stores import Stores, table
from tests.examples import application, filed_exception, grant, reopen, request_data
from tests.fakes import NOON

ID = application().id
ME = "one@staff.example"
REJECTED = Outcome(status=Status.REJECTED, at=NOON)


def test_audit_log_of_a_case_comes_oldest_first(stores: Stores, cases: Cases) -> None:
    later = AuditEntry(at=NOON + timedelta(hours=1), by=ME, what="Gave it back (Reviews)")
    sooner = AuditEntry(at=NOON, by=ME, what="Took it over (Reviews)")
    for entry in (later, sooner):
        stores.log.add_entry(ID, entry)

    assert stores.log.list_entries(ID) == (sooner, later)
    assert stores.log.list_entries("kother") == ()
    assert cases.get_case(ID).status == "in_review"


def test_notes_of_a_case_come_in_the_order_in_which_they_were_written(stores: Stores, cases: Cases) -> None:
    notes = [CaseNote(at=NOON, by=ME, text=f"Note {number}") for number in range(12)]
    assert all(stores.notes.add_note(ID, note) for note in notes)

    assert stores.notes.list_notes(ID) == tuple(notes)
    assert stores.notes.list_notes("kother") == ()
    assert cases.get_case(ID).status == "in_review"


def test_notes_of_a_case_are_limited_in_number(stores: Stores) -> None:
    note = CaseNote(at=NOON, by=ME, text="Once more")
    added = [stores.notes.add_note(ID, note) for _ in range(MAX_NOTES + 1)]

    assert added == [True] * MAX_NOTES + [False]
    assert len(stores.notes.list_notes(ID)) == MAX_NOTES


def test_notes_written_at_once_are_all_kept(aws: None) -> None:
    stored = table()
    note = CaseNote(at=NOON, by=ME, text="Mine")

    class WritesMeanwhile(Table):
        def query(self, partition: str, beginning: str = "") -> list[Item]:
            found = super().query(partition, beginning)
            DynamoCaseNotes(stored).add_note(ID, note.model_copy(update={"text": "A colleague's"}))
            return found

    assert DynamoCaseNotes(WritesMeanwhile(stored._client, "desk")).add_note(ID, note)

    assert [one.text for one in DynamoCaseNotes(stored).list_notes(ID)] == ["A colleague's", "Mine"]


OPERATOR, REVIEWER = frozenset({StaffRole.OPERATOR}), frozenset({StaffRole.REVIEWER})
NONE: frozenset[StaffRole] = frozenset()


def change(
    stores: Stores, address: str, before: frozenset[StaffRole], after: frozenset[StaffRole], witness: str = ""
) -> None:
    what = f"{address}: {' '.join(sorted(after))}"
    stores.staff.apply(StaffChange(address, before, after, witness, AuditEntry(at=NOON, by=ME, what=what)))


def logged(stores: Stores) -> list[str]:
    return [entry.what for entry in stores.staff.list_changes().entries]


def test_staff_are_listed_by_address_and_found_in_any_letter_case(stores: Stores) -> None:
    change(stores, "Two@staff.example", NONE, OPERATOR | REVIEWER)
    change(stores, "one@staff.example", NONE, REVIEWER)

    two = StaffMember("Two@staff.example", OPERATOR | REVIEWER)
    one = StaffMember("one@staff.example", REVIEWER)
    assert stores.staff.list_members() == (StaffEntry(one, ME, NOON), StaffEntry(two, ME, NOON))
    assert stores.staff.get_member("two@STAFF.example") == two
    assert stores.staff.get_member("") is None
    assert stores.staff.get_member("nobody@staff.example") is None


def test_new_roles_replace_the_old_and_keep_who_added_the_person(stores: Stores) -> None:
    change(stores, ME, NONE, REVIEWER)
    change(stores, ME.upper(), REVIEWER, OPERATOR)

    assert stores.staff.list_members() == (StaffEntry(StaffMember(ME, OPERATOR), ME, NOON),)
    change(stores, ME, OPERATOR, NONE)
    assert stores.staff.list_members() == ()
    assert len(logged(stores)) == 3


@pytest.mark.parametrize(
    ("before", "after"), [(NONE, OPERATOR), (OPERATOR, REVIEWER), (OPERATOR, NONE), (OPERATOR | REVIEWER, NONE)]
)
def test_change_of_a_member_who_has_other_roles_by_now_stores_nothing(
    stores: Stores, before: frozenset[StaffRole], after: frozenset[StaffRole]
) -> None:
    change(stores, ME, NONE, REVIEWER)

    with pytest.raises(StaffChanged):
        change(stores, ME, before, after)

    assert stores.staff.get_member(ME) == StaffMember(ME, REVIEWER)
    assert len(logged(stores)) == 1


@pytest.mark.parametrize("witness", ["reviewer@staff.example", "nobody@staff.example"])
def test_change_needs_its_witness_to_be_an_operator_still(stores: Stores, witness: str) -> None:
    change(stores, "reviewer@staff.example", NONE, REVIEWER)
    change(stores, "operator@staff.example", NONE, OPERATOR | REVIEWER)

    with pytest.raises(StaffChanged):
        change(stores, ME, NONE, REVIEWER, witness)
    assert stores.staff.get_member(ME) is None

    change(stores, ME, NONE, REVIEWER, "Operator@staff.example")
    assert stores.staff.get_member(ME)


def test_changes_of_the_staff_come_newest_first_and_in_parts(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("adapters.dynamodb.console", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.LOG_PAGE", 2)
    for number in range(5):
        entry = AuditEntry(at=NOON + timedelta(minutes=number), by=ME, what=str(number))
        stores.staff.apply(StaffChange(f"{number}@staff.example", NONE, REVIEWER, "", entry))

    found, before = [], ""
    for _ in range(3):
        page = stores.staff.list_changes(before)
        found.append([entry.what for entry in page.entries])
        before = page.next

    assert found == [["4", "3"], ["2", "1"], ["0"]]
    assert before == ""


def test_saved_replies_are_listed_changed_and_removed(stores: Stores) -> None:
    down = read_reply({"title": "Website down", "text": "It does not open."}, ME)
    brand = read_reply({"title": "brand", "text": "Leave our name out."}, ME)
    for reply in (down, brand):
        assert stores.replies.put_reply(reply)
    assert stores.replies.list_replies() == (brand, down)

    changed = read_reply({"id": down.id, "title": "A website", "text": "It does not open yet."}, ME)
    stores.replies.put_reply(changed)
    stores.replies.remove_reply(brand.id)
    stores.replies.remove_reply("never")

    assert stores.replies.list_replies() == (changed,)


def test_saved_replies_are_limited_in_number(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("adapters.dynamodb.console", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.MAX_REPLIES", 2)
    first, second, third = (read_reply({"title": title, "text": "x"}, ME) for title in "abc")

    assert [stores.replies.put_reply(reply) for reply in (first, second, third)] == [True, True, False]
    assert stores.replies.put_reply(first.model_copy(update={"text": "y"})), "a stored reply can be changed"
    assert len(stores.replies.list_replies()) == 2


def test_last_forecast_is_the_one_that_counts(stores: Stores) -> None:
    assert stores.forecasts.get_forecast() is None
    first = Forecast(made_at=NOON, waiting={NOON.date(): 12}, days_each=0.25, shortest=0.8, longest=1.3)
    last = first.model_copy(update={"made_at": NOON + timedelta(hours=1), "waiting": {}})

    for forecast in (first, last):
        stores.forecasts.put_forecast(forecast)
        assert stores.forecasts.get_forecast() == forecast


def of_march(stores: Stores) -> tuple[OutcomeRecord, ...]:
    return stores.outcomes.list_outcomes("2026-03", 10)


def test_concluded_round_is_recorded_in_its_month_once(stores: Stores, cases: Cases) -> None:
    case = cases.get_case(ID)
    cases.conclude(case, REJECTED)
    cases.conclude(case, Outcome(status=Status.APPROVED, at=NOON + timedelta(days=40)))

    (record,) = of_march(stores)
    assert (record.case_id, record.account_id, record.title) == (ID, "acct-in-order", "Weekly hours report")
    assert (record.round, record.status, record.decided_by) == (1, Status.REJECTED, Decider.REVIEWER)
    assert (record.started_at, record.answered_at) == (NOON, NOON)
    assert stores.outcomes.list_outcomes("2026-04", 10) == ()


def test_each_round_has_its_own_record(stores: Stores, cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)
    later = NOON + timedelta(days=3)
    reopen(cases, ID, "fixed", "receipt-1", later)
    cases.conclude(cases.get_case(ID), Outcome(status=Status.APPROVED, at=later + timedelta(days=2)))

    second, first = of_march(stores)
    assert (first.round, first.status, second.round, second.status) == (1, Status.REJECTED, 2, Status.APPROVED)
    assert second.started_at == later


def test_withdrawal_is_recorded_once(stores: Stores, cases: Cases) -> None:
    case = cases.get_case(ID)
    withdrawn = Outcome(status=Status.WITHDRAWN, at=NOON)
    closing = Decision(answer=DecisionType.WITHDRAWN, by="avery@client.example", at=NOON)
    assert cases.withdraw(case, withdrawn, closing)
    assert not cases.withdraw(case, withdrawn, closing)

    (record,) = of_march(stores)
    assert (record.status, record.decided_by) == (Status.WITHDRAWN, Decider.APPLICANT)


@pytest.mark.parametrize("status", [ExceptionStatus.GRANTED, ExceptionStatus.REFUSED])
def test_exception_is_recorded_once(stores: Stores, status: ExceptionStatus) -> None:
    case = filed_exception()
    stores.exceptions.add_exception(case)
    outcome = ExceptionOutcome(status=status, at=NOON, grant=grant(case) if status is ExceptionStatus.GRANTED else None)

    for _ in range(2):
        stores.exceptions.conclude(case, outcome)

    (record,) = of_march(stores)
    assert (record.case_id, record.status, record.decided_by) == (case.id, status, Decider.APPROVER)
    assert record.title == case.account.name


def test_records_of_a_month_come_newest_first_and_in_parts(stores: Stores) -> None:
    moments = [datetime(2026, 3, 31, 23, 59, second, tzinfo=UTC) for second in (1, 2, 3)]
    for number, at in enumerate([*moments, datetime(2026, 4, 1, tzinfo=UTC)]):
        stored = application(request_data(account_id=f"acct-{number}")).model_copy(update={"id": f"k{number}"})
        stores.cases.add_application(stored, f"thread-{number}@desk.example")
        stores.cases.conclude(stores.cases.get_case(stored.id), Outcome(status=Status.APPROVED, at=at))

    first = stores.outcomes.list_outcomes("2026-03", 2)
    rest = stores.outcomes.list_outcomes("2026-03", 2, first[-1].answered_at.isoformat())

    assert [record.answered_at for record in (*first, *rest)] == moments[::-1]


def test_month_of_an_outcome_is_in_utc(stores: Stores, cases: Cases) -> None:
    at = datetime.fromisoformat("2026-04-01T01:30+02:00")
    cases.conclude(cases.get_case(ID), Outcome(status=Status.APPROVED, at=at))

    assert [record.case_id for record in of_march(stores)] == [ID]
