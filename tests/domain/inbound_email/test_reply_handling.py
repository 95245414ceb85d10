from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Case, Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.cases.inbound_message import Attachment, Handling, InboundMessage, SesVerdict, StoredMessage
from domain.cases.staff import StaffRole
from domain.inbound_email.reply_handling import MAX_KEPT, MAX_STILL_MISSING
from domain.keys.key_changes import UsageReport
from domain.model.api_key import USAGE_REPORT
from domain.notifications.messages import EmailName
from domain.notifications.outbox import REPLY_TOKEN_LIFETIME
from tests.examples import facts, request_data
from tests.fakes import NOON, FakeEndedCases, FakeKeydesk

OWNER: dict[str, Any] = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}
NOT_ACCEPTED = "reply_not_accepted"  # the email


class Rejected:
    """An application that was rejected in round 1, and the email that said so."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.id = self.desk.submit(request_data(**changes)).id
        self.conclude(Status.REJECTED)

    @property
    def case(self) -> Case:
        return self.desk.cases.get_case(self.id)

    @property
    def rounds_started(self) -> list[int]:
        return [number for application_id, number in self.desk.machine.started if application_id == self.id]

    @property
    def reasons(self) -> list[str]:
        """Why messages are in quarantine."""
        return [message.why for message in self.desk.messages.list_quarantined(25)]

    def conclude(self, status: Status) -> None:
        case = self.case
        self.desk.cases.conclude(case, Outcome(status=status, at=NOON))
        self.desk.notifier.notify(EmailName(status), self.id, case.current.number)

    def reply(self, **changes: Any) -> Handling:
        facts: dict[str, Any] = {
            "id": "receipt-1",
            "received_at": NOON,
            "recipients": ([email.reply_to for email in self.desk.sender.letters if email.reply_to][-1],),
            "from_address": "avery@client.example",
            "envelope_sender": "avery@client.example",
            "subject": "Re: Your API key application",
            "message_id": f"{changes.get('id', 'receipt-1')}@client.example",
            "message_ids": (),
            "machine": "",
            "hint": "",
            "attachments": (),
            "sender_defect": "",
            "dmarc_domain": "client.example",
            "dkim_domains": (),
            "text": "It is mended.",
            **dict.fromkeys(("spf", "dmarc", "spam", "virus"), SesVerdict.PASS),
        }
        return self.desk.replies.receive(InboundMessage(**{**facts, **changes})).handling

    @property
    def missing(self) -> str:
        """What kept the re-review from starting."""
        return "\n".join(reason.message for reason in self.case.recheck.reasons) if self.case.recheck else ""

    def sent(self) -> list[str]:
        return [email.subject for email in self.desk.sender.letters]


class Asked(Rejected):
    """An application in round 1 about which a reviewer asked the applicant."""

    def __init__(self) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.id = self.desk.submit(request_data()).id
        self.question = self.ask(1)

    def ask(self, turn: int) -> TaskKey:
        review = TaskKey(case_id=self.id, round=1, kind=TaskKind.REVIEW, turn=turn)
        question = review.model_copy(update={"kind": TaskKind.INFO_REQUEST})
        self.desk.notifier.request_decision(review, ("one@staff.example",))
        decision = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON, note="Who sees it?")
        self.desk.cases.decide(review, decision)
        self.desk.notifier.request_decision(question, (), days=14)
        return question

    @property
    def answer(self) -> str | None:
        """The answer to the newest question."""
        decision = self.case.decision(TaskKind.INFO_REQUEST, 1)
        assert decision is None or decision.answer is DecisionType.ANSWERED
        return decision.note if decision else None


@pytest.fixture
def rejected() -> Rejected:
    return Rejected()


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_reply_to_the_rejection_starts_the_re_review_once(rejected: Rejected) -> None:
    attachment = Attachment(name="proof.pdf", media_type="application/pdf", size=1025)
    quoted = "\n\nOn Mon, 2 Mar 2026 12:00:00 +0000, Keydesk <desk@desk.example> wrote:\n> Hello"

    for _ in range(2):  # the same receipt
        handling = rejected.reply(text=f"It is mended.{quoted}", attachments=(attachment,))
        assert handling is Handling.REVIEW_STARTED

    assert rejected.rounds_started == [1, 2]
    assert rejected.case.current.reply == "It is mended."
    (stored,) = rejected.case.messages
    assert stored.attachments == (attachment,)


def test_further_replies_during_the_re_review_are_kept_and_answered_once(rejected: Rejected) -> None:
    rejected.reply()

    for receipt in ("receipt-2", "receipt-3"):
        assert rejected.reply(id=receipt, text="And one more thing.") is Handling.NOT_ACCEPTED
    assert rejected.sent().count(NOT_ACCEPTED) == 1
    assert rejected.rounds_started == [1, 2]
    assert [message.text for message in rejected.case.messages] == ["It is mended.", *["And one more thing."] * 2]


def test_reply_to_final_rejection_is_answered_once(rejected: Rejected) -> None:
    rejected.reply()
    rejected.reply(id="receipt-2", text="Thanks!")  # during the re-review: its answer is another email
    rejected.conclude(Status.REJECTED_FOR_GOOD)
    before = rejected.sent().count(NOT_ACCEPTED)

    for receipt in ("receipt-3", "receipt-4"):
        assert rejected.reply(id=receipt) is Handling.NOT_ACCEPTED
    assert rejected.sent().count(NOT_ACCEPTED) == before + 1
    assert rejected.rounds_started == [1, 2]


@pytest.mark.parametrize(
    "message_ids",
    [("ses-1@email.amazonses.com",), ("ses-1@eu-west-1.amazonses.com",), ("other@elsewhere.example", "ses-1")],
)
def test_reply_without_our_reply_address_is_matched_by_message_id(
    rejected: Rejected, message_ids: tuple[str, ...]
) -> None:
    assert rejected.reply(recipients=("desk@desk.example",), message_ids=message_ids) is Handling.REVIEW_STARTED


def test_reply_without_our_reply_address_is_matched_by_thread(rejected: Rejected) -> None:
    thread = rejected.desk.sender.letters[0].thread_id

    assert rejected.reply(recipients=("desk@desk.example",), message_ids=(thread,)) is Handling.REVIEW_STARTED


def test_reply_address_works_in_capitals(rejected: Rejected) -> None:
    (address,) = (email.reply_to for email in rejected.desk.sender.letters)

    assert rejected.reply(recipients=(address.upper(),)) is Handling.REVIEW_STARTED


def test_reply_address_expires_after_a_year(rejected: Rejected) -> None:
    rejected.desk.clock.move(REPLY_TOKEN_LIFETIME)

    assert rejected.reply() is Handling.QUARANTINED


GRAY = {"dmarc": SesVerdict.GRAY, "spf": SesVerdict.GRAY}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"from_address": "mallory@elsewhere.example"}, "neither the applicant nor the key owner"),
        ({"from_address": "", "sender_defect": "it has more than one From"}, "it has more than one From"),
        ({"dmarc": SesVerdict.FAIL}, "isn't verified"),
        ({"dmarc": SesVerdict.PROCESSING_FAILED}, "isn't verified"),
        ({"dmarc_domain": ""}, "isn't verified"),
        ({"dmarc_domain": "elsewhere.example"}, "isn't verified"),
        ({"dmarc_domain": "example"}, "isn't verified"),
        ({"dmarc_domain": "mail.client.example"}, "isn't verified"),
        (GRAY, "isn't verified"),
        ({**GRAY, "spf": SesVerdict.PASS, "dmarc_domain": "elsewhere.example"}, "isn't verified"),
        ({**GRAY, "dkim_domains": ("client.example",), "dmarc_domain": "elsewhere.example"}, "isn't verified"),
        ({**GRAY, "spf": SesVerdict.PASS, "envelope_sender": "bounce@elsewhere.example"}, "isn't verified"),
        ({**GRAY, "spf": SesVerdict.PASS, "envelope_sender": ""}, "isn't verified"),
        ({**GRAY, "spf": SesVerdict.FAIL, "envelope_sender": "avery@client.example"}, "isn't verified"),
        ({**GRAY, "dkim_domains": ("elsewhere.example", "notclient.example")}, "isn't verified"),
        ({"spam": SesVerdict.FAIL}, "spam"),
        ({"virus": SesVerdict.FAIL}, "virus"),
        ({"hint": "The subject says that the sender is away."}, "away"),
        ({"text": "  "}, "has no text"),
    ],
)
def test_doubtful_reply_is_quarantined_with_its_reason_and_has_no_effect(
    rejected: Rejected, changes: dict[str, Any], why: str
) -> None:
    before = rejected.sent()

    assert rejected.reply(**changes) is Handling.QUARANTINED

    (reason,) = rejected.reasons
    assert why in reason
    assert rejected.case.status is Status.REJECTED
    assert rejected.sent() == before


@pytest.mark.parametrize(
    "proof",
    [
        {**GRAY, "spf": SesVerdict.PASS},
        {**GRAY, "spf": SesVerdict.PASS, "envelope_sender": "avery@bounces.client.example"},
        {**GRAY, "spf": SesVerdict.PASS, "dmarc_domain": ""},
        {**GRAY, "dkim_domains": ("elsewhere.example", "Client.example")},
        {"dmarc": SesVerdict.PASS, "spf": SesVerdict.FAIL},
        {"from_address": "Avery@Client.example", "dmarc_domain": "client.EXAMPLE"},
        {"spam": SesVerdict.GRAY, "virus": SesVerdict.PROCESSING_FAILED},
    ],
)
def test_reply_with_a_proved_sender_is_trusted(rejected: Rejected, proof: dict[str, Any]) -> None:
    assert rejected.reply(**proof) is Handling.REVIEW_STARTED


def test_replies_at_once_are_answered_by_one_email(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED
    others: list[Handling] = []
    rejected.desk.sender.meanwhile = lambda: others.append(rejected.reply(id="receipt-3"))

    assert rejected.reply(id="receipt-2") is Handling.NOT_ACCEPTED

    assert others == [Handling.NOT_ACCEPTED]
    assert rejected.sent().count(NOT_ACCEPTED) == 1


def test_email_that_another_call_lost_is_sent_again_later(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED
    rejected.desk.sender.fails = 1
    with pytest.raises(ConnectionError):
        rejected.reply(id="receipt-2")

    assert rejected.reply(id="receipt-3") is Handling.NOT_ACCEPTED

    assert rejected.sent().count(NOT_ACCEPTED) == 0, "the call that failed may still be at it"
    (due,) = rejected.desk.outbox_store.list_due(NOON)
    assert due.name is EmailName.REPLY_NOT_ACCEPTED


def test_owner_can_reply_and_is_not_answered() -> None:
    rejected = Rejected(owner=OWNER)
    assert rejected.reply(from_address="Olive@client.example") is Handling.REVIEW_STARTED
    before = rejected.sent()

    assert rejected.reply(id="receipt-2", from_address="olive@client.example") is Handling.NOT_ACCEPTED
    assert rejected.sent() == before


def test_message_that_arrives_twice_has_its_effect_once(rejected: Rejected) -> None:
    assert rejected.reply() is Handling.REVIEW_STARTED
    before = rejected.sent()

    assert rejected.reply(id="receipt-2", message_id="receipt-1@client.example") is Handling.DUPLICATE
    assert rejected.sent() == before


def test_flood_of_messages_does_not_bury_the_case(rejected: Rejected) -> None:
    for number in range(MAX_KEPT + 5):
        rejected.reply(id=f"receipt-{number}", dmarc=SesVerdict.FAIL)

    assert len(rejected.case.messages) == MAX_KEPT
    assert "too many emails" in rejected.desk.messages.kept["", f"receipt-{MAX_KEPT}"].why


def test_flood_of_doubtful_messages_does_not_keep_the_applicants_reply_out(rejected: Rejected) -> None:
    for number in range(MAX_KEPT + 5):
        rejected.reply(id=f"receipt-{number}", dmarc=SesVerdict.FAIL)

    assert rejected.reply(id="the-applicants") is Handling.REVIEW_STARTED


def test_message_from_before_the_rejection_does_not_start_the_re_review(rejected: Rejected) -> None:
    before = rejected.sent()

    assert rejected.reply(received_at=NOON - timedelta(days=3), text="When will I hear?") is Handling.KEPT

    assert rejected.case.status is Status.REJECTED
    assert rejected.sent() == before
    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_automatic_reply_does_not_start_the_re_review(rejected: Rejected) -> None:
    assert rejected.reply(machine="automatic") is Handling.AUTOMATIC

    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_message_to_no_application_is_quarantined_unless_a_machine_sent_it(rejected: Rejected) -> None:
    handled = rejected.reply(recipients=("desk@desk.example",), machine="an empty Return-Path")
    assert (handled, rejected.reasons) == (Handling.NOTHING, [])

    assert rejected.reply(recipients=("reply+nonsense@desk.example",)) is Handling.QUARANTINED

    (message,) = rejected.desk.messages.list_quarantined(25)
    assert (message.case_id, message.why) == ("", "It doesn't belong to any application.")


def test_reply_to_a_purged_application_is_quarantined_without_it(rejected: Rejected) -> None:
    assert FakeEndedCases(rejected.desk.cases, rejected.desk.exceptions).purge_case(rejected.id)

    assert rejected.reply() is Handling.QUARANTINED
    assert [message.case_id for message in rejected.desk.messages.list_quarantined(25)] == [""]


def test_reply_starts_nothing_while_the_account_has_another_open_application(rejected: Rejected) -> None:
    rejected.desk.statuses.set_status("acct-in-order", rejection=None)  # an operator let the account apply again
    other = rejected.desk.submit(request_data())

    assert rejected.reply() is Handling.STILL_MISSING
    assert other.id in rejected.missing
    rejected.desk.cases.conclude(rejected.desk.cases.get_case(other.id), Outcome(status=Status.REJECTED, at=NOON))

    first = rejected.desk.sender.letters[0].reply_to
    assert rejected.reply(id="receipt-2", recipients=(first,)) is Handling.REVIEW_STARTED


def test_reply_while_something_is_missing_is_answered_at_once_and_uses_up_nothing(rejected: Rejected) -> None:
    rejected.desk.accounts.put_account(facts(has_photo=False))

    for _ in range(2):  # the same receipt
        assert rejected.reply() is Handling.STILL_MISSING
    assert rejected.sent().count("still_missing") == 1
    assert rejected.rounds_started == [1]

    rejected.desk.accounts.put_account(facts())
    assert rejected.reply(id="receipt-2") is Handling.REVIEW_STARTED, "a reply to that email counts"


def test_machine_that_answers_us_is_not_answered_without_end(rejected: Rejected) -> None:
    rejected.desk.accounts.put_account(facts(has_photo=False))

    for number in range(MAX_STILL_MISSING + 3):
        rejected.reply(id=f"receipt-{number}")

    assert rejected.sent().count("still_missing") == MAX_STILL_MISSING


def test_owner_who_replies_too_early_has_the_applicant_told(rejected: Rejected) -> None:
    with_owner = Rejected(owner=OWNER)
    with_owner.desk.accounts.put_account(facts(has_photo=False))
    with_owner.desk.cases.confirm_address(with_owner.id, OWNER["email"], NOON)

    assert with_owner.reply(from_address=OWNER["email"]) is Handling.STILL_MISSING
    assert with_owner.desk.sender.letters[-1].to == "avery@client.example"


def test_reply_answers_the_open_question_and_not_the_later_rejection(asked: Asked) -> None:
    assert asked.reply(text="Only our own staff.") is Handling.QUESTION_ANSWERED

    assert asked.answer == "Only our own staff."
    assert asked.desk.waits.woken == [asked.question]
    assert asked.rounds_started == [1]
    asked.conclude(Status.REJECTED)
    assert asked.reply(id="receipt-2") is Handling.REVIEW_STARTED


def test_answer_resumes_the_review_when_it_comes_again_after_a_failure(asked: Asked) -> None:
    asked.desk.waits.fails = 1
    with pytest.raises(ConnectionError):
        asked.reply()

    assert asked.reply() is Handling.QUESTION_ANSWERED
    assert asked.desk.waits.woken == [asked.question]


def test_answer_that_comes_again_does_not_answer_a_later_question(asked: Asked) -> None:
    asked.desk.waits.fails = 1
    with pytest.raises(ConnectionError):
        asked.reply()
    asked.ask(2)

    assert asked.reply() is Handling.QUESTION_ANSWERED

    assert asked.answer is None, "the second question is open"


def test_message_from_before_the_question_does_not_answer_it(asked: Asked) -> None:
    assert asked.reply(received_at=NOON - timedelta(minutes=1)) is Handling.NOT_ACCEPTED
    assert asked.answer is None


def test_concurrent_calls_for_one_answer_both_report_it(asked: Asked) -> None:
    seen = asked.case
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


def test_answer_after_the_rejection_is_quarantined(asked: Asked) -> None:
    to_question = asked.desk.sender.letters[-1].reply_to
    asked.conclude(Status.REJECTED)

    assert asked.reply(recipients=(to_question,)) is Handling.QUARANTINED
    (reason,) = asked.reasons
    assert "an email other than the rejection" in reason


def test_second_answer_to_a_question_changes_nothing(asked: Asked) -> None:
    asked.reply(text="Only our own staff.")

    assert asked.reply(id="receipt-2", text="And our clients.") is Handling.NOT_ACCEPTED
    assert asked.answer == "Only our own staff."


@pytest.mark.parametrize("changes", [{"machine": "Auto-Submitted: auto-replied"}, {"dmarc": SesVerdict.FAIL}])
def test_question_is_not_answered_by_a_machine_or_a_stranger(asked: Asked, changes: dict[str, Any]) -> None:
    asked.reply(**changes)

    assert asked.answer is None


class OverLimit(Rejected):
    """An approved application with a key whose app was reported to be over its limit, and the email that said so."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        self.desk.accounts.put_account(facts())
        self.id = self.desk.submit(request_data(**changes)).id
        self.conclude(Status.APPROVED)
        self.desk.key_issuing.issue(self.id)

    def report(self) -> None:
        report = UsageReport(application_id=self.id, day=NOON.date(), requests=52_310)
        self.desk.key_changes.report_usage(self.case, report, USAGE_REPORT)
        self.desk.notifier.notify(EmailName.OVER_LIMIT, self.id, 1, "2")

    def told(self) -> list[str]:
        """Which reviewers got the client's reply."""
        return [letter.to for letter in self.desk.sender.letters if letter.subject == EmailName.KEY_REPLY]


