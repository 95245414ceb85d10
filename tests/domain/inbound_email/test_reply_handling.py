from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.inbound_message import Attachment, Handling, InboundMessage, SesVerdict, StoredMessage
from domain.inbound_email.reply_handling import MAX_KEPT
from domain.inbound_email.reply_text import new_text
from domain.notifications.messages import EmailName
from domain.notifications.outbox import REPLY_TOKEN_LIFETIME
from tests.examples import request_data
from tests.fakes import NOON, FakeEndedCases, FakeKeydesk


class Rejected:
    """A desk with one application that was rejected in round 1, and the mail that said so."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data(**changes)).id
        self.conclude(Status.REJECTED)

    def conclude(self, status: Status) -> None:
        case = self.desk.cases.get_case(self.id)
        self.desk.cases.conclude(case, Outcome(status=status, at=NOON))
        self.desk.notifier.notify(EmailName(status), self.id, case.current.number)

    def reply(self, **changes: Any) -> Handling:
        facts: dict[str, Any] = {
            "id": "receipt-1",
            "received_at": NOON,
            "recipients": ([letter.reply_to for letter in self.desk.sender.letters if letter.reply_to][-1],),
            "from_address": "avery@client.example",
            "envelope_sender": "avery@client.example",
            "subject": "Re: Your API key application",
            "message_id": f"{changes.get('id', 'receipt-1')}@client.example",
            "message_ids": (),
            "machine": "",
            "hint": "",
            "attachments": (),
            "dkim_domains": (),
            "spf": SesVerdict.PASS,
            "dkim": SesVerdict.PASS,
            "text": "It is mended.",
            "spam": SesVerdict.PASS,
            "virus": SesVerdict.PASS,
            "dmarc": SesVerdict.PASS,
        }
        return self.desk.replies.receive(InboundMessage(**{**facts, **changes})).handling

    def sent(self) -> list[str]:
        return [letter.subject for letter in self.desk.sender.letters]


@pytest.fixture
def rejected() -> Rejected:
    return Rejected()


def test_what_came_with_a_reply_stays_with_it(rejected: Rejected) -> None:
    attachment = Attachment(name="proof.pdf", media_type="application/pdf", size=1025)

    rejected.reply(attachments=(attachment,))

    (kept,) = rejected.desk.cases.get_case(rejected.id).messages
    assert kept.attachments == (attachment,)


def test_a_reply_to_the_rejection_starts_round_two_with_its_text(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED

    assert rejected.desk.machine.started == [(rejected.id, 1), (rejected.id, 2)]
    assert rejected.desk.cases.get_case(rejected.id).current.reply == "It is mended."


def test_the_same_receipt_again_starts_nothing_more(rejected: Rejected) -> None:
    assert [rejected.reply(), rejected.reply()] == [Handling.REVIEW_STARTED] * 2

    assert rejected.desk.machine.started == [(rejected.id, 1), (rejected.id, 2)]


def test_a_second_reply_while_the_review_runs_is_answered_once_and_starts_nothing(rejected: Rejected) -> None:
    rejected.reply()

    for receipt in ("receipt-2", "receipt-3"):
        assert rejected.reply(id=receipt) is Handling.NOT_ACCEPTED
    assert rejected.sent().count("reply_not_accepted") == 1
    assert len(rejected.desk.machine.started) == 2


def test_reply_to_a_final_rejection_is_answered_once_and_starts_nothing(rejected: Rejected) -> None:
    rejected.reply()
    rejected.reply(id="receipt-2", text="Thanks!")  # answered while the second review runs: that is another answer
    rejected.conclude(Status.REJECTED_FOR_GOOD)
    before = rejected.sent().count("reply_not_accepted")

    for receipt in ("receipt-3", "receipt-4"):
        assert rejected.reply(id=receipt) is Handling.NOT_ACCEPTED
    assert rejected.sent().count("reply_not_accepted") == before + 1
    assert len(rejected.desk.machine.started) == 2


def test_the_new_text_is_cut_from_the_quoted_mail(rejected: Rejected) -> None:
    rejected.reply(
        text="It is mended.\n\nOn Mon, 2 Mar 2026 12:00:00 +0000, Keydesk <desk@desk.example> wrote:\n> Hello"
    )

    assert rejected.desk.cases.get_case(rejected.id).current.reply == "It is mended."


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
    thread = rejected.desk.sender.letters[0].thread_id

    assert rejected.reply(recipients=("desk@desk.example",), message_ids=(thread,)) is Handling.REVIEW_STARTED


def test_a_reply_address_in_capitals_is_the_same_address(rejected: Rejected) -> None:
    (address,) = (letter.reply_to for letter in rejected.desk.sender.letters)

    assert rejected.reply(recipients=(address.upper(),)) is Handling.REVIEW_STARTED


GRAY = {"dmarc": SesVerdict.GRAY, "spf": SesVerdict.GRAY, "dkim": SesVerdict.GRAY}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"from_address": "mallory@elsewhere.example"}, "neither the applicant nor the owner"),
        ({"from_address": ""}, "neither the applicant nor the owner"),
        ({"dmarc": SesVerdict.FAIL}, "not proved"),
        ({"dmarc": SesVerdict.PROCESSING_FAILED}, "not proved"),
        (GRAY, "not proved"),
        ({**GRAY, "spf": SesVerdict.PASS, "envelope_sender": "bounce@elsewhere.example"}, "not proved"),
        ({**GRAY, "spf": SesVerdict.PASS, "envelope_sender": ""}, "not proved"),
        ({**GRAY, "dkim": SesVerdict.PASS, "dkim_domains": ("elsewhere.example", "notclient.example")}, "not proved"),
        ({**GRAY, "dkim_domains": ("client.example",)}, "not proved"),
        ({"spam": SesVerdict.FAIL}, "spam"),
        ({"virus": SesVerdict.FAIL}, "virus"),
        ({"hint": "The subject says that the sender is away."}, "away"),
        ({"text": "  "}, "says nothing"),
    ],
)
def test_a_doubtful_reply_is_held_with_its_reason_changes_nothing_and_gets_no_answer(
    rejected: Rejected, changes: dict[str, Any], why: str
) -> None:
    before = rejected.sent()

    assert rejected.reply(**changes) is Handling.QUARANTINED

    (held,) = rejected.desk.messages.list_quarantined()
    assert why in held.why
    assert rejected.desk.cases.get_case(rejected.id).status is Status.REJECTED
    assert rejected.sent() == before


@pytest.mark.parametrize(
    "proof",
    [
        {**GRAY, "spf": SesVerdict.PASS},
        {**GRAY, "spf": SesVerdict.PASS, "envelope_sender": "avery@bounces.client.example"},
        {**GRAY, "dkim": SesVerdict.PASS, "dkim_domains": ("elsewhere.example", "Client.example")},
        {"dmarc": SesVerdict.PASS, "spf": SesVerdict.FAIL, "dkim": SesVerdict.FAIL},
        {"spam": SesVerdict.GRAY, "virus": SesVerdict.PROCESSING_FAILED},
    ],
)
def test_a_reply_whose_sender_is_proved_is_followed(rejected: Rejected, proof: dict[str, Any]) -> None:
    assert rejected.reply(**proof) is Handling.REVIEW_STARTED


def test_the_owner_of_the_key_can_reply_too() -> None:
    owner = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
    rejected = Rejected(owner=owner)

    assert rejected.reply(from_address="Olive@client.example") is Handling.REVIEW_STARTED


def test_the_same_message_that_arrives_twice_is_followed_once_and_not_answered(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED
    before = rejected.sent()

    assert rejected.reply(id="receipt-2", message_id="receipt-1@client.example") is Handling.DUPLICATE
    assert rejected.sent() == before


def test_two_replies_within_seconds_start_one_review_and_both_are_kept_for_the_reviewer(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED
    assert rejected.reply(id="receipt-2", text="And one more thing.") is Handling.NOT_ACCEPTED

    assert len(rejected.desk.machine.started) == 2
    kept = rejected.desk.cases.get_case(rejected.id).messages
    assert [mail.text for mail in kept] == ["It is mended.", "And one more thing."]


def test_a_flood_of_mail_does_not_bury_the_case(rejected: Rejected) -> None:
    for number in range(MAX_KEPT + 5):
        rejected.reply(id=f"receipt-{number}", dmarc=SesVerdict.FAIL)

    assert len(rejected.desk.cases.get_case(rejected.id).messages) == MAX_KEPT
    assert "too much mail" in rejected.desk.messages.kept["", f"receipt-{MAX_KEPT}"].why


def test_what_was_written_before_the_rejection_does_not_open_the_second_review(rejected: Rejected) -> None:
    before = rejected.sent()

    assert rejected.reply(received_at=NOON - timedelta(days=3), text="When will I hear?") is Handling.KEPT

    assert rejected.desk.cases.get_case(rejected.id).status is Status.REJECTED
    assert rejected.sent() == before
    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_an_owner_whose_reply_changes_nothing_has_nobody_told() -> None:
    rejected = Rejected(owner={"name": "Olive Example", "email": "olive@client.example", "agreed": True})
    rejected.reply()
    before = rejected.sent()

    assert rejected.reply(id="receipt-2", from_address="olive@client.example") is Handling.NOT_ACCEPTED
    assert rejected.sent() == before


class Asked(Rejected):
    """A desk where a reviewer asked the applicant a question, in the first round."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.id = self.desk.submit(request_data()).id
        self.review = TaskKey(case_id=self.id, round=1, kind=TaskKind.REVIEW)
        self.question = self.review.model_copy(update={"kind": TaskKind.INFO_REQUEST})
        self.desk.notifier.request_decision(self.review, ("one@staff.example",))
        decision = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON, note="Who sees it?")
        self.desk.cases.decide(self.review, decision)
        self.desk.notifier.request_decision(self.question, (), days=14)

    def ask_again(self) -> None:
        second = self.review.model_copy(update={"turn": 2})
        self.desk.notifier.request_decision(second, ("one@staff.example",))
        decision = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON, note="And who else?")
        self.desk.cases.decide(second, decision)
        self.desk.notifier.request_decision(second.model_copy(update={"kind": TaskKind.INFO_REQUEST}), (), days=14)


