from typing import Any

import pytest

from review.lifecycle import Outcome, Status
from review.mailing import REPLY_ADDRESS_LIFETIME
from review.mails import MailName
from review.quotes import new_text
from review.received import Check, ReceivedMail
from review.replies import Handling
from tests.examples import request_data
from tests.fakes import NOON, FakeDesk


class Rejected:
    """A desk with one application that was rejected in round 1, and the mail that said so."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        desk = self.desk
        self.id = desk.hand_in(request_data()).id
        self.conclude(1, Status.REJECTED)

    def conclude(self, number: int, status: Status) -> None:
        self.desk.cases.conclude(self.id, number, Outcome(status=status, at=NOON))
        self.desk.correspondence.tell(MailName(status), self.id, number)

    def reply(self, **changes: Any) -> Handling:
        facts: dict[str, Any] = {
            "id": "receipt-1",
            "received_at": NOON,
            "recipients": (self.desk.post.letters[-1].reply_to,),
            "from_address": "avery@client.example",
            "envelope_sender": "avery@client.example",
            "subject": "Re: Your API key application",
            "message_id": "reply-1@client.example",
            "message_ids": (),
            "machine": "",
            "hint": "",
            "attachments": (),
            "dkim_domains": (),
            "spf": Check.PASS,
            "dkim": Check.PASS,
            "text": "It is mended.",
            "spam": Check.PASS,
            "virus": Check.PASS,
            "dmarc": Check.PASS,
        }
        return self.desk.replies.receive(ReceivedMail(**{**facts, **changes})).handling

    def sent(self) -> list[str]:
        return [letter.subject for letter in self.desk.post.letters]


@pytest.fixture
def rejected() -> Rejected:
    return Rejected()


def test_a_reply_to_the_rejection_starts_round_two_with_its_text(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED

    assert rejected.desk.machine.started == [(rejected.id, 1), (rejected.id, 2)]
    assert rejected.desk.cases.get(rejected.id).current.reply == "It is mended."


def test_the_same_receipt_again_starts_nothing_more(rejected: Rejected) -> None:
    assert [rejected.reply(), rejected.reply()] == [Handling.REVIEW_STARTED] * 2

    assert rejected.desk.machine.started == [(rejected.id, 1), (rejected.id, 2)]


def test_a_second_reply_while_the_review_runs_is_answered_once_and_starts_nothing(rejected: Rejected) -> None:
    rejected.reply()

    for receipt in ("receipt-2", "receipt-3"):
        assert rejected.reply(id=receipt) is Handling.ANSWERED
    assert rejected.sent().count("reply_not_accepted") == 1
    assert len(rejected.desk.machine.started) == 2


def test_reply_to_a_final_rejection_is_answered_once_and_starts_nothing(rejected: Rejected) -> None:
    rejected.reply()
    rejected.reply(id="receipt-2", text="Thanks!")  # answered while the second review runs: that is another answer
    rejected.conclude(2, Status.REJECTED_FOR_GOOD)
    before = rejected.sent().count("reply_not_accepted")

    for receipt in ("receipt-3", "receipt-4"):
        assert rejected.reply(id=receipt) is Handling.ANSWERED
    assert rejected.sent().count("reply_not_accepted") == before + 1
    assert len(rejected.desk.machine.started) == 2


def test_the_new_text_is_cut_from_the_quoted_mail(rejected: Rejected) -> None:
    rejected.reply(
        text="It is mended.\n\nOn Mon, 2 Mar 2026 12:00:00 +0000, Keydesk <desk@desk.example> wrote:\n> Hello"
    )

    assert rejected.desk.cases.get(rejected.id).current.reply == "It is mended."


def test_an_answer_below_the_quote_is_kept_whole() -> None:
    assert new_text("> quoted\n\nIt is mended.\n") == "> quoted\n\nIt is mended."


@pytest.mark.parametrize(
    "message_ids",
    [("ses-1@email.amazonses.com",), ("ses-1@eu-west-1.amazonses.com",), ("other@elsewhere.example", "ses-1")],
)
def test_a_reply_without_our_address_is_matched_by_the_message_that_it_answers(
    rejected: Rejected, message_ids: tuple[str, ...]
) -> None:
    assert rejected.reply(recipients=("desk@desk.example",), message_ids=message_ids) is Handling.REVIEW_STARTED


def test_a_reply_is_matched_by_the_conversation(rejected: Rejected) -> None:
    thread = rejected.desk.post.letters[0].thread_id

    assert rejected.reply(recipients=("desk@desk.example",), message_ids=(thread,)) is Handling.REVIEW_STARTED


def test_a_reply_address_in_capitals_is_the_same_address(rejected: Rejected) -> None:
    (address,) = (letter.reply_to for letter in rejected.desk.post.letters)

    assert rejected.reply(recipients=(address.upper(),)) is Handling.REVIEW_STARTED


@pytest.mark.parametrize(
    "changes",
    [
        {"from_address": "mallory@elsewhere.example"},
        {"from_address": ""},
        {"dmarc": Check.FAIL},
        {"dmarc": Check.GRAY},
        {"dmarc": Check.PROCESSING_FAILED},
        {"spam": Check.FAIL},
        {"virus": Check.FAIL},
    ],
)
def test_a_reply_that_cannot_be_trusted_changes_nothing_and_gets_no_answer(
    rejected: Rejected, changes: dict[str, Any]
) -> None:
    before = rejected.sent()

    assert rejected.reply(**changes) is Handling.NOT_TRUSTED

    assert rejected.desk.cases.get(rejected.id).status is Status.REJECTED
    assert rejected.sent() == before


def test_an_automatic_answer_does_not_use_up_the_second_review(rejected: Rejected) -> None:
    assert rejected.reply(machine="automatic") is Handling.AUTOMATIC

    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_mail_that_belongs_to_no_application_is_left_alone(rejected: Rejected) -> None:
    assert rejected.reply(recipients=("reply+nonsense@desk.example",)) is Handling.NO_APPLICATION


def test_a_reply_starts_nothing_while_another_application_of_the_account_is_open(rejected: Rejected) -> None:
    other = rejected.desk.hand_in(request_data())

    assert rejected.reply() is Handling.ANSWERED
    assert rejected.sent().count("reply_not_accepted") == 1
    rejected.desk.cases.conclude(other.id, 1, Outcome(status=Status.REJECTED, at=NOON))

    first_mail = rejected.desk.post.letters[0].reply_to
    assert rejected.reply(id="receipt-2", recipients=(first_mail,)) is Handling.REVIEW_STARTED


def test_a_reply_address_works_for_a_year(rejected: Rejected) -> None:
    rejected.desk.clock.move(REPLY_ADDRESS_LIFETIME)

    assert rejected.reply() is Handling.NO_APPLICATION
