"""The fakes and the DynamoDB adapters behave alike; the table is the template's own, on moto."""

import io
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, cast

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError

from adapters.aws.ses import SesEmailSender
from adapters.aws.step_functions import StepFunctionsExceptionMachine, StepFunctionsReviewMachine, StepFunctionsWaits
from adapters.dynamodb.accounts import LambdaAccountLookup
from domain.applications.pending_confirmation import MAX_PENDING, pending_key
from domain.cases.access_tokens import DecisionToken, ReplyToken
from domain.cases.case import Decision, DecisionType, Outcome, Reason, Status, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.cases.ports import Cases, ReviewMachine
from domain.model.account import AccountStatus, Grant, Plan
from domain.model.application import Application
from domain.model.errors import (
    AccountLookupFailed,
    AlreadyDecided,
    AlreadySubmitted,
    AnotherApplicationOpen,
    CaseNotStored,
    MailBeingSent,
)
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus
from domain.notifications.messages import LONGEST_TRY, Email, EmailName, OutboxEntry, SentEmail
from domain.notifications.ports import EmailSender
from tests.adapters.stores import Stores, table
from tests.examples import BRIEF, application, exception_data, facts
from tests.fakes import (
    NOON,
    FakeEmailSender,
    FakeReviewMachine,
)

ID = application().id
HOLDER, OTHER_HOLDER = "holder@client.example", "other@client.example"
KEY = TaskKey(case_id=ID, round=1, kind=TaskKind.REVIEW)
REJECTED = Outcome(status=Status.REJECTED, reasons=(Reason(message="No website.", fix=""),), at=NOON)


MACHINE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Done",
    "States": {"Done": {"Type": "Succeed"}},
}


def _real_machine() -> ReviewMachine:
    client = boto3.client("stepfunctions", region_name="us-east-1")
    role = "arn:aws:iam::123456789012:role/review"
    made = client.create_state_machine(name="review", definition=json.dumps(MACHINE), roleArn=role)
    return StepFunctionsReviewMachine(client, made["stateMachineArn"])


def _real_post() -> EmailSender:
    client = boto3.client("ses", region_name="us-east-1")
    client.verify_domain_identity(Domain="desk.example")
    return SesEmailSender(client, "desk@desk.example")


@pytest.fixture(params=[FakeReviewMachine, _real_machine], ids=["fake", "step functions"])
def machine(request: pytest.FixtureRequest, aws: None) -> ReviewMachine:
    make: Callable[[], ReviewMachine] = request.param
    return make()


@pytest.fixture(params=[FakeEmailSender, _real_post], ids=["fake", "ses"])
def post(request: pytest.FixtureRequest, aws: None) -> EmailSender:
    make: Callable[[], EmailSender] = request.param
    return make()


def decision(by: str, answer: DecisionType = DecisionType.APPROVE) -> Decision:
    return Decision(answer=answer, by=by, at=NOON, note="Two\nlines, ünïcode 🙂")


def test_an_account_comes_back_as_it_was_put_and_the_last_put_stands(stores: Stores) -> None:
    stores.accounts.put_account(facts(has_photo=False))
    stores.accounts.put_account(facts())

    assert stores.accounts.get_account("acct-in-order") == facts()
    assert stores.accounts.get_account("acct-unknown") is None


def test_a_new_application_is_in_review_in_round_one(cases: Cases) -> None:
    case = cases.get_case(ID)

    assert case.application == application()
    assert case.status is Status.IN_REVIEW
    assert [one.number for one in case.rounds] == [1]
    assert cases.get_case(ID).thread_id == "thread-1@desk.example"


def test_an_application_is_stored_once(cases: Cases) -> None:
    with pytest.raises(AlreadySubmitted):
        cases.add_application(application(), "thread-2@desk.example")

    assert cases.get_case(ID).thread_id == "thread-1@desk.example"