def test_a_reply_answers_the_open_question_and_does_not_use_up_the_second_review() -> None:
    asked = Asked()

    assert asked.reply(text="Only our own staff.") is Handling.QUESTION_ANSWERED

    decision = asked.desk.cases.get_case(asked.id).decision(TaskKind.INFO_REQUEST, 1)
    assert decision and (decision.answer, decision.note) == (DecisionType.ANSWERED, "Only our own staff.")
    assert asked.desk.waits.woken == [asked.question]
    assert asked.desk.machine.started == [(asked.id, 1)]
    asked.conclude(Status.REJECTED)
    assert asked.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_an_answer_whose_waking_failed_wakes_the_review_when_it_comes_again() -> None:
    asked = Asked()
    asked.desk.waits.fails = 1
    with pytest.raises(ConnectionError):
        asked.reply()

    assert asked.reply() is Handling.QUESTION_ANSWERED
    assert asked.desk.waits.woken == [asked.question]


def test_the_same_event_again_answers_no_later_question() -> None:
    asked = Asked()
    asked.desk.waits.fails = 1
    with pytest.raises(ConnectionError):
        asked.reply(text="Only our own staff.")
    asked.ask_again()

    assert asked.reply(text="Only our own staff.") is Handling.QUESTION_ANSWERED

    assert asked.desk.cases.get_case(asked.id).decision(TaskKind.INFO_REQUEST, 1) is None, "the second one is open"


