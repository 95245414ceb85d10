from datetime import date, timedelta

import pytest

from domain.cases.case import (
    SAFETY_CHECK,
    Case,
    Decision,
    DecisionType,
    Outcome,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
)
from domain.cases.conclusion import conclude_round
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.model.estimate import Estimate
from domain.policy import RuleId, evaluate, load_policy
from domain.reporting.outcomes import Decider, OutcomeRecord, exception_outcome_record, outcome_record
from tests.examples import account, application, exception_data, facts, request_data
from tests.fakes import NOON

CLEAR = (TaskKind.SAFETY, Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=NOON))
OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}


def ended(
    *decisions: tuple[TaskKind, Decision], owned: bool = False, colours: list[str] | None = None, **facts: object
) -> OutcomeRecord:
    """The record of a first round that ends with these decisions."""
    submitted = application(request_data(owner=OWNER) if owned else None, theme_colours=colours or [])
    looked_up = account(**facts)
    verdict = evaluate(submitted, looked_up)
    first = Round(application_id=submitted.id, number=1, started_at=NOON, account=looked_up, verdict=verdict)
    tasks = tuple(
        Task(key=TaskKey(case_id=submitted.id, round=1, kind=kind), opened_at=NOON, decision=decision)
        for kind, decision in decisions
    )
    case = Case(application=submitted, thread_id="t", status=Status.IN_REVIEW, rounds=(first,), tasks=tasks)
    return outcome_record(case, conclude_round(case, NOON, reapply_days=90))


def decided(kind: TaskKind, answer: DecisionType, *rules: RuleId) -> tuple[TaskKind, Decision]:
    return kind, Decision(answer=answer, by="one@staff.example", at=NOON, note="So.", rules=rules)


def test_record_keeps_what_the_applicant_was_told_and_the_time_of_the_client() -> None:
    told = Estimate(ahead=3, earliest=date(2026, 3, 20), latest=date(2026, 4, 2))
    submitted, days = application(request_data(owner=OWNER)), timedelta(days=1)
    confirmed = Decision(answer=DecisionType.CONFIRM, by="robin@client.example", at=NOON + 4 * days)
    owner = Task(
        key=TaskKey(case_id=submitted.id, round=1, kind=TaskKind.OWNER), opened_at=NOON + days, decision=confirmed
    )
    first = Round(application_id=submitted.id, number=1, started_at=NOON, estimate=told)
    case = Case(application=submitted, thread_id="t", status=Status.IN_REVIEW, rounds=(first,), tasks=(owner,))

    record = outcome_record(case, Outcome(status=Status.APPROVED, at=NOON + 10 * days))

    assert (record.estimate, record.client_time, record.our_time) == (told, 3 * days, 7 * days)


def test_rejection_by_the_policy_names_its_rules() -> None:
    record = ended(has_photo=False, identity_verified_on=None)

    assert (record.decided_by, record.status) == (Decider.POLICY, Status.REJECTED)
    assert record.rejected_by == (RuleId.IDENTITY_VERIFIED, RuleId.PROFILE_PHOTO)
    assert record.policy_version == load_policy().version


def test_rejection_by_a_reviewer_names_the_reviewers_rules() -> None:
    record = ended(CLEAR, decided(TaskKind.REVIEW, DecisionType.REJECT, RuleId.NO_BRAND_LOOK))

    assert (record.decided_by, record.rejected_by) == (Decider.REVIEWER, (RuleId.NO_BRAND_LOOK,))


def test_approval_keeps_the_flags_and_names_no_rules() -> None:
    record = ended(CLEAR, decided(TaskKind.REVIEW, DecisionType.APPROVE), colours=["#732f85"])

    assert (record.status, record.decided_by, record.rejected_by) == (Status.APPROVED, Decider.REVIEWER, ())
    assert record.flagged == (RuleId.NO_BRAND_LOOK,)


@pytest.mark.parametrize(
    ("kind", "answer", "status", "decider"),
    [
        (TaskKind.SAFETY, DecisionType.NOT_CLEAR, Status.REJECTED, Decider.SAFETY),
        (TaskKind.OWNER, DecisionType.DECLINE, Status.DECLINED, Decider.OWNER),
        (TaskKind.OWNER, DecisionType.UNANSWERED, Status.EXPIRED, Decider.OWNER),
    ],
)
def test_end_by_others_names_them_and_no_rules(
    kind: TaskKind, answer: DecisionType, status: Status, decider: Decider
) -> None:
    record = ended(decided(kind, answer), owned=kind is TaskKind.OWNER)

    assert (record.status, record.decided_by, record.rejected_by) == (status, decider, ())


def test_withdrawal_is_the_applicants() -> None:
    submitted = application()
    first = Round(application_id=submitted.id, number=1, started_at=NOON)
    case = Case(application=submitted, thread_id="t", status=Status.IN_REVIEW, rounds=(first,))

    assert outcome_record(case, Outcome(status=Status.WITHDRAWN, at=NOON)).decided_by is Decider.APPLICANT


def test_safety_check_of_the_company_is_told_apart_from_people() -> None:
    not_clear = Decision(answer=DecisionType.NOT_CLEAR, by=SAFETY_CHECK, at=NOON, note="So.")

    record = ended((TaskKind.SAFETY, not_clear))

    assert (record.status, record.decided_by) == (Status.REJECTED, Decider.SAFETY_CHECK)


@pytest.mark.parametrize(
    ("answer", "by", "decider"),
    [
        (DecisionType.NOT_CLEAR, "safety@staff.example", Decider.SAFETY),
        (DecisionType.NOT_CLEAR, SAFETY_CHECK, Decider.SAFETY_CHECK),
        (DecisionType.CLEAR, "safety@staff.example", Decider.APPROVER),
    ],
)
def test_refusal_of_an_exception_names_who_refused(answer: DecisionType, by: str, decider: Decider) -> None:
    case = file_exception(parse_exception(exception_data()), facts(plan="business"), NOON, "t", "")
    key = TaskKey(case_id=case.id, round=1, kind=TaskKind.EXCEPTION_SAFETY)
    decision = Decision(answer=answer, by=by, at=NOON)
    case = case.model_copy(update={"tasks": (Task(key=key, opened_at=NOON, decision=decision),)})

    record = exception_outcome_record(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))

    assert (record.decided_by, record.started_at) == (decider, case.filed_at)
