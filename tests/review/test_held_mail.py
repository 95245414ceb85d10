from typing import Any

import pytest

from review.errors import InvalidInput, UnknownLink
from review.held_mail import LINK_LIFETIME, held_values, show_held_mail
from review.lifecycle import Status
from review.received import Check, Handling
from tests.review.test_replies import Rejected


class Held(Rejected):
    """A desk that holds one reply to a rejection, and two reviewers who hold links to it."""

    def __init__(self, **changes: Any) -> None:
        super().__init__()
        assert self.reply(**{"dmarc": Check.FAIL, **changes}) is Handling.HELD
        (self.mail,) = self.desk.received.held()
        self.show()
        self.token, self.other_token = (str(one["url"]).rpartition("/")[2] for one in self.desk.templates.written[-2:])

    def show(self) -> None:
        people = ("one@staff.example", "two@staff.example")
        show_held_mail(self.desk.received, self.desk.room, people)

    def judge(self, release: bool, token: str = "", application_id: str = "") -> bool:
        release_to = application_id if release else None
        cases = self.desk.cases
        judgement = self.desk.held.judge(token or self.token, self.mail.case_id, self.mail.receipt, release_to, cases)
        if judgement.is_released:
            self.desk.replies.release(self.mail.case_id, self.mail.receipt)
        return judgement.is_released

    @property
    def status(self) -> Status:
        return self.desk.cases.get(self.id).status


def test_a_released_reply_counts_as_the_applicants() -> None:
    held = Held()

    assert held.judge(release=True)

    assert held.status is Status.IN_REVIEW
    assert held.desk.cases.get(held.id).current.reply == "It is mended."
    assert held.desk.machine.started == [(held.id, 1), (held.id, 2)]
    assert held.desk.received.held() == ()


def test_a_dropped_reply_changes_nothing_and_leaves_the_list() -> None:
    held = Held()

    assert not held.judge(release=False)

    assert held.status is Status.REJECTED
    assert held.desk.received.held() == ()


def test_the_first_judgement_counts() -> None:
    held = Held()
    held.judge(release=False)

    assert not held.judge(release=True, token=held.other_token)

    assert held.status is Status.REJECTED
    (kept,) = held.desk.cases.get(held.id).received
    assert kept.judgement and kept.judgement.by == "one@staff.example"


def test_a_release_that_was_cut_off_is_finished_by_a_second_click() -> None:
    held = Held()
    held.desk.machine.fails = 1
    with pytest.raises(ConnectionError):
        held.judge(release=True)

    assert held.judge(release=True)
    assert held.desk.machine.started == [(held.id, 1), (held.id, 2)]


def test_mail_of_no_application_is_released_to_the_one_that_is_named() -> None:
    held = Held(recipients=("desk@desk.example",))
    for wrong in ("", "k123", "kaaaaaaaaaaaaaaaa", "xaaaaaaaaaaaaaaaa"):
        with pytest.raises(InvalidInput):
            held.judge(release=True, application_id=wrong)

    assert held.judge(release=True, application_id=f" {held.id} ")
    assert held.status is Status.IN_REVIEW


def test_mail_with_a_virus_can_only_be_dropped() -> None:
    held = Held(virus=Check.FAIL)

    with pytest.raises(InvalidInput):
        held.judge(release=True)
    assert not held.judge(release=False)


def test_a_link_opens_held_mail_for_seven_days() -> None:
    held = Held()
    assert held.desk.held.person(held.token) == "one@staff.example"

    held.desk.clock.move(LINK_LIFETIME)
    with pytest.raises(UnknownLink):
        held.desk.held.person(held.token)
    with pytest.raises(UnknownLink):
        held.judge(release=True)


def test_a_link_to_held_mail_opens_no_other_mail_of_the_case() -> None:
    held = Held()
    held.reply(id="receipt-2")

    with pytest.raises(UnknownLink):
        held.desk.held.get(held.token, held.id, "receipt-2")


def test_reviewers_hear_of_held_mail_once_a_day_while_there_is_any() -> None:
    held = Held()
    before = held.sent().count("held_mail")
    assert before == 2

    held.show()
    assert held.sent().count("held_mail") == before
    held.desk.clock.move(LINK_LIFETIME)
    held.show()
    assert held.sent().count("held_mail") == before + 2
    held.judge(release=False, token=str(held.desk.templates.written[-1]["url"]).rpartition("/")[2])
    held.desk.clock.move(LINK_LIFETIME)
    held.show()
    assert held.sent().count("held_mail") == before + 2


def test_the_page_shows_who_wrote_what_why_it_is_held_and_what_is_attached() -> None:
    held = Held()

    (shown,) = held_values(held.desk.received.held(), "one@staff.example")["mails"]

    assert shown["from"] == "avery@client.example"
    assert shown["text"] == "It is mended."
    assert "not proved" in shown["became"]
