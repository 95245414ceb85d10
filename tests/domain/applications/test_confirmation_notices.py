"""What the applicant hears of an application that waits for the account holder: the same, whatever the account."""

from datetime import timedelta

import pytest

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.applications.confirmation_notices import RECEIPTS_DAILY, STRANGERS_DAILY
from domain.applications.pending_confirmation import pending_key
from domain.applications.submission import read_application
from domain.model.application import Application
from domain.model.errors import EmailCannotBeSent
from domain.notifications.messages import EmailName
from domain.notifications.notifier import UNCONFIRMED_DAILY
from domain.operations.outbox_retry import OutboxRetry
from tests.examples import facts, request_data
from tests.fakes import FakeKeydesk, FakeUnfinishedRounds, no_image

APPLICANT, HOLDER = "avery@elsewhere.example", "holder@client.example"
DAY = timedelta(days=1)


class Desk(FakeKeydesk):
    """Keydesk in memory with one account, for which a stranger applies; the outbox is looked through each hour."""

    def __init__(self) -> None:
        super().__init__()
        self.accounts.put_account(facts(email=HOLDER))
        unfinished = FakeUnfinishedRounds(self.cases, self.exceptions)
        self.retry = OutboxRetry(unfinished, self.notifier, self.account_holder_emails, self.confirmation_notices)
        self.ids = 0

    def apply(self, account_id: str = "acct-in-order", applicant: str = APPLICANT) -> Application:
        application = self.read(account_id, applicant)
        self.take(application)
        return application

    def read(self, account_id: str, applicant: str) -> Application:
        data = request_data(account_id=account_id)
        data["applicant"]["email"] = applicant
        self.ids += 1
        return read_application(data, f"key-{self.ids}", no_image, self.clock, proof=None)

    def take(self, application: Application) -> None:
        self.confirmation_notices.acknowledge(application)
        self.account_holder_emails.ask_to_confirm(application)

    def confirm(self, application: Application) -> None:
        confirmed = self.confirmations.confirm(self.token("confirm"), pending_key(application), self.lookup)
        self.applications.submit(*confirmed)

    def wait(self, days: int) -> None:
        for _ in range(24 * days):
            self.clock.move(timedelta(hours=1))
            for entry in list(self.outbox_store.list_due(self.clock())):
                assert not self.retry.resend(entry), "it counts as no repair"

    def sent(self, to: str = APPLICANT) -> list[str]:
        return [email.subject for email in self.sender.letters if email.to == to]

    def written(self) -> list[dict[str, str]]:
        """What the emails to the applicants were written with, but for the account that they named."""
        own = [values for values in self.templates.written if "confirm_by" in values]
        return [{name: str(value) for name, value in values.items() if name != "account_id"} for values in own]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_receipt_says_what_is_asked_and_until_when_in_no_words_of_the_applicant(desk: Desk) -> None:
    application = desk.apply()

    assert desk.sent() == ["waits_for_confirmation"]
    (values,) = (values for values in desk.templates.written if "confirm_by" in values)
    assert values == {
        "to": APPLICANT,
        "what": "application",
        "case_id": application.id,
        "account_id": "acct-in-order",
        "confirm_by": (application.submitted_at + HOLDER_TOKEN_LIFETIME).date(),
        "apply_url": "https://desk.example/apply/link",
    }


def test_application_is_acknowledged_once_however_often_lambda_tries(desk: Desk) -> None:
    application = desk.apply()
    desk.clock.move(timedelta(minutes=1))
    desk.take(application)
    desk.wait(9)

    assert desk.sent() == ["waits_for_confirmation", "not_confirmed"]


def test_failed_receipt_is_sent_by_the_retry(desk: Desk) -> None:
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.apply()

    desk.wait(1)

    assert desk.sent() == ["waits_for_confirmation"]


def test_notice_comes_once_when_the_application_lapses_and_not_before(desk: Desk) -> None:
    desk.apply()
    desk.wait(6)
    assert desk.sent() == ["waits_for_confirmation"]

    desk.wait(9)

    assert desk.sent() == ["waits_for_confirmation", "not_confirmed"]