@pytest.fixture
def over_limit() -> OverLimit:
    return OverLimit()


def test_reply_about_the_key_is_kept_with_the_case_and_goes_to_the_reviewers(over_limit: OverLimit) -> None:
    over_limit.report()

    for _ in range(2):  # SES can deliver it twice
        assert over_limit.reply(text="We added a cache. From today on it stays below.") is Handling.ABOUT_KEY

    (message,) = over_limit.case.messages
    assert (message.text, message.handling) == ("We added a cache. From today on it stays below.", Handling.ABOUT_KEY)
    assert over_limit.told() == ["one@staff.example", "two@staff.example"]
    shown = over_limit.desk.templates.written[-1]
    assert shown["message"]["text"] == message.text
    assert shown["case_url"] == f"https://desk.example/console/cases/{over_limit.id}"
    assert "reply_not_accepted" not in over_limit.sent()


def test_owner_can_reply_about_the_key() -> None:
    over_limit = OverLimit(owner=OWNER)
    over_limit.report()

    handling = over_limit.reply(from_address="olive@client.example", envelope_sender="olive@client.example")

    assert handling is Handling.ABOUT_KEY


def test_reply_before_anything_happened_to_the_key_changes_nothing(over_limit: OverLimit) -> None:
    assert over_limit.reply() is Handling.NOT_ACCEPTED

    over_limit.desk.clock.move(timedelta(hours=1))
    over_limit.report()

    assert over_limit.reply(id="receipt-2") is Handling.NOT_ACCEPTED, "it was written before the report"
    assert over_limit.told() == []


@pytest.mark.parametrize("changes", [{"machine": "Auto-Submitted: auto-replied"}, {"dmarc": SesVerdict.FAIL}])
def test_no_reviewer_is_told_what_a_machine_or_a_stranger_wrote_about_a_key(
    over_limit: OverLimit, changes: dict[str, Any]
) -> None:
    over_limit.report()

    over_limit.reply(**changes)

    assert over_limit.told() == []


def test_reviewer_who_owns_the_key_is_not_told_about_it() -> None:
    over_limit = OverLimit(owner={**OWNER, "email": "one@staff.example"})
    over_limit.report()

    over_limit.reply()

    assert over_limit.told() == ["two@staff.example"]


def test_reply_about_a_key_without_reviewers_is_counted(over_limit: OverLimit) -> None:
    over_limit.report()
    over_limit.desk.people[StaffRole.REVIEWER] = ()

    over_limit.reply()

    assert over_limit.desk.counted[-1] == "NobodyToAsk"
    assert over_limit.case.messages[0].handling is Handling.ABOUT_KEY