def test_an_application_that_was_never_handed_in_is_not_stored(stores: Stores) -> None:
    with pytest.raises(CaseNotStored):
        stores.cases.get_case("knever")


def test_a_task_is_decided_once(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) is None

    cases.decide(KEY, decision("one@staff.example"))
    with pytest.raises(AlreadyDecided):
        cases.decide(KEY, decision("two@staff.example", DecisionType.REJECT))

    assert cases.get_case(ID).decision(TaskKind.REVIEW, 1) == decision("one@staff.example")


def test_opening_a_task_again_forgets_nothing(cases: Cases) -> None:
    cases.open_task(Task(key=KEY, opened_at=NOON), BRIEF)
    cases.decide(KEY, decision("one@staff.example"))

    cases.open_task(Task(key=KEY, opened_at=NOON + timedelta(days=1)), BRIEF)

    (task,) = cases.get_case(ID).tasks
    assert task == Task(key=KEY, opened_at=NOON, decision=decision("one@staff.example"))


def test_a_round_is_concluded_once_and_a_retry_hears_the_first_outcome(cases: Cases) -> None:
    assert cases.conclude(cases.get_case(ID), REJECTED) == REJECTED
    assert cases.conclude(cases.get_case(ID), Outcome(status=Status.APPROVED, at=NOON)) == REJECTED

    assert cases.get_case(ID).status is Status.REJECTED
    assert cases.get_case(ID).current.outcome == REJECTED


def test_a_rejection_is_reopened_by_one_message_alone(cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)

    assert cases.reopen(ID, "mended", "receipt-1", NOON)
    assert cases.reopen(ID, "mended", "receipt-1", NOON)  # the same message again
    assert not cases.reopen(ID, "me too", "receipt-2", NOON)

    case = cases.get_case(ID)
    assert (case.status, case.current.number, case.current.reply) == (Status.IN_REVIEW, 2, "mended")


@pytest.mark.parametrize("status", [Status.IN_REVIEW, Status.APPROVED, Status.REJECTED_FOR_GOOD])
def test_nothing_but_a_first_rejection_is_reopened(cases: Cases, status: Status) -> None:
    if status is not Status.IN_REVIEW:
        cases.conclude(cases.get_case(ID), Outcome(status=status, at=NOON))

    assert not cases.reopen(ID, "please", "receipt-1", NOON)
    assert cases.get_case(ID).current.number == 1


def test_the_second_rejection_ends_the_application(cases: Cases) -> None:
    cases.conclude(cases.get_case(ID), REJECTED)
    cases.reopen(ID, "mended", "receipt-1", NOON)
    cases.conclude(cases.get_case(ID), Outcome(status=Status.REJECTED_FOR_GOOD, at=NOON))

    assert cases.get_case(ID).status is Status.REJECTED_FOR_GOOD
    assert not cases.reopen(ID, "once more", "receipt-2", NOON)
    assert cases.reopen(ID, "mended", "receipt-1", NOON), "the message that opened round 2 is known for ever"


def test_links_and_reply_addresses_are_found_by_their_hash(stores: Stores) -> None:
    link = DecisionToken(task=KEY, answer=DecisionType.REJECT, person="one@staff.example", expires_at=NOON)
    address = ReplyToken(application_id=ID, round=1, mail="rejected", expires_at=NOON)
    stores.tokens.add_token("hash-1", link)
    stores.tokens.add_token("hash-2", address)

    assert stores.tokens.get_token(DecisionToken, "hash-1") == link
    assert stores.tokens.get_token(ReplyToken, "hash-2") == address
    assert stores.tokens.get_token(DecisionToken, "hash-2") is None, "a token opens nothing but what it was made for"
    assert stores.tokens.get_token(ReplyToken, "hash-1") is None