def test_confirmed_application_brings_no_notice(desk: Desk) -> None:
    desk.confirm(desk.apply())

    desk.wait(9)

    assert desk.sent() == ["waits_for_confirmation"]
    assert desk.outbox_store.list_due(desk.clock()) == []


def test_applicant_hears_the_same_of_an_unknown_account_a_silent_holder_and_a_discarded_application(desk: Desk) -> None:
    desk.apply("acct-nobody", "one@elsewhere.example")
    desk.apply("acct-in-order", "two@elsewhere.example")
    discarded = desk.apply("acct-in-order", "six@elsewhere.example")
    desk.confirmations.discard(desk.token("confirm"), pending_key(discarded))
    blocked = desk.apply("acct-in-order", "six@elsewhere.example")
    desk.wait(9)

    names = ("one", "two", "six")
    told = [[values for values in desk.written() if values["to"].startswith(name)] for name in names]
    unknown, silent, unrecognised = [
        [{key: value for key, value in values.items() if key not in ("to", "case_id")} for values in letters]
        for letters in told
    ]
    assert unknown == silent == [unrecognised[0], unrecognised[2]]
    assert desk.sent("one@elsewhere.example") == desk.sent("two@elsewhere.example")
    assert sorted(desk.sent("six@elsewhere.example")) == sorted(2 * desk.sent("one@elsewhere.example"))
    assert blocked.id in {values["case_id"] for values in told[2]}


def test_receipts_beyond_the_days_few_come_the_next_day_and_the_rest_of_a_flood_never(desk: Desk) -> None:
    for number in range(20):
        desk.apply(f"acct-{number}", f"avery+{number}@elsewhere.example")
    receipts = [email for email in desk.sender.letters if email.subject == "waits_for_confirmation"]
    assert len(receipts) == STRANGERS_DAILY

    desk.wait(1)
    assert len(desk.sender.letters) == 2 * STRANGERS_DAILY, "a day late is still fine"
    desk.wait(30)

    assert len(desk.sender.letters) == 4 * STRANGERS_DAILY, "each receipt, and its notice"
    assert desk.counted.count("ReceiptsNotSent") == 20 - 2 * STRANGERS_DAILY
    assert desk.outbox_store.list_due(desk.clock()) == [], "nothing is left of the flood"


def test_address_gets_few_emails_each_day_of_a_flood_that_goes_on(desk: Desk) -> None:
    before = 0
    for day in range(20):
        for number in range(4):
            desk.apply(f"acct-{day}-{number}")
        desk.wait(1)
        assert len(desk.sender.letters) - before <= 2 * STRANGERS_DAILY
        before = len(desk.sender.letters)
    desk.wait(20)

    assert desk.outbox_store.list_due(desk.clock()) == []


def test_strangers_bring_a_bounded_number_of_receipts_a_day_to_all_addresses_together(desk: Desk) -> None:
    for number in range(RECEIPTS_DAILY + 3):
        desk.confirmation_notices.acknowledge(desk.read("acct-nobody", f"nobody-{number}@elsewhere.example"))
    assert len(desk.sender.letters) == RECEIPTS_DAILY
    assert desk.counted.count("ReceiptsNotSent") == 3

    desk.clock.move(DAY)
    desk.apply()

    assert desk.sent() == ["waits_for_confirmation"]


def test_strangers_leave_the_address_room_for_who_applies_with_proof(desk: Desk) -> None:
    for number in range(9):
        desk.apply(f"acct-{number}")

    assert desk.outbox_store.count_daily_emails(APPLICANT, desk.clock()) < UNCONFIRMED_DAILY
    data = request_data()
    data["applicant"]["email"] = APPLICANT
    case_id = desk.submit(data).id
    desk.cases.set_round(case_id, 1, account=None)
    desk.notifier.notify(EmailName.RECEIVED, case_id, 1)

    assert desk.sent().count("confirm_address") == 1, "on the same day"


def test_receipt_of_an_address_that_no_email_can_be_sent_to_keeps_nobody_from_asking_the_holder(desk: Desk) -> None:
    desk.sender.refusals = [EmailCannotBeSent("no such address")]
    desk.apply()

    assert desk.sent() == []
    assert desk.sent(HOLDER) == ["confirm_application"]
