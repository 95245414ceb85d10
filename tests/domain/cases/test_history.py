from datetime import timedelta

from domain.cases.case import Case, Outcome, Reason, Status
from domain.cases.history import EarlierApplication
from domain.presentation.case_view import history_values
from tests.examples import facts, request_data
from tests.fakes import NOON, FakeKeydesk

REVIEWER = "one@staff.example"


def with_history(desk: FakeKeydesk) -> Case:
    """An application of an account of which another one was rejected for good, by the same owner."""
    desk.accounts.put_account(facts())
    first = desk.submit(request_data())
    reasons = (Reason(message="The website does not open.", fix="Put it online."),)
    desk.cases.conclude(
        desk.cases.get_case(first.id), Outcome(status=Status.REJECTED_FOR_GOOD, reasons=reasons, at=NOON)
    )
    desk.clock.move(timedelta(days=100))
    case = desk.cases.get_case(desk.submit(request_data()).id)
    desk.cases.record_start(case, desk.history.store.list_ids(case.application), None)
    return desk.cases.get_case(case.application.id)


def listed(desk: FakeKeydesk, person: str) -> tuple[EarlierApplication, ...]:
    return desk.history.list_earlier(with_history(desk), person)


def test_whoever_decides_sees_how_earlier_applications_ended_and_why() -> None:
    desk = FakeKeydesk()
    case = with_history(desk)

    (shown,) = history_values(desk.history.list_earlier(case, REVIEWER), case)

    assert (shown["is_of_account"], shown["status"], shown["ended_at"]) == (True, "rejected for good", NOON)
    assert shown["reasons"] == ["The website does not open."]


def test_own_earlier_application_is_not_shown() -> None:
    assert listed(FakeKeydesk(), "avery@client.example") == ()
    assert len(listed(FakeKeydesk(), REVIEWER)) == 1


def test_round_before_its_check_has_no_history() -> None:
    desk = FakeKeydesk()
    case = desk.cases.get_case(desk.submit(request_data()).id)

    assert case.current.earlier is None
    assert desk.history.list_earlier(case, REVIEWER) == ()
