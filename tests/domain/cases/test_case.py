from typing import Any

import pytest

from domain.cases.case import (
    NOT_CLEARED,
    Case,
    Decision,
    DecisionType,
    Reason,
    Round,
    Status,
    Task,
    TaskKey,
    TaskKind,
    conclude_round,
    reasons_of,
)
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


def case(number: int, judged: Account, *answers: tuple[TaskKind, DecisionType, str], owner: Any = None) -> Case:
    """A case in this round, with these tasks decided."""
    submitted = application(request_data(owner=owner))
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
    assert conclude_round(case(number, account(), CLEAR, APPROVED), NOON).status is Status.APPROVED
    confirmed = case(number, account(), CONFIRMED, CLEAR, APPROVED, owner=OWNER)
    assert conclude_round(confirmed, NOON).status is Status.APPROVED, "the owner confirms once"


def test_rejection_has_the_reviewers_words() -> None:
    outcome = conclude_round(case(1, account(), CLEAR, REJECTED), NOON)

    assert outcome.status is Status.REJECTED
    assert [reason.message for reason in outcome.reasons] == ["No website."]


def test_rejection_by_rules_has_their_texts_before_the_reviewers_words() -> None:
    rejected = case(1, account(), CLEAR, (TaskKind.REVIEW, DecisionType.REJECT, "See you."))
    review = rejected.tasks[-1]
    decision = Decision.model_validate({**dict(review.decision or {}), "rules": ("profile_photo", "use_stated")})
    tasks = (*rejected.tasks[:-1], review.model_copy(update={"decision": decision}))

    reasons = conclude_round(rejected.model_copy(update={"tasks": tasks}), NOON).reasons

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
    outcome = conclude_round(case(1, NO_PHOTO), NOON)

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
    assert conclude_round(rejected, NOON).status is Status.REJECTED_FOR_GOOD


def test_account_that_is_not_cleared_is_rejected_without_the_internal_note() -> None:
    outcome = conclude_round(case(1, account(), NOT_CLEAR), NOON)

    assert (outcome.status, outcome.reasons) == (Status.REJECTED, (NOT_CLEARED,))


def test_round_with_an_open_task_cannot_be_concluded() -> None:
    with pytest.raises(ValueError, match="still waits"):
        conclude_round(case(1, account(), CLEAR), NOON)


def test_approval_needs_the_owners_confirmation() -> None:
    with pytest.raises(ValueError, match="still waits"):
        conclude_round(case(1, account(), CLEAR, APPROVED, owner=OWNER), NOON)


@pytest.mark.parametrize(
    ("answer", "status"), [(DecisionType.DECLINE, Status.DECLINED), (DecisionType.UNANSWERED, Status.EXPIRED)]
)
@pytest.mark.parametrize("number", [1, 2])
def test_owner_who_does_not_confirm_ends_the_application(number: int, answer: DecisionType, status: Status) -> None:
    outcome = conclude_round(case(number, account(), (TaskKind.OWNER, answer, ""), owner=OWNER), NOON)

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
