from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import DecisionToken, hash_token
from domain.cases.case import TaskKey, TaskKind
from domain.model.errors import EmailNotRecordedYet, MailBeingSent, MailNotSent, MailPaused, MailThrottled
from domain.notifications.messages import LONGEST_TRY, EmailName, OutboxEntry
from domain.notifications.outbox import reported_entry
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

PEOPLE = ("one@staff.example", "two@staff.example")


@pytest.fixture
def desk() -> FakeKeydesk:
    return FakeKeydesk()


@pytest.fixture
def application_id(desk: FakeKeydesk) -> str:
    return desk.submit(request_data()).id


def test_the_same_mail_is_sent_once(desk: FakeKeydesk, application_id: str) -> None:
    for _ in range(3):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    assert [letter.to for letter in desk.sender.letters] == ["avery@client.example"]


def test_a_mail_that_could_not_be_sent_is_sent_by_the_retry(desk: FakeKeydesk, application_id: str) -> None:
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    assert len(desk.sender.letters) == 1


def test_a_mail_that_another_call_sends_at_this_moment_is_left_to_it(desk: FakeKeydesk, application_id: str) -> None:
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    with pytest.raises(MailBeingSent):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)
    assert desk.sender.letters == []


def test_a_retry_asks_only_those_who_were_not_asked(desk: FakeKeydesk, application_id: str) -> None:
    key = TaskKey(case_id=application_id, round=1, kind=TaskKind.REVIEW)
    desk.notifier.request_decision(key, PEOPLE[:1])
    desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        desk.notifier.request_decision(key, PEOPLE)

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.notifier.request_decision(key, PEOPLE)

    assert [letter.to for letter in desk.sender.letters] == list(PEOPLE)


def test_every_person_has_links_of_their_own_and_the_table_only_their_hash(
    desk: FakeKeydesk, application_id: str
) -> None:
    desk.notifier.request_decision(TaskKey(case_id=application_id, round=1, kind=TaskKind.SAFETY), PEOPLE)

    tokens = [url.rsplit("/", 1)[1] for values in desk.templates.written for url in values["links"].values()]
    assert len(set(tokens)) == 4
    stored = [desk.tokens.get_token(DecisionToken, hash_token(token)) for token in tokens]
    assert [link.person for link in stored if link] == [person for person in PEOPLE for _ in range(2)]
    assert all(desk.tokens.get_token(DecisionToken, token) is None for token in tokens)


def test_all_mails_of_a_case_are_one_conversation_with_a_reply_address_each(
    desk: FakeKeydesk, application_id: str
) -> None:
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)
    desk.notifier.notify(EmailName.REJECTED, application_id, 1)

    first, second = desk.sender.letters
    assert first.thread_id == second.thread_id
    assert first.reply_to != second.reply_to
    assert all(len(letter.reply_to.partition("@")[0]) <= 64 for letter in desk.sender.letters)


def test_who_is_told_can_see_where_it_stands_and_read_the_help(desk: FakeKeydesk, application_id: str) -> None:
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    (values,) = desk.templates.written
    page, token = str(values["status_url"]).rsplit("/", 1)
    assert page == "https://desk.example/status"
    link, case = desk.status_links.open(token)
    assert (link.person, case.application.id) == ("avery@client.example", application_id)
    assert values["help_url"] == "https://desk.example/help"


def test_a_mail_that_may_have_got_through_is_sent_again_and_counted(desk: FakeKeydesk, application_id: str) -> None:
    desk.sender.loses = 1
    with pytest.raises(TimeoutError):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)
    assert desk.counted == []

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    assert len(desk.sender.letters) == 2, "better twice than never"
    assert desk.counted == ["MailsPerhapsSentTwice"]


@pytest.mark.parametrize("refusal", [MailNotSent, MailThrottled, MailPaused])
def test_a_mail_that_was_surely_not_sent_is_sent_by_the_retry_and_counted_as_refused(
    desk: FakeKeydesk, application_id: str, refusal: type[MailNotSent]
) -> None:
    desk.sender.refusals = [refusal("why")]
    with pytest.raises(refusal):
        desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    assert len(desk.sender.letters) == 1
    assert desk.counted == [refusal.__name__]


def test_a_mail_that_may_have_got_through_is_counted_once_whatever_comes_next(
    desk: FakeKeydesk, application_id: str
) -> None:
    desk.sender.loses = 1
    for error in (TimeoutError, MailThrottled):
        with pytest.raises(error):
            desk.notifier.notify(EmailName.RECEIVED, application_id, 1)
        desk.sender.refusals = [MailThrottled("why")]
        desk.clock.move(LONGEST_TRY + timedelta(seconds=1))

    assert desk.counted == ["MailsPerhapsSentTwice", "MailThrottled"]


def test_a_mail_that_could_not_be_written_is_no_try(desk: FakeKeydesk, application_id: str) -> None:
    mail = OutboxEntry(name=EmailName.RECEIVED, case_id=application_id, round=1, to="avery@client.example")

    def broken() -> dict[str, Any]:
        raise KeyError("a value that the template needs")

    with pytest.raises(KeyError):
        desk.outbox.send_once(mail, "thread@desk.example", broken)
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    assert [letter.to for letter in desk.sender.letters] == ["avery@client.example"]
    assert desk.counted == []


def test_a_report_finds_its_mail_and_what_is_none_of_ours_is_nobodys(desk: FakeKeydesk, application_id: str) -> None:
    desk.notifier.notify(EmailName.RECEIVED, application_id, 1)

    mail = reported_entry(desk.outbox_store, "ses-1", NOON, NOON)

    assert mail and (mail.name, mail.to) == (EmailName.RECEIVED, "avery@client.example")
    assert reported_entry(desk.outbox_store, "of-another-desk", NOON, NOON + timedelta(minutes=1)) is None


def test_a_report_that_is_faster_than_our_mark_is_asked_for_again(desk: FakeKeydesk) -> None:
    with pytest.raises(EmailNotRecordedYet):
        reported_entry(desk.outbox_store, "ses-1", NOON, NOON + timedelta(seconds=1))