def test_what_was_written_before_the_question_does_not_answer_it() -> None:
    asked = Asked()

    assert asked.reply(received_at=NOON - timedelta(minutes=1)) is Handling.NOT_ACCEPTED
    assert asked.desk.cases.get_case(asked.id).decision(TaskKind.INFO_REQUEST, 1) is None


def test_two_calls_for_the_same_answer_both_say_that_it_answered() -> None:
    asked = Asked()
    seen = asked.desk.cases.get_case(asked.id)
    reply = StoredMessage(
        receipt="receipt-1",
        case_id=asked.id,
        received_at=NOON,
        from_address="avery@client.example",
        subject="Re:",
        text="Only our own staff.",
        handling=Handling.NOTHING,
    )

    for _ in range(2):  # each has read the case before the other wrote
        assert asked.desk.replies.effects.apply(reply, seen) is Handling.QUESTION_ANSWERED


def test_an_answer_that_comes_after_the_rejection_does_not_open_the_second_review() -> None:
    asked = Asked()
    to_question = asked.desk.sender.letters[-1].reply_to
    asked.conclude(Status.REJECTED)

    assert asked.reply(recipients=(to_question,)) is Handling.QUARANTINED
    (held,) = asked.desk.messages.list_quarantined()
    assert "another mail than the rejection" in held.why


