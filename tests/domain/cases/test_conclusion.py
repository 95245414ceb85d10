from datetime import date
from typing import Any

import pytest

from domain.cases.case import (
    Case,
    Decision,
    DecisionType,
    Outcome,
    Reason,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
)
from domain.cases.conclusion import NOT_CLEARED, conclude_round, reasons_of, rejection_of
from domain.model.account import Account
from domain.policy import RuleId, evaluate
from tests.examples import account, application, request_data
from tests.fakes import NOON

ID = "kabcdefghij234567"
OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
CLEAR = (TaskKind.SAFETY, DecisionType.CLEAR, "")
NOT_CLEAR = (TaskKind.SAFETY, DecisionType.NOT_CLEAR, "linked to fraud ring")
CONFIRMED = (TaskKind.OWNER, DecisionType.CONFIRM, "")
APPROVED = (TaskKind.REVIEW, DecisionType.APPROVE, "")
REJECTED = (TaskKind.REVIEW, DecisionType.REJECT, "No website.")
NO_PHOTO = account(has_photo=False)


def case(
    number: int, judged: Account, *answers: tuple[TaskKind, DecisionType, str], owner: Any = None, **project: Any
) -> Case:
    """A case in this round, with these tasks decided."""
    submitted = application(request_data(owner=owner), **project)
    rounds = tuple(
        Round(application_id=ID, number=n, started_at=NOON, verdict=evaluate(submitted, judged))
        for n in range(1, number + 1)
    )
    tasks = tuple(
        Task(
            key=TaskKey(case_id=ID, round=1 if kind is TaskKind.OWNER else number, kind=kind),
            opened_at=NOON,
            decision=Decision(answer=answer, by="someone@staff.example", at=NOON, note=note),
        )
        for kind, answer, note in answers
    )
    return Case(
        application=submitted, thread_id="thread-1@desk.example", status=Status.IN_REVIEW, rounds=rounds, tasks=tasks
    )


@pytest.mark.parametrize("number", [1, 2])
def test_approval_approves_in_either_round(number: int) -> None:
    assert conclude_round(case(number, account(), CLEAR, APPROVED), NOON, reapply_days=90).status is Status.APPROVED
    confirmed = case(number, account(), CONFIRMED, CLEAR, APPROVED, owner=OWNER)
    assert conclude_round(confirmed, NOON, reapply_days=90).status is Status.APPROVED, "the owner confirms once"


def test_rejection_has_the_reviewers_words() -> None:
    outcome = conclude_round(case(1, account(), CLEAR, REJECTED), NOON, reapply_days=90)

    assert outcome.status is Status.REJECTED
    assert [reason.message for reason in outcome.reasons] == ["No website."]


def test_rejection_by_rules_has_their_texts_before_the_reviewers_words() -> None:
    rejected = case(1, account(), CLEAR, (TaskKind.REVIEW, DecisionType.REJECT, "See you."))
    review = rejected.tasks[-1]
    decision = Decision.model_validate({**dict(review.decision or {}), "rules": ("profile_photo", "use_stated")})
    tasks = (*rejected.tasks[:-1], review.model_copy(update={"decision": decision}))

    reasons = conclude_round(rejected.model_copy(update={"tasks": tasks}), NOON, reapply_days=90).reasons

    assert [reason.message.split()[-1] for reason in reasons] == ["you.", "for.", "you."]
    assert [bool(reason.fix) for reason in reasons] == [True, True, False]
    assert [reason.rule for reason in reasons] == ["profile_photo", "use_stated", None]


def test_rejection_by_rules_alone_has_no_empty_reason() -> None:
    decision = Decision(answer=DecisionType.REJECT, by="one@staff.example", at=NOON, rules=(RuleId.PROFILE_PHOTO,))

    assert [bool(reason.message) for reason in reasons_of(decision)] == [True]


def test_decision_stored_without_rules_can_be_read() -> None:
    stored = '{"answer": "reject", "by": "one@staff.example", "at": "2026-03-02T12:00:00Z", "note": "No."}'

    assert Decision.model_validate_json(stored).rules == ()


def test_rejection_by_the_policy_has_its_fixes() -> None:
    outcome = conclude_round(case(1, NO_PHOTO), NOON, reapply_days=90)

    assert outcome.status is Status.REJECTED
    assert all(reason.message and reason.fix for reason in outcome.reasons)
    assert [reason.rule for reason in outcome.reasons] == [RuleId.PROFILE_PHOTO]


def test_reason_stored_without_its_rule_can_be_read() -> None:
    assert Reason.model_validate_json('{"message": "No photo.", "fix": "Add one."}').rule is None


