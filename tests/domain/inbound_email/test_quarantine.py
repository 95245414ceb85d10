from typing import Any

import pytest

from domain.cases.case import Status
from domain.cases.inbound_message import Handling, SesVerdict
from domain.inbound_email.quarantine import (
    QUARANTINE_TOKEN_LIFETIME,
    AcceptedMessageEvent,
    quarantine_values,
    send_quarantine_digest,
)
from domain.model.errors import ConflictOfInterest, InvalidInput, UnknownToken
from domain.presentation.case_view import message_values
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.fakes import NOON


class Held(Rejected):
    """A desk that holds one reply to a rejection, and two reviewers who hold links to it."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        assert self.reply(**{"dmarc": SesVerdict.FAIL, **changes}) is Handling.QUARANTINED
        (self.mail,) = self.desk.messages.list_quarantined()
        self.show()
        urls = [str(one["url"]) for one in self.desk.templates.written[-2:]]
        self.token, self.other_token = (url.removeprefix("https://desk.example/held/") for url in urls)

    def show(self) -> None:
        people = ("one@staff.example", "two@staff.example")
        send_quarantine_digest(self.desk.messages, self.desk.outbox, people)

    def release(self, token: str = "", application_id: str = "") -> None:
        """One of the staff releases it, and the function that handles received mail follows."""
        desk = self.desk
        person = desk.quarantine_links.person(token or self.token)
        where = (person, self.mail.case_id, self.mail.receipt)
        desk.quarantine.accept(*where, application_id, desk.cases, desk.accepted_messages)
        self.handle_accepted()

    def handle_accepted(self) -> None:
        event = self.desk.accepted_messages.events[-1]
        self.desk.replies.handle_accepted(AcceptedMessageEvent.model_validate_json(event.model_dump_json()).released)

    def drop(self, token: str = "") -> None:
        person = self.desk.quarantine_links.person(token or self.token)
        self.desk.quarantine.discard(person, self.mail.case_id, self.mail.receipt)

    @property
    def status(self) -> Status:
        return self.desk.cases.get_case(self.id).status


def test_a_released_reply_counts_as_the_applicants() -> None:
    held = Held()

    held.release()

    assert held.status is Status.IN_REVIEW
    assert held.desk.cases.get_case(held.id).current.reply == "It is mended."
    assert held.desk.machine.started == [(held.id, 1), (held.id, 2)]
    assert held.desk.messages.list_quarantined() == ()


def test_a_dropped_reply_changes_nothing_and_leaves_the_list() -> None:
    held = Held()

    held.drop()

    assert held.status is Status.REJECTED
    assert held.desk.messages.list_quarantined() == ()


def test_the_first_judgement_counts() -> None:
    held = Held()
    held.drop()

    held.release(token=held.other_token)

    assert held.status is Status.REJECTED
    (kept,) = held.desk.cases.get_case(held.id).messages
    assert kept.judgement and kept.judgement.by == "one@staff.example"


def test_a_release_that_cannot_be_handed_over_leaves_the_message_in_the_list() -> None:
    held = Held()
    held.desk.accepted_messages.fails = 1

    with pytest.raises(ConnectionError):
        held.release()

    assert held.desk.messages.list_quarantined() == (held.mail,)


def test_a_release_that_was_cut_off_is_finished_when_it_comes_again() -> None:
    held = Held()
    held.desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        held.release()

    held.handle_accepted()
    assert held.desk.machine.started == [(held.id, 1), (held.id, 2)]


def test_a_released_message_that_changes_nothing_is_answered_to_nobody() -> None:
    held = Held()
    assert held.reply(id="receipt-2") is Handling.REVIEW_STARTED
    before = held.sent()

    held.release()

    assert held.sent() == before
    shown = message_values(
        next(one for one in held.desk.cases.get_case(held.id).messages if one.receipt == "receipt-1")
    )
    assert shown["became"].startswith("Released by one@staff.example. It changed nothing.")


def test_a_copy_of_a_message_that_was_followed_does_nothing_when_it_is_released() -> None:
    held = Held(message_id="same@client.example")
    assert held.reply(id="receipt-2", message_id="same@client.example") is Handling.REVIEW_STARTED

    held.release()

    assert held.desk.messages.kept[held.id, "receipt-1"].released_as is Handling.DUPLICATE


def test_mail_of_no_application_is_released_to_the_one_that_is_named() -> None:
    held = Held(recipients=("desk@desk.example",))
    for wrong in ("", "k123", "kaaaaaaaaaaaaaaaa", "xaaaaaaaaaaaaaaaa"):
        with pytest.raises(InvalidInput):
            held.release(application_id=wrong)

    held.release(application_id=f" {held.id} ")
    assert held.status is Status.IN_REVIEW
    (kept,) = held.desk.cases.get_case(held.id).messages
    assert (kept.receipt, kept.text) == ("receipt-1", "It is mended."), "it stands with the case now"


def test_what_scanners_object_to_and_names_no_application_waits_for_nobody() -> None:
    for changes in ({"spam": SesVerdict.FAIL}, {"virus": SesVerdict.FAIL}):
        assert Rejected().reply(recipients=("desk@desk.example",), **changes) is Handling.NOTHING


def test_mail_of_a_case_stands_before_what_anybody_can_send() -> None:
    held = Held()
    held.reply(id="receipt-0", recipients=("desk@desk.example",), received_at=NOON - QUARANTINE_TOKEN_LIFETIME)

    assert [mail.receipt for mail in held.desk.messages.list_quarantined()] == ["receipt-1", "receipt-0"]


def test_mail_with_a_virus_can_only_be_dropped() -> None:
    held = Held(virus=SesVerdict.FAIL)

    with pytest.raises(InvalidInput):
        held.release()
    held.drop()
    assert held.desk.messages.list_quarantined() == ()


def test_a_link_opens_held_mail_for_seven_days() -> None:
    held = Held()
    assert held.desk.quarantine_links.person(held.token) == "one@staff.example"

    held.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)
    with pytest.raises(UnknownToken):
        held.desk.quarantine_links.person(held.token)
    with pytest.raises(UnknownToken):
        held.release()


def test_what_was_not_held_is_not_among_held_mail() -> None:
    held = Held()
    held.reply(id="receipt-2")

    with pytest.raises(UnknownToken):
        held.desk.quarantine.get_message(held.id, "receipt-2")


def test_reviewers_hear_of_held_mail_once_a_day_while_there_is_any() -> None:
    held = Held()
    before = held.sent().count("held_mail")
    assert before == 2

    held.show()
    assert held.sent().count("held_mail") == before
    held.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)
    held.show()
    assert held.sent().count("held_mail") == before + 2
    held.drop(token=str(held.desk.templates.written[-1]["url"]).rpartition("/")[2])
    held.desk.clock.move(QUARANTINE_TOKEN_LIFETIME)
    held.show()
    assert held.sent().count("held_mail") == before + 2


def test_the_page_shows_who_wrote_what_why_it_is_held_and_what_is_attached() -> None:
    held = Held()

    (shown,) = quarantine_values(held.desk.messages.list_quarantined(), "one@staff.example", "here")["mails"]

    assert shown["from"] == "avery@client.example"
    assert shown["text"] == "It is mended."
    assert "not proved" in shown["became"]


def test_nobody_releases_a_message_about_an_application_of_their_own() -> None:
    held = Held()

    with pytest.raises(ConflictOfInterest):
        desk = held.desk
        desk.quarantine.accept("Avery@client.example", held.id, "receipt-1", "", desk.cases, desk.accepted_messages)
    assert held.desk.accepted_messages.events == []


def test_why_a_message_cannot_be_released_is_said_beside_it() -> None:
    virus = Held(virus=SesVerdict.FAIL)
    with pytest.raises(InvalidInput) as refused:
        virus.release()
    assert [(one.pointer, one.message) for one in refused.value.problems] == [
        ("/judgement", "SES found a virus in this message: it can only be dropped.")
    ]

    astray = Held(recipients=("desk@desk.example",))
    with pytest.raises(InvalidInput) as refused:
        astray.release(application_id="k123")
    assert [(one.pointer, one.message) for one in refused.value.problems] == [
        ("/application_id", "There is no such application. Its id has k and 16 letters and digits.")
    ]
