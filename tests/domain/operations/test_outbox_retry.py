from datetime import timedelta

import pytest

from domain.applications.account_holder import HOLDER_TOKEN_LIFETIME
from domain.cases.case import Status
from domain.model.errors import MailPaused
from domain.notifications.messages import EmailName, OutboxEntry
from domain.operations.outbox_retry import OutboxRetry
from domain.operations.unfinished_rounds import RoundKey
from tests.examples import application, facts
from tests.fakes import FakeKeydesk, FakeUnfinishedRounds

DAY = timedelta(days=1)


class Unsent:
    """A desk in which SES takes nothing, until it is told to."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.unfinished = FakeUnfinishedRounds(self.desk.cases, self.desk.exceptions)
        self.resending = OutboxRetry(self.unfinished, self.desk.notifier, self.desk.account_holder_emails)
        self.desk.cases.add_application(application(), "thread-1@desk.example")
        self.id = application().id

    def fails(self, send: object, *given: object) -> None:
        """Something that sends a mail, while SES is paused."""
        assert callable(send)
        self.desk.sender.refusals.append(MailPaused("paused"))
        with pytest.raises(MailPaused):
            send(*given)

    def after(self, time: timedelta) -> list[bool]:
        """Whether each mail that is due was sent in a run after so long."""
        self.desk.clock.move(time)
        return [self.resending.resend(mail) for mail in list(self.desk.outbox_store.list_due(self.desk.clock()))]

    def titles(self) -> list[str]:
        return [letter.subject for letter in self.desk.sender.letters]


def test_the_answer_to_a_reply_is_sent_when_ses_takes_mail_again_and_once() -> None:
    unsent = Unsent()
    tell = unsent.desk.notifier.notify
    unsent.fails(tell, EmailName.REPLY_NOT_ACCEPTED, unsent.id, 1, Status.REJECTED_FOR_GOOD)

    unsent.desk.sender.refusals.append(MailPaused("still paused"))
    assert unsent.after(DAY) == [False]
    assert unsent.after(DAY) == [True]
    assert unsent.after(DAY) == []
    tell(EmailName.REPLY_NOT_ACCEPTED, unsent.id, 1, Status.REJECTED_FOR_GOOD)
    assert unsent.titles() == ["reply_not_accepted"]


def test_a_mail_of_a_state_machine_is_left_to_it_while_it_runs_and_forgotten_after() -> None:
    unsent = Unsent()
    unsent.fails(unsent.desk.notifier.notify, EmailName.RECEIVED, unsent.id, 1)

    assert unsent.after(DAY) == [False]
    assert unsent.after(DAY) == [False], "it is still due"
    unsent.unfinished.close(RoundKey(case_id=unsent.id))
    assert unsent.after(DAY) == [False]

    assert unsent.after(DAY) == []
    assert unsent.titles() == []


@pytest.mark.parametrize("later", [timedelta(hours=1), DAY])
def test_a_link_to_apply_with_is_sent_however_late(later: timedelta) -> None:
    unsent = Unsent()
    unsent.fails(unsent.desk.account_holder_emails.send_apply_link, "acct-in-order")

    assert unsent.after(later) == [True]

    assert unsent.after(DAY) == [], "the mail of the later day took the place of the first"
    assert unsent.titles() == ["apply_link"]


@pytest.mark.parametrize("later", [timedelta(hours=1), DAY])
def test_the_holder_is_asked_to_confirm_what_still_waits(later: timedelta) -> None:
    unsent = Unsent()
    unsent.fails(unsent.desk.account_holder_emails.ask_to_confirm, application())

    assert unsent.after(later) == [True]

    assert unsent.after(DAY) == []
    assert unsent.titles() == ["confirm_application"]


def test_nobody_is_asked_to_confirm_what_has_expired() -> None:
    unsent = Unsent()
    unsent.fails(unsent.desk.account_holder_emails.ask_to_confirm, application())

    assert unsent.after(HOLDER_TOKEN_LIFETIME) == [False]
    assert unsent.after(DAY) == []
    assert unsent.titles() == []


def test_news_of_held_mail_is_of_its_day() -> None:
    unsent = Unsent()
    today = unsent.desk.clock().date().isoformat()
    mail = OutboxEntry(name=EmailName.HELD_MAIL, to="one@staff.example", occasion=today)
    unsent.desk.outbox_store.record_due(mail, unsent.desk.clock())

    assert unsent.after(timedelta(hours=1)) == [False]
    assert unsent.after(DAY) == [False]
    assert unsent.after(DAY) == []