def test_a_mail_is_due_until_it_is_marked_sent(stores: Stores, cases: Cases) -> None:
    mail = OutboxEntry(name=EmailName.REJECTED, case_id=ID, round=1, to="avery@client.example")
    sent = SentEmail(message_id="ses-1", at=NOON)

    assert stores.outbox.record_due(mail, NOON) is None
    assert stores.outbox.record_due(mail, NOON) is None
    stores.outbox.mark_sent(mail, sent)
    assert stores.outbox.record_due(mail, NOON) == sent
    assert stores.outbox.record_due(mail.model_copy(update={"round": 2}), NOON) is None


def test_the_same_words_on_another_occasion_are_another_mail(stores: Stores, cases: Cases) -> None:
    mail = OutboxEntry(name=EmailName.REPLY_NOT_ACCEPTED, case_id=ID, round=2, to="avery@client.example")
    stores.outbox.record_due(mail, NOON)
    stores.outbox.mark_sent(mail, SentEmail(message_id="ses-1", at=NOON))

    assert stores.outbox.record_due(mail.model_copy(update={"occasion": "rejected_for_good"}), NOON) is None


def test_a_message_id_leads_to_its_application(stores: Stores, cases: Cases) -> None:
    mail = OutboxEntry(name=EmailName.REJECTED, case_id=ID, round=1, to="avery@client.example")
    stores.outbox.record_due(mail, NOON)
    stores.outbox.mark_sent(mail, SentEmail(message_id="ses-1", at=NOON))

    assert stores.outbox.find_case_id("ses-1") == ID
    assert stores.outbox.find_case_id("thread-1@desk.example") == ID
    assert stores.outbox.find_case_id("ses-2") is None


def test_a_try_whose_end_nobody_knows_is_remembered_and_one_that_surely_failed_is_not(
    stores: Stores, cases: Cases
) -> None:
    mail = OutboxEntry(name=EmailName.REJECTED, case_id=ID, round=1, to="avery@client.example")
    stores.outbox.record_due(mail, NOON)

    def tried() -> list[datetime | None]:
        return [one.tried_at for one in stores.outbox.list_entries(ID)]

    assert tried() == [None]
    assert not stores.outbox.mark_tried(mail, NOON)
    assert tried() == [NOON]
    stores.outbox.mark_not_sent(mail)
    assert tried() == [None]
    assert not stores.outbox.mark_tried(mail, NOON), "SES refused it, so it was not sent"
    with pytest.raises(MailBeingSent):
        stores.outbox.mark_tried(mail, NOON + LONGEST_TRY)
    assert stores.outbox.mark_tried(mail, NOON + 2 * LONGEST_TRY), "it may have been sent"
    assert stores.outbox.record_due(mail, NOON) is None
    assert tried() == [NOON + 2 * LONGEST_TRY]


def sent_mail(stores: Stores, message_id: str = "ses-1", **changes: Any) -> OutboxEntry:
    mail = OutboxEntry(name=EmailName.REJECTED, case_id=ID, round=1, to="avery@client.example", occasion="a day")
    mail = mail.model_copy(update=changes)
    stores.outbox.record_due(mail, NOON)
    stores.outbox.mark_sent(mail, SentEmail(message_id=message_id, at=NOON))
    return mail


def test_a_message_id_leads_to_its_mail(stores: Stores, cases: Cases) -> None:
    mail = sent_mail(stores)

    assert stores.outbox.find_entry("ses-1") == mail
    assert stores.outbox.find_entry("ses-2") is None
    assert stores.outbox.find_entry("thread-1@desk.example") is None, "the conversation is no mail"


def test_email_of_no_case_is_due_sent_and_reported_on_as_others_are(stores: Stores) -> None:
    entry = OutboxEntry(name=EmailName.APPLY_LINK, to="Holder@client.example", occasion="2026-03-02 acct-1")
    other = entry.model_copy(update={"occasion": "2026-03-03 acct-1"})
    for due in (entry, other):
        assert stores.outbox.record_due(due, NOON) is None
    assert list(stores.outbox.list_due(NOON)) == [entry, other]

    stores.outbox.mark_sent(entry, SentEmail(message_id="ses-1", at=NOON))

    assert list(stores.outbox.list_due(NOON)) == [other]
    assert stores.outbox.find_entry("ses-1") == entry
    assert stores.outbox.find_case_id("ses-1") is None
    assert stores.outbox.record_delivery(entry, report(DeliveryStatus.DELIVERED))
    assert not stores.outbox.record_delivery(entry, report(DeliveryStatus.DELIVERED)), "it is known"