def test_a_second_answer_to_a_question_changes_nothing_and_is_kept() -> None:
    asked = Asked()
    asked.reply(text="Only our own staff.")

    assert asked.reply(id="receipt-2", text="And our clients.") is Handling.NOT_ACCEPTED
    decision = asked.desk.cases.get_case(asked.id).decision(TaskKind.INFO_REQUEST, 1)
    assert decision and decision.note == "Only our own staff."


@pytest.mark.parametrize("changes", [{"machine": "Auto-Submitted: auto-replied"}, {"dmarc": SesVerdict.FAIL}])
def test_a_question_is_not_answered_by_a_machine_or_a_stranger(changes: dict[str, Any]) -> None:
    asked = Asked()

    asked.reply(**changes)

    assert asked.desk.cases.get_case(asked.id).decision(TaskKind.INFO_REQUEST, 1) is None


def test_an_automatic_answer_does_not_use_up_the_second_review(rejected: Rejected) -> None:
    assert rejected.reply(machine="automatic") is Handling.AUTOMATIC

    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_mail_that_belongs_to_no_application_is_held(rejected: Rejected) -> None:
    assert rejected.reply(recipients=("reply+nonsense@desk.example",)) is Handling.QUARANTINED

    (held,) = rejected.desk.messages.list_quarantined()
    assert (held.case_id, held.why) == ("", "It names no application of ours.")


def test_a_reply_to_an_application_that_is_forgotten_is_mail_that_belongs_to_none(rejected: Rejected) -> None:
    ended = FakeEndedCases(rejected.desk.cases, rejected.desk.exceptions)
    assert ended.purge_case(rejected.id)

    assert rejected.reply() is Handling.QUARANTINED
    assert [one.case_id for one in rejected.desk.messages.list_quarantined()] == [""]


def test_a_machines_mail_that_belongs_to_no_application_is_nobodys_work(rejected: Rejected) -> None:
    handled = rejected.reply(recipients=("desk@desk.example",), machine="an empty Return-Path")

    assert handled is Handling.NOTHING
    assert rejected.desk.messages.list_quarantined() == ()


def test_a_reply_starts_nothing_while_another_application_of_the_account_is_open(rejected: Rejected) -> None:
    other = rejected.desk.submit(request_data())

    assert rejected.reply() is Handling.NOT_ACCEPTED
    assert rejected.sent().count("reply_not_accepted") == 1
    rejected.desk.cases.conclude(rejected.desk.cases.get_case(other.id), Outcome(status=Status.REJECTED, at=NOON))

    first_mail = rejected.desk.sender.letters[0].reply_to
    assert rejected.reply(id="receipt-2", recipients=(first_mail,)) is Handling.REVIEW_STARTED


def test_a_reply_address_works_for_a_year(rejected: Rejected) -> None:
    rejected.desk.clock.move(REPLY_TOKEN_LIFETIME)

    assert rejected.reply() is Handling.QUARANTINED
