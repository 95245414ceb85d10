"""The applicant's timeline: what is done, what is under way, and what comes next."""

from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Case, Decision, DecisionType, Outcome, Round, Status, Task, TaskKey, TaskKind
from domain.model.api_key import KeyAction
from domain.presentation.timeline import NEWEST_KEY_CHANGES, timeline_values
from tests.domain.keys.approved import Approved
from tests.examples import application, request_data
from tests.fakes import NOON

DAY = timedelta(days=1)
OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
START = ["Submitted: done", "Account confirmed: done"]


def task(kind: TaskKind, day: int, answer: DecisionType | None = None, number: int = 1, turn: int = 1) -> Task:
    at = NOON + day * DAY
    decision = Decision(answer=answer, by="one@staff.example", at=at + DAY) if answer else None
    key = TaskKey(case_id=application().id, round=number, kind=kind, turn=turn)
    return Task(key=key, opened_at=at, decision=decision, answer_by=None if decision else at + 14 * DAY)


CLEARED = task(TaskKind.SAFETY, 1, DecisionType.CLEAR)


def case(*tasks: Task, ended: tuple[Status, ...] = (), rounds: int = 1, owned: bool = False) -> Case:
    one = application(request_data(owner=OWNER) if owned else request_data())
    outcomes = [Outcome(status=status, at=NOON + 9 * DAY) for status in ended]
    judged = tuple(
        Round(application_id=one.id, number=n, started_at=NOON + 10 * (n - 1) * DAY, outcome=outcome)
        for n, outcome in zip(range(1, rounds + 1), [*outcomes, None], strict=False)
    )
    status = ended[-1] if len(ended) == rounds else Status.IN_REVIEW
    return Case(application=one, thread_id="t", status=status, rounds=judged, tasks=tasks)


def steps(shown: Case) -> list[str]:
    return [f"{step['title']}: {step['state']}" for step in timeline_values(shown)]


def now(shown: Case) -> dict[str, Any]:
    (step,) = (step for step in timeline_values(shown) if step["state"] == "now")
    return step


def test_application_that_nobody_looks_at_yet_has_its_first_step_under_way() -> None:
    assert steps(case()) == [*START, "Trust & Safety check: now", "Review: next", "Decision: next"]
    assert steps(case(owned=True))[2:4] == ["Key owner's confirmation: now", "Trust & Safety check: next"]
    assert now(case())["at"] is None


def test_step_under_way_says_since_when_and_the_owners_by_when() -> None:
    owned = case(task(TaskKind.OWNER, 1), owned=True)

    assert steps(owned)[2:] == [
        "Key owner's confirmation: now",
        "Trust & Safety check: next",
        "Review: next",
        "Decision: next",
    ]
    assert (now(owned)["at"], now(owned)["answer_by"], now(owned)["is_yours"]) == (NOON + DAY, NOON + 15 * DAY, False)


def test_question_waits_for_the_applicant_and_another_look_follows() -> None:
    asked = case(CLEARED, task(TaskKind.REVIEW, 2, DecisionType.REQUEST_INFO), task(TaskKind.INFO_REQUEST, 3))

    assert steps(asked)[2:] == [
        "Trust & Safety check: done",
        "Review: done",
        "Your answer to a question: now",
        "Review: next",
        "Decision: next",
    ]
    assert now(asked)["is_yours"]


def test_answered_question_leads_back_to_the_review() -> None:
    before = (
        CLEARED,
        task(TaskKind.REVIEW, 2, DecisionType.REQUEST_INFO),
        task(TaskKind.INFO_REQUEST, 3, DecisionType.ANSWERED),
    )

    assert steps(case(*before))[4:] == ["Your answer to a question: done", "Review: now", "Decision: next"]
    again = task(TaskKind.REVIEW, 4, turn=2)
    assert steps(case(*before, again))[4:] == ["Your answer to a question: done", "Review: now", "Decision: next"]


def test_decided_review_waits_for_its_outcome_alone() -> None:
    assert steps(case(CLEARED, task(TaskKind.REVIEW, 2, DecisionType.APPROVE)))[2:] == [
        "Trust & Safety check: done",
        "Review: done",
        "Decision: now",
    ]


def test_first_rejection_offers_the_re_review() -> None:
    rejected = case(CLEARED, task(TaskKind.REVIEW, 2, DecisionType.REJECT), ended=(Status.REJECTED,))

    assert steps(rejected)[-2:] == ["Decision: done", "Re-review: next"]


def test_re_review_goes_on_where_the_first_one_ended_and_its_decision_is_the_last() -> None:
    first = (CLEARED, task(TaskKind.REVIEW, 2, DecisionType.REJECT))
    again = (*first, task(TaskKind.SAFETY, 11, number=2))

    assert steps(case(*again, ended=(Status.REJECTED,), rounds=2))[4:] == [
        "Decision: done",
        "Re-review requested: done",
        "Trust & Safety check: now",
        "Review: next",
        "Final decision: next",
    ]
    final = case(*first, ended=(Status.REJECTED, Status.REJECTED_FOR_GOOD), rounds=2)
    assert steps(final)[4:] == ["Decision: done", "Re-review requested: done", "Final decision: done"]


@pytest.mark.parametrize("status", [Status.WITHDRAWN, Status.DECLINED, Status.EXPIRED])
def test_application_that_was_never_decided_on_is_closed(status: Status) -> None:
    closed = case(task(TaskKind.SAFETY, 1, DecisionType.WITHDRAWN), ended=(status,))

    assert steps(closed) == [*START, "Closed: done"]


def key_steps(shown: Case, **given: bool) -> list[str]:
    """The steps after the decision."""
    found = [f"{step['title']}: {step['state']}" for step in timeline_values(shown, **given)]
    return found[found.index("Decision: done") + 1 :]


def test_key_that_the_issuer_is_asked_for_is_under_way_until_it_is_issued() -> None:
    assert key_steps(Approved().case, issues_key=True) == ["API key: now"]
    assert key_steps(Approved.with_key().case, issues_key=True) == ["API key issued: done"]


def test_key_that_is_issued_elsewhere_is_no_step() -> None:
    assert key_steps(Approved().case, issues_key=False) == []


def test_changes_of_the_key_are_steps_with_their_reasons() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND, "It floods us.")
    approved.change(KeyAction.RESUME, "Thank you.")

    steps = timeline_values(approved.case)[-3:]

    assert [(step["title"], step["text"]) for step in steps] == [
        ("API key issued", ""),
        ("API key suspended", "It floods us."),
        ("API key resumed", "Thank you."),
    ]


def test_app_over_its_limit_waits_for_the_client() -> None:
    approved = Approved.with_key()
    approved.report(52_310)

    step = now(approved.case)

    assert key_steps(approved.case) == ["API key issued: done", "Over the daily limit: done", "Your reply: now"]
    assert (step["is_yours"], step["text"]) == (True, "Reply to our email about the request limit.")


def test_app_over_its_limit_on_many_days_does_not_fill_the_page() -> None:
    approved = Approved.with_key()
    for days in range(20):
        approved.report(52_310 + days, day=(NOON - days * DAY).date())

    steps = key_steps(approved.case)

    assert steps == ["API key issued: done", *["Over the daily limit: done"] * NEWEST_KEY_CHANGES, "Your reply: now"]


def test_steps_of_the_key_are_left_out_for_who_may_not_see_it() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND)

    assert key_steps(approved.case, shows_key=False) == []
