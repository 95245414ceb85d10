from collections.abc import Callable
from datetime import timedelta

import pytest

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.cases.case import Status
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.errors import EmailCannotBeSent, MailPaused
from domain.notifications.messages import EmailName, OutboxEntry
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.unfinished_rounds import RoundKey
from tests.examples import account, application, facts
from tests.fakes import NOON, FakeKeydesk, FakeUnfinishedRounds

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Paused:
    """SES is paused for the emails that ``fail`` sends."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.unfinished = FakeUnfinishedRounds(self.desk.cases, self.desk.exceptions)
        self.holder_emails = self.desk.account_holder_emails
        self.retry = OutboxRetry(
            self.unfinished, self.desk.notifier, self.holder_emails, self.desk.confirmation_notices
        )
        self.desk.cases.add_application(application(), "thread-1@desk.example")
        self.desk.cases.set_round(application().id, 1, account=account())
        self.id = application().id

    def fail(self, send: Callable[[], object]) -> None:
        self.desk.sender.refusals.append(MailPaused("paused"))
        with pytest.raises(MailPaused):
            send()

    def after(self, time: timedelta) -> list[bool]:
        """Whether each email that is due was sent in a run after so long."""
        self.desk.clock.move(time)
        return [self.retry.resend(entry) for entry in list(self.desk.outbox_store.list_due(self.desk.clock()))]

    def titles(self) -> list[str]:
        return [letter.subject for letter in self.desk.sender.letters]


@pytest.fixture
def paused() -> Paused:
    return Paused()


def test_answer_to_a_reply_is_sent_once_when_ses_is_no_longer_paused(paused: Paused) -> None:
    def send() -> None:
        paused.desk.notifier.notify(EmailName.REPLY_NOT_ACCEPTED, paused.id, 1, Status.REJECTED_FOR_GOOD)

    paused.fail(send)
    paused.desk.sender.refusals.append(MailPaused("still paused"))

    assert [paused.after(DAY) for _ in range(3)] == [[False], [True], []]
    send()
    assert paused.titles() == ["reply_not_accepted"]


def test_email_that_turns_out_to_be_unsendable_is_not_tried_for_ever(paused: Paused) -> None:
    paused.fail(lambda: paused.holder_emails.send_apply_link("acct-in-order"))
    paused.desk.sender.refusals.append(EmailCannotBeSent("why"))

    assert [paused.after(HOUR), paused.after(HOUR), paused.after(DAY)] == [[True], [], []], "it is due no more"
    assert paused.titles() == []
    assert paused.desk.counted == ["MailPaused", "EmailCannotBeSent"]


def test_email_of_a_state_machine_is_left_to_it_until_its_round_ends(paused: Paused) -> None:
    paused.fail(lambda: paused.desk.notifier.notify(EmailName.RECEIVED, paused.id, 1))

    assert [paused.after(DAY) for _ in range(2)] == [[False], [False]], "it is still due"
    paused.unfinished.close(RoundKey(case_id=paused.id))

    assert [paused.after(DAY) for _ in range(2)] == [[False], []]
    assert paused.titles() == []


@pytest.mark.parametrize("later", [HOUR, DAY])
@pytest.mark.parametrize("title", ["apply_link", "confirm_application"])
def test_email_to_an_account_holder_is_sent_once_however_late(paused: Paused, title: str, later: timedelta) -> None:
    if title == "apply_link":
        paused.fail(lambda: paused.holder_emails.send_apply_link("acct-in-order"))
    else:
        paused.fail(lambda: paused.holder_emails.ask_to_confirm(application()))

    assert [paused.after(later), paused.after(DAY)] == [[True], []], "a later day's email takes the first one's place"
    assert paused.titles() == [title]


def test_nobody_is_asked_to_confirm_an_expired_application(paused: Paused) -> None:
    paused.fail(lambda: paused.holder_emails.ask_to_confirm(application()))

    assert [paused.after(HOLDER_TOKEN_LIFETIME), paused.after(DAY)] == [[False], []]
    assert paused.titles() == []


def test_email_about_quarantined_messages_is_not_needed_on_a_later_day(paused: Paused) -> None:
    today = paused.desk.clock().date().isoformat()
    entry = OutboxEntry(name=EmailName.HELD_MAIL, to="one@staff.example", occasion=today)
    paused.desk.outbox_store.record_due(entry, paused.desk.clock())

    assert [paused.after(HOUR), paused.after(DAY), paused.after(DAY)] == [[False], [False], []]


def test_reply_about_a_key_reaches_the_reviewer_when_ses_is_no_longer_paused(paused: Paused) -> None:
    message = StoredMessage(
        receipt="receipt-1",
        case_id=paused.id,
        received_at=NOON,
        from_address="avery@client.example",
        subject="Re:",
        text="We added a cache.",
        handling=Handling.ABOUT_KEY,
    )
    paused.desk.messages.store_message(message)
    case = paused.desk.cases.get_case(paused.id)

    paused.fail(lambda: paused.desk.notifier.tell_reply_about_key(message, case, ("one@staff.example",)))

    assert [paused.after(DAY) for _ in range(2)] == [[True], []]
    assert paused.titles() == ["key_reply"]