def reports(stores: Stores) -> list[DeliveryReport]:
    return [one.report for one in stores.outbox.list_entries(ID) if one.report]


def report(fate: DeliveryStatus, hours: int = 0) -> DeliveryReport:
    return DeliveryReport(fate=fate, at=NOON + timedelta(hours=hours), reason="smtp; 550 nobody, ünïcode")


def test_what_became_of_a_mail_is_recorded_once(stores: Stores, cases: Cases) -> None:
    mail = sent_mail(stores)

    assert reports(stores) == []
    assert stores.outbox.record_delivery(mail, report(DeliveryStatus.HARD_BOUNCED))
    assert not stores.outbox.record_delivery(mail, report(DeliveryStatus.HARD_BOUNCED, hours=1)), "the same event again"
    assert reports(stores) == [report(DeliveryStatus.HARD_BOUNCED)]
    assert stores.outbox.list_entries("kother") == ()


@pytest.mark.parametrize(
    ("first", "then", "stays"),
    [
        (DeliveryStatus.DELAYED, DeliveryStatus.DELIVERED, DeliveryStatus.DELIVERED),
        (
            DeliveryStatus.DELIVERED,
            DeliveryStatus.DELAYED,
            DeliveryStatus.DELIVERED,
        ),  # the events may come in any order
        (DeliveryStatus.DELAYED, DeliveryStatus.SOFT_BOUNCED, DeliveryStatus.SOFT_BOUNCED),
        (
            DeliveryStatus.DELIVERED,
            DeliveryStatus.HARD_BOUNCED,
            DeliveryStatus.HARD_BOUNCED,
        ),  # some servers look only after they took it
        (DeliveryStatus.DELIVERED, DeliveryStatus.COMPLAINED, DeliveryStatus.COMPLAINED),
        (DeliveryStatus.HARD_BOUNCED, DeliveryStatus.DELIVERED, DeliveryStatus.HARD_BOUNCED),
        (DeliveryStatus.HARD_BOUNCED, DeliveryStatus.SOFT_BOUNCED, DeliveryStatus.HARD_BOUNCED),
        (DeliveryStatus.REJECTED, DeliveryStatus.DELAYED, DeliveryStatus.REJECTED),
    ],
)
def test_the_weightier_of_two_reports_stays(
    stores: Stores, cases: Cases, first: DeliveryStatus, then: DeliveryStatus, stays: DeliveryStatus
) -> None:
    mail = sent_mail(stores)

    stores.outbox.record_delivery(mail, report(first))
    stores.outbox.record_delivery(mail, report(then))

    assert [one.fate for one in reports(stores)] == [stays]


def test_the_mails_of_a_case_are_there_whether_sent_or_not(stores: Stores, cases: Cases) -> None:
    sent = sent_mail(stores)
    due = sent.model_copy(update={"to": "zoe@client.example"})
    stores.outbox.record_due(due, NOON)

    found = {one.entry: one.sent and one.sent.message_id for one in stores.outbox.list_entries(ID)}

    assert found == {sent: "ses-1", due: None}


def test_starting_a_round_again_is_no_error(machine: ReviewMachine) -> None:
    for _ in range(2):
        machine.start_review(ID, "acct-in-order", 1)
    machine.start_review(ID, "acct-in-order", 2)


def test_waking_a_machine_that_does_not_wait_is_no_error(aws: None) -> None:
    StepFunctionsWaits(boto3.client("stepfunctions", region_name="us-east-1"), table()).resume(KEY)


