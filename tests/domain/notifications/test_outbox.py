from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import TaskLink, hash_token
from domain.cases.case import TaskKey, TaskKind
from domain.model.errors import MailBeingSent, MailNotSent, MailPaused, MailThrottled, NotMarkedYet
from domain.notifications.messages import LONGEST_TRY, Mail, MailName
from domain.notifications.outbox import reported_mail
from tests.examples import request_data
from tests.fakes import NOON, FakeDesk

PEOPLE = ("one@staff.example", "two@staff.example")


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def application_id(desk: FakeDesk) -> str:
    return desk.hand_in(request_data()).id


def test_the_same_mail_is_sent_once(desk: FakeDesk, application_id: str) -> None:
    for _ in range(3):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    assert [letter.to for letter in desk.post.letters] == ["avery@client.example"]


def test_a_mail_that_could_not_be_sent_is_sent_by_the_retry(desk: FakeDesk, application_id: str) -> None:
    desk.post.fails = 1
    with pytest.raises(ConnectionError):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    assert len(desk.post.letters) == 1


def test_a_mail_that_another_call_sends_at_this_moment_is_left_to_it(desk: FakeDesk, application_id: str) -> None:
    desk.post.fails = 1
    with pytest.raises(ConnectionError):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    with pytest.raises(MailBeingSent):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)
    assert desk.post.letters == []


def test_a_retry_asks_only_those_who_were_not_asked(desk: FakeDesk, application_id: str) -> None:
    key = TaskKey(case_id=application_id, round=1, kind=TaskKind.REVIEW)
    desk.correspondence.ask(key, PEOPLE[:1])
    desk.post.fails = 1
    with pytest.raises(ConnectionError):
        desk.correspondence.ask(key, PEOPLE)

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.correspondence.ask(key, PEOPLE)

    assert [letter.to for letter in desk.post.letters] == list(PEOPLE)


def test_every_person_has_links_of_their_own_and_the_table_only_their_hash(desk: FakeDesk, application_id: str) -> None:
    desk.correspondence.ask(TaskKey(case_id=application_id, round=1, kind=TaskKind.SAFETY), PEOPLE)

    tokens = [url.rsplit("/", 1)[1] for values in desk.templates.written for url in values["links"].values()]
    assert len(set(tokens)) == 4
    stored = [desk.links.get(TaskLink, hash_token(token)) for token in tokens]
    assert [link.person for link in stored if link] == [person for person in PEOPLE for _ in range(2)]
    assert all(desk.links.get(TaskLink, token) is None for token in tokens)


def test_all_mails_of_a_case_are_one_conversation_with_a_reply_address_each(
    desk: FakeDesk, application_id: str
) -> None:
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)
    desk.correspondence.tell(MailName.REJECTED, application_id, 1)

    first, second = desk.post.letters
    assert first.thread_id == second.thread_id
    assert first.reply_to != second.reply_to
    assert all(len(letter.reply_to.partition("@")[0]) <= 64 for letter in desk.post.letters)


def test_who_is_told_can_see_where_it_stands_and_read_the_help(desk: FakeDesk, application_id: str) -> None:
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    (values,) = desk.templates.written
    page, token = str(values["status_url"]).rsplit("/", 1)
    assert page == "https://desk.example/status"
    link, case = desk.status_links.open(token)
    assert (link.person, case.application.id) == ("avery@client.example", application_id)
    assert values["help_url"] == "https://desk.example/help"


def test_a_mail_that_may_have_got_through_is_sent_again_and_counted(desk: FakeDesk, application_id: str) -> None:
    desk.post.loses = 1
    with pytest.raises(TimeoutError):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)
    assert desk.counted == []

    desk.clock.move(LONGEST_TRY + timedelta(seconds=1))
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    assert len(desk.post.letters) == 2, "better twice than never"
    assert desk.counted == ["MailsPerhapsSentTwice"]


@pytest.mark.parametrize("refusal", [MailNotSent, MailThrottled, MailPaused])
def test_a_mail_that_was_surely_not_sent_is_sent_by_the_retry_and_counted_as_refused(
    desk: FakeDesk, application_id: str, refusal: type[MailNotSent]
) -> None:
    desk.post.refusals = [refusal("why")]
    with pytest.raises(refusal):
        desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    assert len(desk.post.letters) == 1
    assert desk.counted == [refusal.__name__]


def test_a_mail_that_may_have_got_through_is_counted_once_whatever_comes_next(
    desk: FakeDesk, application_id: str
) -> None:
    desk.post.loses = 1
    for error in (TimeoutError, MailThrottled):
        with pytest.raises(error):
            desk.correspondence.tell(MailName.RECEIVED, application_id, 1)
        desk.post.refusals = [MailThrottled("why")]
        desk.clock.move(LONGEST_TRY + timedelta(seconds=1))

    assert desk.counted == ["MailsPerhapsSentTwice", "MailThrottled"]


def test_a_mail_that_could_not_be_written_is_no_try(desk: FakeDesk, application_id: str) -> None:
    mail = Mail(name=MailName.RECEIVED, case_id=application_id, round=1, to="avery@client.example")

    def broken() -> dict[str, Any]:
        raise KeyError("a value that the template needs")

    with pytest.raises(KeyError):
        desk.room.send_once(mail, "thread@desk.example", broken)
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    assert [letter.to for letter in desk.post.letters] == ["avery@client.example"]
    assert desk.counted == []


def test_a_report_finds_its_mail_and_what_is_none_of_ours_is_nobodys(desk: FakeDesk, application_id: str) -> None:
    desk.correspondence.tell(MailName.RECEIVED, application_id, 1)

    mail = reported_mail(desk.mails, "ses-1", NOON, NOON)

    assert mail and (mail.name, mail.to) == (MailName.RECEIVED, "avery@client.example")
    assert reported_mail(desk.mails, "of-another-desk", NOON, NOON + timedelta(minutes=1)) is None


def test_a_report_that_is_faster_than_our_mark_is_asked_for_again(desk: FakeDesk) -> None:
    with pytest.raises(NotMarkedYet):
        reported_mail(desk.mails, "ses-1", NOON, NOON + timedelta(seconds=1))