@pytest.mark.parametrize(
    "rejected",
    [case(2, account(), CLEAR, REJECTED), case(2, NO_PHOTO), case(2, account(), NOT_CLEAR)],
    ids=["reviewer", "policy", "safety"],
)
def test_second_rejection_is_final_whoever_rejects(rejected: Case) -> None:
    assert conclude_round(rejected, NOON, reapply_days=90).status is Status.REJECTED_FOR_GOOD


def test_account_that_is_not_cleared_is_rejected_without_the_internal_note() -> None:
    outcome = conclude_round(case(1, account(), NOT_CLEAR), NOON, reapply_days=90)

    assert (outcome.status, outcome.reasons) == (Status.REJECTED, (NOT_CLEARED,))


def test_round_with_an_open_task_cannot_be_concluded() -> None:
    with pytest.raises(ValueError, match="still waits"):
        conclude_round(case(1, account(), CLEAR), NOON, reapply_days=90)


def test_approval_needs_the_owners_confirmation() -> None:
    with pytest.raises(ValueError, match="still waits"):
        conclude_round(case(1, account(), CLEAR, APPROVED, owner=OWNER), NOON, reapply_days=90)


@pytest.mark.parametrize(
    ("answer", "status"), [(DecisionType.DECLINE, Status.DECLINED), (DecisionType.UNANSWERED, Status.EXPIRED)]
)
@pytest.mark.parametrize("number", [1, 2])
def test_owner_who_does_not_confirm_ends_the_application(number: int, answer: DecisionType, status: Status) -> None:
    outcome = conclude_round(case(number, account(), (TaskKind.OWNER, answer, ""), owner=OWNER), NOON, reapply_days=90)

    assert outcome.status is status


def test_round_sees_nothing_that_came_after_it() -> None:
    later = case(2, account(), CLEAR)

    assert later.at_round(1).current.number == 1
    assert later.at_round(1).tasks == ()


def test_round_judges_the_application_as_it_was_then() -> None:
    second = case(2, account())
    names = ["Weekly hours report", "Monthly hours report"]
    requests = [application(name=name).request for name in names]
    rounds = tuple(
        round_.model_copy(update={"request": request}) for round_, request in zip(second.rounds, requests, strict=True)
    )
    judged = second.application.model_copy(update={"request": requests[1]})
    revised = second.model_copy(update={"application": judged, "rounds": rounds})

    assert [revised.at_round(number).application.request.project.name for number in (1, 2)] == names
    assert [revised.request_of(number).project.name for number in (1, 2)] == names


def flagged(number: int, looked_up: Account, *decisions: tuple[TaskKind, DecisionType, str]) -> Case:
    return case(number, looked_up, *decisions, theme_colours=["#722f85"])


@pytest.mark.parametrize("rejected", [flagged(1, NO_PHOTO), flagged(1, account(), NOT_CLEAR)], ids=["policy", "safety"])
def test_first_rejection_that_no_reviewer_made_says_what_one_will_look_at(rejected: Case) -> None:
    outcome = conclude_round(rejected, NOON, reapply_days=90)

    (flag,) = outcome.flags
    assert "the brand's violet" in flag.message
    assert flag.message not in [reason.message for reason in outcome.reasons]


def test_reviewers_rejection_has_their_reasons_alone() -> None:
    assert conclude_round(flagged(1, account(), CLEAR, REJECTED), NOON, reapply_days=90).flags == ()


def test_final_rejection_says_from_when_the_account_may_apply_again() -> None:
    final = flagged(2, account(), CLEAR, REJECTED)

    outcome = conclude_round(final, NOON, reapply_days=90)

    assert (outcome.flags, outcome.reapply_on) == ((), date(2026, 5, 31))
    rejection = rejection_of(final, outcome)
    assert rejection and (rejection.is_final, rejection.reapply_on) == (True, date(2026, 5, 31))


def test_final_rejection_without_a_wait_keeps_nobody_out() -> None:
    final = flagged(2, account(), CLEAR, REJECTED)

    outcome = conclude_round(final, NOON, reapply_days=0)

    assert outcome.reapply_on is None
    assert rejection_of(final, outcome) is None


def test_first_rejection_keeps_the_account_for_its_re_review() -> None:
    first = flagged(1, NO_PHOTO)

    rejection = rejection_of(first, conclude_round(first, NOON, reapply_days=90))

    assert rejection and (rejection.is_final, rejection.reapply_on) == (False, date(2027, 3, 2))


def test_outcome_stored_without_flags_can_be_read() -> None:
    stored = '{"status": "rejected", "reasons": [{"message": "No photo."}], "at": "2026-03-02T12:00:00Z"}'

    assert Outcome.model_validate_json(stored) == Outcome(
        status=Status.REJECTED, reasons=(Reason(message="No photo."),), at=NOON
    )
