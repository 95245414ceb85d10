"""How a round ends, and what the applicant is told of a rejection."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from domain.cases.case import LAST_ROUND, Case, Decision, DecisionType, Outcome, Reason, Status, TaskKind
from domain.model.account import Rejection
from domain.policy import Finding, load_policy

RE_REVIEW_DAYS = 365  # for which a first rejection can be reviewed once more

NOT_CLEARED = Reason(
    message="Our Trust & Safety team could not clear the account.",
    fix="Look for messages from Trust & Safety in your account, settle what they ask, then tell us.",
)


def conclude_round(case: Case, at: datetime, reapply_days: int) -> Outcome:
    """The outcome of the current round, by the policy, the owner, Trust & Safety and the reviewer, in this order.

    ``reapply_days`` is for how long an account may not apply again after a final rejection.

    Raises:
        ValueError: if a task is still open.
    """
    number = case.current.number
    verdict = case.current.verdict
    owner = case.decision(TaskKind.OWNER, 1)
    safety = case.decision(TaskKind.SAFETY, number)
    review = case.decision(TaskKind.REVIEW, number)
    flags = reasons_of_findings(verdict.flagged) if verdict else ()
    if verdict and verdict.rejected:
        return _rejection(number, reasons_of_findings(verdict.rejected), flags, at, reapply_days)
    if owner and owner.answer is not DecisionType.CONFIRM:
        return Outcome(status=Status.DECLINED if owner.answer is DecisionType.DECLINE else Status.EXPIRED, at=at)
    if safety and safety.answer is DecisionType.NOT_CLEAR:
        return _rejection(number, (NOT_CLEARED,), flags, at, reapply_days)
    owner_confirmed = owner or not case.application.request.other_owner
    if not (verdict and owner_confirmed and safety and review) or review.answer is DecisionType.REQUEST_INFO:
        raise ValueError(f"round {number} of {case.application.id} still waits for an answer")
    if review.answer is DecisionType.REJECT:
        return _rejection(number, reasons_of(review), (), at, reapply_days)
    return Outcome(status=Status.APPROVED, at=at)


def reasons_of_findings(findings: Iterable[Finding]) -> tuple[Reason, ...]:
    return tuple(Reason(message=finding.message, fix=finding.fix, rule=finding.rule) for finding in findings)


def reasons_of(decision: Decision) -> tuple[Reason, ...]:
    """What the applicant is told of a reviewer's rejection: the texts of its rules, then the reviewer's own."""
    texts = load_policy().judged if decision.rules else {}
    by_rule = tuple(Reason(message=texts[rule].message, fix=texts[rule].fix, rule=rule) for rule in decision.rules)
    return (*by_rule, Reason(message=decision.note)) if decision.note else by_rule


def _rejection(
    round_number: int, reasons: tuple[Reason, ...], flags: tuple[Reason, ...], at: datetime, reapply_days: int
) -> Outcome:
    if round_number < LAST_ROUND:
        return Outcome(status=Status.REJECTED, reasons=reasons, flags=flags, at=at)
    reapply_on = (at.astimezone(UTC) + timedelta(days=reapply_days)).date() if reapply_days else None
    return Outcome(status=Status.REJECTED_FOR_GOOD, reasons=reasons, at=at, reapply_on=reapply_on)


def rejection_of(case: Case, outcome: Outcome) -> Rejection | None:
    """What the outcome means for further applications of the account; None where it may apply again at once."""
    if outcome.status is Status.REJECTED:
        reapply_on = (outcome.at.astimezone(UTC) + timedelta(days=RE_REVIEW_DAYS)).date()
        return Rejection(application_id=case.application.id, is_final=False, reapply_on=reapply_on)
    if outcome.reapply_on:
        return Rejection(application_id=case.application.id, is_final=True, reapply_on=outcome.reapply_on)
    return None
