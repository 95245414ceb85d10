from datetime import timedelta

import pytest

from domain.cases.case import Outcome, Status
from domain.model.application import MAX_SUBMISSIONS
from domain.model.errors import AnotherApplicationOpen, InvalidInput, TooManySubmissions
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.notifier import UNCONFIRMED_DAILY
from tests.examples import facts, request_data
from tests.fakes import NOON, FakeKeydesk


@pytest.fixture
def desk() -> FakeKeydesk:
    return FakeKeydesk()


def test_submission_is_stored_and_its_review_started_once_per_key(desk: FakeKeydesk) -> None:
    first, second = (desk.submit(request_data(), "click-1") for _ in range(2))

    assert first == second == desk.cases.get_case(first.id).application
    assert desk.machine.started == [(first.id, 1)]


@pytest.mark.parametrize("key", ["", "click-1"])
def test_submissions_for_two_accounts_are_two_applications(desk: FakeKeydesk, key: str) -> None:
    ids = {desk.submit(request_data(account_id=account), key).id for account in ("acct-a", "acct-b")}

    assert len(ids) == 2


def test_repetition_starts_the_review_that_did_not_start(desk: FakeKeydesk) -> None:
    desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        desk.submit(request_data(), "click-1")

    application = desk.submit(request_data(), "click-1")

    assert desk.machine.started == [(application.id, 1)]


def test_key_that_was_used_for_another_application_is_refused(desk: FakeKeydesk) -> None:
    desk.submit(request_data(), "click-1")

    with pytest.raises(InvalidInput) as refused:
        desk.submit(request_data(hours_per_day=9), "click-1")
    (problem,) = refused.value.problems
    assert problem.pointer == "" and problem.message.startswith("Idempotency-Key: was already used")


def test_account_has_one_open_application(desk: FakeKeydesk) -> None:
    first = desk.submit(request_data())

    with pytest.raises(AnotherApplicationOpen, match=first.id):
        desk.submit(request_data())

    assert desk.machine.started == [(first.id, 1)]
    desk.cases.conclude(desk.cases.get_case(first.id), Outcome(status=Status.APPROVED, at=NOON))
    assert desk.submit(request_data()).id != first.id


def test_account_submits_a_few_applications_a_day(desk: FakeKeydesk) -> None:
    def submit_and_withdraw() -> None:
        case = desk.cases.get_case(desk.submit(request_data()).id)
        desk.cases.conclude(case, Outcome(status=Status.WITHDRAWN, at=desk.clock()))

    for _ in range(MAX_SUBMISSIONS):
        submit_and_withdraw()
    with pytest.raises(TooManySubmissions):
        submit_and_withdraw()

    desk.clock.move(timedelta(days=1))
    submit_and_withdraw()


def test_address_that_got_its_emails_of_the_day_is_named_unless_it_is_on_record(desk: FakeKeydesk) -> None:
    data = request_data(owner={"name": "Olive Example", "email": "olive@elsewhere.example", "agreed": True})
    for number in range(UNCONFIRMED_DAILY):
        for to in ("avery@client.example", "olive@elsewhere.example"):
            entry = OutboxEntry(name=EmailName.CONFIRM_ADDRESS, case_id=f"k{number}", to=to)
            desk.outbox_store.claim_daily_email(entry, desk.clock(), UNCONFIRMED_DAILY)
    desk.accounts.put_account(facts())

    with pytest.raises(InvalidInput) as refused:
        desk.submit(data)
    assert [problem.pointer for problem in refused.value.problems] == ["/owner/email"]
    assert desk.cases.ids() == [], "nothing is stored"

    desk.clock.move(timedelta(days=1))
    assert desk.submit(data)


def test_key_is_bounded(desk: FakeKeydesk) -> None:
    with pytest.raises(InvalidInput):
        desk.submit(request_data(), "x" * 256)
