from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import DecisionToken, hash_token
from domain.cases.case import Status, TaskKey, TaskKind
from domain.model.errors import (
    EmailCannotBeSent,
    EmailNotRecordedYet,
    MailBeingSent,
    MailNotSent,
    MailPaused,
    MailThrottled,
)
from domain.notifications.delivery_status import DeliveryStatus
from domain.notifications.messages import LONGEST_TRY, EmailName, OutboxEntry
from domain.notifications.outbox import reported_entry
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

PEOPLE = ("one@staff.example", "two@staff.example")
APPLICANT = "avery@client.example"


class Sending:
    """An application whose receipt is sent."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id

    def send(self, name: EmailName = EmailName.RECEIVED) -> None:
        self.desk.notifier.notify(name, self.id, 1)

    def ask(self, *people: str) -> None:
        self.desk.notifier.request_decision(TaskKey(case_id=self.id, round=1, kind=TaskKind.SAFETY), people)

    def wait(self) -> None:
        """Until no earlier try can succeed."""
        self.desk.clock.move(LONGEST_TRY + timedelta(seconds=1))

    @property
    def recipients(self) -> list[str]:
        return [email.to for email in self.desk.sender.letters]


@pytest.fixture
def sending() -> Sending:
    return Sending()


def test_same_email_is_sent_once(sending: Sending) -> None:
    for _ in range(3):
        sending.send()

    assert sending.recipients == [APPLICANT]


def test_email_that_failed_is_left_to_its_try_and_then_sent(sending: Sending) -> None:
    sending.desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        sending.send()

    with pytest.raises(MailBeingSent):
        sending.send()
    assert sending.recipients == []
    sending.wait()
    sending.send()

    assert sending.recipients == [APPLICANT]


def test_retry_asks_only_those_who_were_not_asked(sending: Sending) -> None:
    sending.ask(PEOPLE[0])
    sending.desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        sending.ask(*PEOPLE)

    sending.wait()
    sending.ask(*PEOPLE)

    assert sending.recipients == list(PEOPLE)


def test_each_person_has_own_links_stored_as_hashes_only(sending: Sending) -> None:
    sending.ask(*PEOPLE)

    tokens = [url.rsplit("/", 1)[1] for values in sending.desk.templates.written for url in values["links"].values()]
    assert len(set(tokens)) == 4
    stored = [sending.desk.tokens.get_token(DecisionToken, hash_token(token)) for token in tokens]
    assert [token.person for token in stored if token] == [person for person in PEOPLE for _ in range(2)]
    assert all(sending.desk.tokens.get_token(DecisionToken, token) is None for token in tokens)


def test_emails_of_a_case_are_one_thread_with_a_reply_address_each(sending: Sending) -> None:
    sending.send()
    sending.send(EmailName.REJECTED)

    first, second = sending.desk.sender.letters
    assert first.thread_id == second.thread_id
    assert first.reply_to != second.reply_to
    assert all(len(email.reply_to.partition("@")[0]) <= 64 for email in (first, second))


def test_news_links_to_the_status_page_and_the_help(sending: Sending) -> None:
    sending.send()

    (values,) = sending.desk.templates.written
    page, token = str(values["status_url"]).rsplit("/", 1)
    assert page == "https://desk.example/status"
    opened, case = sending.desk.status_links.open(token)
    assert (opened.person, case.application.id) == (APPLICANT, sending.id)
    assert values["help_url"] == "https://desk.example/help"


def test_email_that_may_have_been_sent_is_sent_again_and_counted(sending: Sending) -> None:
    sending.desk.sender.loses = 1
    with pytest.raises(TimeoutError):
        sending.send()
    assert sending.desk.counted == []

    sending.wait()
    sending.send()
    sending.send()

    assert sending.recipients == [APPLICANT] * 2, "better twice than never"
    assert sending.desk.counted == ["MailsPerhapsSentTwice"]


def test_email_that_may_have_been_sent_is_counted_once_whatever_follows(sending: Sending) -> None:
    sending.desk.sender.loses = 1
    for error in (TimeoutError, MailThrottled):
        with pytest.raises(error):
            sending.send()
        sending.desk.sender.refusals = [MailThrottled("why")]
        sending.wait()

    assert sending.desk.counted == ["MailsPerhapsSentTwice", "MailThrottled"]


@pytest.mark.parametrize("refusal", [MailNotSent, MailThrottled, MailPaused])
def test_refused_email_is_counted_and_sent_by_the_retry(sending: Sending, refusal: type[MailNotSent]) -> None:
    sending.desk.sender.refusals = [refusal("why")]
    with pytest.raises(refusal):
        sending.send()

    sending.send()

    assert sending.recipients == [APPLICANT]
    assert sending.desk.counted == [refusal.__name__]


def test_email_that_cannot_be_sent_is_recorded_reported_once_and_not_tried_again(sending: Sending) -> None:
    sending.desk.sender.refusals = [EmailCannotBeSent("Amazon SES refuses it: Domain contains dot-dot")]

    for _ in range(3):
        sending.send()

    (record,) = sending.desk.outbox_store.list_entries(sending.id)
    assert record.report and record.report.status is DeliveryStatus.CANNOT_BE_SENT
    assert record.report.reason == "Amazon SES refuses it: Domain contains dot-dot"
    assert sending.desk.outbox_store.list_due(NOON + timedelta(days=9)) == []
    assert (sending.recipients, sending.desk.counted) == ([], ["EmailCannotBeSent"])
    assert sending.desk.unsendable == [record.entry]


def test_one_recipient_who_cannot_be_mailed_keeps_nobody_else_from_being_asked(sending: Sending) -> None:
    sending.desk.sender.refusals = [EmailCannotBeSent("why")]

    sending.ask(*PEOPLE)

    assert sending.recipients == [PEOPLE[1]]
    (task,) = sending.desk.cases.get_case(sending.id).tasks
    assert task.decision is None, "it waits for an answer"


def test_application_is_withdrawn_though_none_of_its_emails_can_be_sent(sending: Sending) -> None:
    sending.desk.sender.refusals = [EmailCannotBeSent("why")] * 9
    sending.send()
    sending.ask(*PEOPLE)

    (token,) = (str(values["status_url"]).rsplit("/", 1)[1] for values in sending.desk.templates.written[:1])
    sending.desk.status_links.withdraw(token, sending.desk.waits)
    sending.send(EmailName.WITHDRAWN)

    outcome = sending.desk.cases.get_case(sending.id).current.outcome
    assert outcome and outcome.status is Status.WITHDRAWN
    assert sending.recipients == []


def test_email_that_could_not_be_rendered_was_not_tried(sending: Sending) -> None:
    entry = OutboxEntry(name=EmailName.RECEIVED, case_id=sending.id, to=APPLICANT)

    def broken() -> dict[str, Any]:
        raise KeyError("a value that the template needs")

    with pytest.raises(KeyError):
        sending.desk.outbox.send_once(entry, "thread@desk.example", broken)
    sending.send()

    assert sending.recipients == [APPLICANT]
    assert sending.desk.counted == []


def test_report_finds_its_email_and_none_for_another_systems(sending: Sending) -> None:
    sending.send()

    entry = reported_entry(sending.desk.outbox_store, "ses-1", NOON, NOON)

    assert entry and (entry.name, entry.to) == (EmailName.RECEIVED, APPLICANT)
    assert reported_entry(sending.desk.outbox_store, "foreign", NOON, NOON + timedelta(minutes=1)) is None


def test_report_that_comes_before_our_mark_is_refused_to_come_again(sending: Sending) -> None:
    with pytest.raises(EmailNotRecordedYet):
        reported_entry(sending.desk.outbox_store, "ses-1", NOON, NOON + timedelta(seconds=1))
