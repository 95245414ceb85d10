import pytest

from domain.cases.case import (
    Case,
    Decision,
    DecisionType,
    Outcome,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
    conclude_round,
)
from domain.cases.exception import ExceptionOutcome, ExceptionStatus, file_exception, parse_exception
from domain.policy import RuleId, evaluate
from domain.reporting.outcomes import Decider, OutcomeRecord, exception_outcome_record, outcome_record
from tests.examples import account, application, exception_data, facts, request_data
from tests.fakes import NOON

CLEAR = (TaskKind.SAFETY, Decision(answer=DecisionType.CLEAR, by="safety@staff.example", at=NOON))
OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}


def ended(
    *decided: tuple[TaskKind, Decision], owned: bool = False, colours: list[str] | None = None, **of_account: object
) -> OutcomeRecord:
    """How a first round ends whose questions were answered so."""
    one, looked_up = (
        application(request_data(owner=OWNER) if owned else None, theme_colours=colours or []),
        account(**of_account),
    )
    first = Round(application_id=one.id, number=1, started_at=NOON, account=looked_up, verdict=evaluate(one, looked_up))
    tasks = tuple(
        Task(key=TaskKey(case_id=one.id, round=1, kind=kind), opened_at=NOON, decision=decision)
        for kind, decision in decided
    )
    case = Case(application=one, thread_id="t", status=Status.IN_REVIEW, rounds=(first,), tasks=tasks)
    return outcome_record(case, conclude_round(case, NOON))


def said(kind: TaskKind, answer: DecisionType, *rules: RuleId) -> tuple[TaskKind, Decision]:
    return kind, Decision(answer=answer, by="one@staff.example", at=NOON, note="So.", rules=rules)


def test_what_the_policy_rejects_is_its_word_with_its_rules() -> None:
    answer = ended(has_photo=False, identity_verified_on=None)

    assert (answer.decided_by, answer.status) == (Decider.POLICY, Status.REJECTED)
    assert answer.rejected_by == (RuleId.IDENTITY_VERIFIED, RuleId.PROFILE_PHOTO)


def test_a_reviewers_rejection_has_the_rules_that_the_reviewer_named() -> None:
    answer = ended(CLEAR, said(TaskKind.REVIEW, DecisionType.REJECT, RuleId.NO_BRAND_LOOK))

    assert (answer.decided_by, answer.rejected_by) == (Decider.REVIEWER, (RuleId.NO_BRAND_LOOK,))


def test_an_approval_keeps_the_flags_and_no_reason() -> None:
    answer = ended(CLEAR, said(TaskKind.REVIEW, DecisionType.APPROVE), colours=["#14a801"])

    assert (answer.status, answer.decided_by, answer.rejected_by) == (Status.APPROVED, Decider.REVIEWER, ())
    assert answer.flagged == (RuleId.NO_BRAND_LOOK,)


def test_what_is_not_cleared_is_the_word_of_trust_and_safety() -> None:
    answer = ended(said(TaskKind.SAFETY, DecisionType.NOT_CLEAR))

    assert (answer.status, answer.decided_by, answer.rejected_by) == (Status.REJECTED, Decider.SAFETY, ())


@pytest.mark.parametrize(
    ("said_by_owner", "status"), [(DecisionType.DECLINE, Status.DECLINED), (DecisionType.UNANSWERED, Status.EXPIRED)]
)
def test_what_the_owner_ends_by_word_or_silence_is_the_owners(said_by_owner: DecisionType, status: Status) -> None:
    answer = ended(said(TaskKind.OWNER, said_by_owner), owned=True)

    assert (answer.status, answer.decided_by) == (status, Decider.OWNER)


def test_a_withdrawal_is_the_applicants_whatever_others_said_before() -> None:
    one = application()
    first = Round(application_id=one.id, number=1, started_at=NOON)
    case = Case(application=one, thread_id="t", status=Status.IN_REVIEW, rounds=(first,))

    assert outcome_record(case, Outcome(status=Status.WITHDRAWN, at=NOON)).decided_by is Decider.APPLICANT


@pytest.mark.parametrize(("kind", "decider"), [("safety", Decider.SAFETY), ("approver", Decider.APPROVER)])
def test_an_exception_is_refused_by_trust_and_safety_or_by_an_approver(kind: str, decider: Decider) -> None:
    case = file_exception(parse_exception(exception_data()), facts(plan="business"), NOON, "t", "")
    key = TaskKey(case_id=case.id, round=1, kind=TaskKind.EXCEPTION_SAFETY)
    safety = DecisionType.NOT_CLEAR if kind == "safety" else DecisionType.CLEAR
    decision = Decision(answer=safety, by="safety@staff.example", at=NOON)
    case = case.model_copy(update={"tasks": (Task(key=key, opened_at=NOON, decision=decision),)})

    answer = exception_outcome_record(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON))

    assert (answer.decided_by, answer.started_at) == (decider, case.filed_at)
