import pytest

from domain.cases.case import Outcome, Status
from domain.model.errors import AnotherApplicationOpen, InvalidInput
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk


@pytest.fixture
def desk() -> FakeKeydesk:
    return FakeKeydesk()


def test_an_application_is_stored_and_its_review_started(desk: FakeKeydesk) -> None:
    application = desk.submit(request_data())

    assert desk.cases.get_case(application.id).application == application
    assert desk.machine.started == [(application.id, 1)]


def test_the_same_hand_in_twice_is_one_application(desk: FakeKeydesk) -> None:
    first, second = (desk.submit(request_data(), "click-1") for _ in range(2))

    assert first == second
    assert desk.machine.started == [(first.id, 1)]


def test_without_a_key_each_hand_in_is_an_application_of_its_own(desk: FakeKeydesk) -> None:
    ids = {desk.submit(request_data(account_id=account)).id for account in ("acct-a", "acct-b")}

    assert len(ids) == 2


def test_a_repetition_starts_the_review_that_the_first_could_not(desk: FakeKeydesk) -> None:
    desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        desk.submit(request_data(), "click-1")

    application = desk.submit(request_data(), "click-1")

    assert desk.machine.started == [(application.id, 1)]


def test_a_key_that_was_used_for_something_else_is_refused(desk: FakeKeydesk) -> None:
    desk.submit(request_data(), "click-1")

    with pytest.raises(InvalidInput) as refused:
        desk.submit(request_data(hours_per_day=9), "click-1")
    (problem,) = refused.value.problems
    assert problem.pointer == "" and problem.message.startswith("Idempotency-Key: it was used before")


def test_one_key_for_two_accounts_is_two_applications(desk: FakeKeydesk) -> None:
    ids = {desk.submit(request_data(account_id=account), "click-1").id for account in ("acct-a", "acct-b")}

    assert len(ids) == 2


def test_an_account_has_one_application_open(desk: FakeKeydesk) -> None:
    first = desk.submit(request_data())

    with pytest.raises(AnotherApplicationOpen, match=first.id):
        desk.submit(request_data())

    assert desk.machine.started == [(first.id, 1)]
    desk.cases.conclude(desk.cases.get_case(first.id), Outcome(status=Status.APPROVED, at=NOON))
    assert desk.submit(request_data()).id != first.id


def test_a_key_is_bounded(desk: FakeKeydesk) -> None:
    with pytest.raises(InvalidInput):
        desk.submit(request_data(), "x" * 256)