def test_starting_an_exception_again_is_no_error(aws: None) -> None:
    client = boto3.client("stepfunctions", region_name="us-east-1")
    role = "arn:aws:iam::123456789012:role/exception"
    made = client.create_state_machine(name="exception", definition=json.dumps(MACHINE), roleArn=role)
    for _ in range(2):
        StepFunctionsExceptionMachine(client, made["stateMachineArn"]).start_exception("xabc")


def other_application() -> Application:
    return application().model_copy(update={"id": "kother"})


def test_an_account_has_one_application_open_at_a_time(stores: Stores, cases: Cases) -> None:
    with pytest.raises(AnotherApplicationOpen, match=ID):
        cases.add_application(other_application(), "thread-2@desk.example")
    assert stores.statuses.get_status("acct-in-order").open_application == ID

    cases.conclude(cases.get_case(ID), REJECTED)
    assert stores.statuses.get_status("acct-in-order").open_application is None
    cases.add_application(other_application(), "thread-2@desk.example")

    assert not cases.reopen(ID, "mended", "receipt-1", NOON), "another one is open now"
    cases.conclude(cases.get_case("kother"), REJECTED)
    assert cases.reopen(ID, "mended", "receipt-2", NOON)
    assert stores.statuses.get_status("acct-in-order").open_application == ID


def test_what_waits_for_a_holder_is_shown_newest_first_until_it_expires(stores: Stores) -> None:
    later = other_application().model_copy(update={"submitted_at": NOON + timedelta(hours=1)})
    for one in (application(), later, later):
        stores.pending.add_pending(HOLDER, one, one.submitted_at + timedelta(days=7))

    def shown(now: datetime) -> list[Application]:
        return [one.application for one in stores.pending.list_newest(HOLDER, now)]

    assert shown(NOON) == [later, application()]
    assert shown(NOON + timedelta(days=7)) == [later]
    assert stores.pending.get_application(HOLDER, pending_key(later), NOON) == later
    assert stores.pending.get_application(HOLDER, pending_key(application()), NOON + timedelta(days=7)) is None
    assert stores.pending.get_application(OTHER_HOLDER, pending_key(later), NOON) is None
    assert stores.pending.list_newest(OTHER_HOLDER, NOON) == ()


def test_what_is_confirmed_waits_no_more_and_a_second_click_still_finds_it(stores: Stores) -> None:
    stores.pending.add_pending(HOLDER, application(), NOON + timedelta(days=7))

    stores.pending.mark_confirmed(HOLDER, pending_key(application()))
    stores.pending.add_pending(HOLDER, application(), NOON + timedelta(days=7))  # by a late repetition

    assert stores.pending.list_newest(HOLDER, NOON) == ()
    assert stores.pending.get_application(HOLDER, pending_key(application()), NOON) == application()


def test_a_flood_of_what_waits_hides_nothing_for_good(stores: Stores) -> None:
    for number in range(MAX_PENDING + 5):
        changes = {"id": f"k{number}", "submitted_at": NOON + timedelta(seconds=number)}
        stores.pending.add_pending(HOLDER, application().model_copy(update=changes), NOON + timedelta(days=7))

    newest = stores.pending.list_newest(HOLDER, NOON)
    older = stores.pending.list_newest(HOLDER, NOON, before=newest[-1].key)

    ids = [one.application.id for one in (*newest, *older)]
    assert ids == [f"k{number}" for number in range(MAX_PENDING + 4, -1, -1)]


def test_of_many_who_would_write_at_once_one_does_and_a_retry_may(stores: Stores) -> None:
    assert [stores.pending.claim_email(HOLDER, "today", NOON) for _ in range(3)] == [
        True,
        False,
        False,
    ]
    assert stores.pending.claim_email(HOLDER, "tomorrow", NOON)
    assert stores.pending.claim_email(HOLDER, "today", NOON + timedelta(minutes=1)), "a minute later Lambda tries again"


