from datetime import timedelta
from typing import Any

import pytest

from domain.cases.any_case import AnyCase
from domain.cases.case import Case, Decision, DecisionType, Outcome, Reason, Revision, Status, Task, TaskKey, TaskKind
from domain.console.audit_log import LONGEST_REASON, log_values
from domain.model.api_key import KeyAction
from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus, OutboxRecord
from domain.notifications.messages import EmailName, OutboxEntry, SentEmail
from domain.policy import RuleId, evaluate
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.domain.keys.approved import Approved
from tests.examples import account, application
from tests.fakes import NOON
from tests.words import exception

HOUR = timedelta(hours=1)
AVERY = "avery@client.example"


@pytest.fixture
def case() -> Case:
    """Rejected once."""
    rejected = Rejected()
    return rejected.desk.cases.get_case(rejected.id)


def log(case: AnyCase, *emails: OutboxRecord) -> list[tuple[object, object, str]]:
    return [(event["at"], event["by"], str(event["what"])) for event in log_values(case, emails, ())]


def test_log_has_messages_outcomes_revisions_and_the_next_review() -> None:
    rejected = Rejected()
    rejected.reply()
    case = rejected.desk.cases.get_case(rejected.id)
    rounds = (case.rounds[0].model_copy(update={"outcome": Outcome(status=Status.REJECTED, at=NOON)}), case.rounds[1])
    revision = Revision(request=application().request, at=NOON + HOUR)

    events = log(case.model_copy(update={"rounds": rounds, "revision": revision}))

    assert events[-1] == (NOON + HOUR, "", "The applicant changed the application")
    assert (NOON, "", "First review ended: rejected") in events
    assert (NOON, "", "Re-review started") in events
    assert not [what for _, _, what in events if what.startswith("Re-review ended")]
    (message,) = [event for event in events if event[2].startswith("Email received. ")]
    assert message[:2] == (NOON, AVERY)
    assert len(message[2]) > len("Email received. ")


@pytest.mark.parametrize(
    ("facts", "use", "what"),
    [
        ({}, "", "nothing to fix"),
        ({"has_photo": False, "company_address": None}, "", "fix: Complete company address, Profile photo"),
        ({}, "#722f85", "nothing to fix; needs review: No brand logo or colours"),
    ],
)
def test_log_says_which_rules_of_which_policy_decided(case: Case, facts: Any, use: str, what: str) -> None:
    one = application(theme_colours=[use] if use else [])
    verdict = evaluate(one, account(**facts)).model_copy(update={"policy_version": "2026-03-1"})
    judged = case.rounds[0].model_copy(update={"verdict": verdict, "outcome": None})

    def entries(**changes: object) -> list[tuple[object, object, str]]:
        return log(case.model_copy(update={"rounds": (judged.model_copy(update=changes),)}))

    entry = f"Checked against policy version 2026-03-1: {what}"
    assert (NOON + HOUR, "", entry) in entries(judged_at=NOON + HOUR)
    assert (judged.started_at, "", entry) in entries(), "stored before the time was recorded"


def test_log_names_the_rules_of_an_outcome(case: Case) -> None:
    reasons = (Reason(message="No photo.", rule=RuleId.PROFILE_PHOTO), Reason(message="See you."))
    outcome = Outcome(status=Status.REJECTED, at=NOON, reasons=reasons)
    rounds = (case.rounds[0].model_copy(update={"outcome": outcome}),)

    assert (NOON, "", "First review ended: rejected (Profile photo)") in log(case.model_copy(update={"rounds": rounds}))


def test_log_has_each_turn_of_a_task_and_hides_who_nobody_is(case: Case) -> None:
    first, second = (TaskKey(case_id=case.application.id, round=1, kind=TaskKind.SAFETY, turn=turn) for turn in (1, 2))
    silence = Decision(answer=DecisionType.NOT_CLEAR, by="nobody", at=NOON)
    tasks = (Task(key=first, opened_at=NOON, decision=silence), Task(key=second, opened_at=NOON))

    assert {
        (NOON, "", "Asked Trust & Safety"),
        (NOON, "", "Asked Trust & Safety again"),
        (NOON, "", "Trust & Safety: not cleared"),
    } <= set(log(case.model_copy(update={"tasks": tasks})))


SENT = SentEmail(message_id="ses-1", at=NOON + HOUR)
REPORT = DeliveryReport(status=DeliveryStatus.SOFT_BOUNCED, at=NOON + 2 * HOUR, reason="full")
WAS_SENT = (NOON + HOUR, "", f"Email sent to {AVERY}: Rejection")


@pytest.mark.parametrize(
    ("tried", "sent", "report", "events"),
    [
        (False, None, None, []),
        (True, None, None, [(NOON, "", f"Email may have been sent to {AVERY}: Rejection")]),
        (True, SENT, None, [WAS_SENT]),
        (True, SENT, REPORT, [WAS_SENT, (NOON + 2 * HOUR, "", f"Bounced: Rejection, to {AVERY}")]),
    ],
)
def test_log_has_what_is_known_of_an_email(
    case: Case, tried: bool, sent: SentEmail | None, report: DeliveryReport | None, events: list[object]
) -> None:
    entry = OutboxEntry(case_id=case.application.id, round=1, name=EmailName.REJECTED, to=AVERY)
    record = OutboxRecord(entry=entry, tried_at=NOON if tried else None, sent=sent, report=report)

    assert [event for event in log(case, record) if AVERY in event[2]] == events


def test_log_of_an_exception_begins_with_its_filing_and_ends_with_its_outcome() -> None:
    filed = exception("Words.")
    assert filed.outcome
    ended = filed.model_copy(update={"outcome": filed.outcome.model_copy(update={"at": NOON + HOUR})})

    events = log(ended)

    assert (NOON, filed.request.account_manager.email, "Filed") in events
    assert events[-1] == (NOON + HOUR, "", "Ended: granted")
    assert log(filed.model_copy(update={"outcome": None}))[-1][2] != "Ended: granted"


def test_log_has_every_change_of_the_key_with_who_and_why() -> None:
    approved = Approved.with_key()
    approved.report(52_310)
    approved.change(KeyAction.SUSPEND, "It floods us.")

    assert [(by, what) for _, by, what in log(approved.case)[-3:]] == [
        ("the key issuer", f"API key issued: key-of-{approved.id}"),
        (
            "a usage report",
            "Over the daily limit: 52,310 requests on 1 March 2026. The limit is 40,000 requests per day.",
        ),
        ("one@staff.example", "API key suspended: It floods us."),
    ]


def test_log_has_the_beginning_of_a_long_reason() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.REVOKE, "x" * 1_000)

    assert log(approved.case)[-1][2] == f"API key revoked: {'x' * LONGEST_REASON} …"