def exception() -> ExceptionCase:
    request = parse_exception(exception_data(account_id="acct-in-order"))
    return file_exception(request, facts(plan=Plan.BUSINESS), NOON, "thread-3@desk.example", "key")


def test_an_exception_is_filed_once_decided_once_and_its_grant_is_on_the_account(stores: Stores) -> None:
    case = exception()
    stores.exceptions.add_exception(case)
    with pytest.raises(AlreadySubmitted):
        stores.exceptions.add_exception(case)
    key = TaskKey(case_id=case.id, round=1, kind=TaskKind.EXCEPTION)
    stores.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    stores.cases.decide(key, decision("approver@staff.example", DecisionType.GRANT))
    assert stores.exceptions.get_exception(case.id).decision(TaskKind.EXCEPTION)

    grant = Grant(exception_id=case.id, granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())
    granted = ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant)
    assert stores.exceptions.conclude(case, granted) == granted
    assert stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON)) == granted

    assert stores.exceptions.get_exception(case.id).outcome == granted
    assert stores.statuses.get_status("acct-in-order").exception == grant
    with pytest.raises(CaseNotStored):
        stores.exceptions.get_exception("xnever")


def test_a_grant_and_an_open_application_leave_each_other_alone(stores: Stores, cases: Cases) -> None:
    case = exception()
    stores.exceptions.add_exception(case)
    grant = Grant(exception_id=case.id, granted_by="approver@staff.example", granted_at=NOON, ends_on=NOON.date())
    stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant))

    cases.conclude(cases.get_case(ID), REJECTED)

    assert stores.statuses.get_status("acct-in-order") == AccountStatus(open_application=None, exception=grant)


def test_every_letter_gets_a_message_id_of_its_own_without_a_domain(post: EmailSender) -> None:
    letter = Email(
        to="avery@client.example",
        subject="Hello",
        text="Hello",
        html="<p>Hello</p>",
        reply_to="reply+x@desk.example",
        thread_id="thread-1@desk.example",
    )

    ids = {post.send_email(letter), post.send_email(letter)}

    assert len(ids) == 2
    assert not any("@" in one for one in ids)


class FakeLambda:
    """Answers an invocation with what it was given; an exception is raised."""

    def __init__(self, answer: bytes | Exception, **more: str) -> None:
        self._answer = answer
        self._more = more

    def invoke(self, **_: str) -> dict[str, Any]:
        if isinstance(self._answer, Exception):
            raise self._answer
        return {"Payload": io.BytesIO(self._answer), **self._more}


@pytest.mark.parametrize(
    "broken",
    [
        FakeLambda(b"{}", FunctionError="Unhandled"),
        FakeLambda(b"not json"),
        FakeLambda(b"{}"),
        FakeLambda(b"[]"),
        FakeLambda(json.dumps({"account": {"account_id": "acct-in-order"}}).encode()),
        FakeLambda(json.dumps({"account": facts(account_id="acct-other").model_dump(mode="json")}).encode()),
        FakeLambda(
            json.dumps(
                {"account": facts().model_dump(mode="json") | {"email": "a@b.example, victim@c.example"}}
            ).encode()
        ),
        FakeLambda(ReadTimeoutError(endpoint_url="https://lambda.example")),
    ],
)
def test_a_lookup_that_does_not_keep_to_the_contract_failed_and_found_nobody_missing(broken: Any) -> None:
    with pytest.raises(AccountLookupFailed):
        LambdaAccountLookup(broken, "lookup").look_up_account("acct-in-order")


def test_a_lookup_that_answers_is_believed() -> None:
    known = FakeLambda(json.dumps({"account": facts().model_dump(mode="json")}).encode())

    assert LambdaAccountLookup(cast(Any, known), "lookup").look_up_account("acct-in-order") == facts()
    assert (
        LambdaAccountLookup(cast(Any, FakeLambda(b'{"account": null}')), "lookup").look_up_account("acct-in-order")
        is None
    )
