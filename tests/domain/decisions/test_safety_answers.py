"""Answers that the company's safety check gives later."""

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from domain.cases.case import SAFETY_CHECK, DecisionType, TaskKind
from domain.model.errors import AlreadyDecided, InvalidInput, UnknownTask
from domain.notifications.safety_check import SafetyResult, task_id
from tests.domain.notifications.test_safety_check import KINDS, SAFETY, Checked

CLEAR: dict[str, Any] = {"answer": "clear"}
NOT_CLEAR = {"answer": "not_clear", "note": "Linked to a closed account."}


@pytest.fixture
def checked() -> Checked:
    checked = Checked()
    checked.ask()
    return checked


def answer(checked: Checked, data: Any, **changes: Any) -> Any:
    answers = replace(checked.desk.safety_answers, **changes)
    return answers.record(task_id(checked.key), data)


@KINDS
def test_later_answer_is_the_decision_and_the_review_goes_on(kind: TaskKind) -> None:
    checked = Checked(kind)
    checked.ask()

    assert answer(checked, NOT_CLEAR) == (checked.key, SafetyResult.NOT_CLEAR)

    decision = checked.decision
    assert decision and (decision.answer, decision.by) == (DecisionType.NOT_CLEAR, SAFETY_CHECK)
    assert decision.note == NOT_CLEAR["note"]
    assert checked.desk.waits.woken == [checked.key]


def test_repeated_answer_changes_nothing_and_resumes_what_could_not_be_resumed(checked: Checked) -> None:
    checked.desk.waits.fails = 1
    with pytest.raises(ConnectionError):
        answer(checked, {**CLEAR, "note": "First."})

    answer(checked, {**CLEAR, "note": "Second."})

    assert checked.decision and checked.decision.note == "First."
    assert checked.desk.waits.woken == [checked.key]


@pytest.mark.parametrize("decided", [DecisionType.NOT_CLEAR, DecisionType.WITHDRAWN])
def test_another_answer_than_the_decision_comes_too_late(checked: Checked, decided: DecisionType) -> None:
    checked.decide(decided)

    with pytest.raises(AlreadyDecided):
        answer(checked, CLEAR)

    assert checked.decision and (checked.decision.answer, checked.decision.by) == (decided, SAFETY)
    assert checked.desk.waits.woken == []


@pytest.mark.parametrize("decided", [DecisionType.NOT_CLEAR, DecisionType.CLEAR])
def test_of_two_decisions_at_once_the_first_counts(
    checked: Checked, decided: DecisionType, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = checked.desk.cases.decide

    def second(*given: Any) -> None:
        monkeypatch.undo()
        checked.decide(decided)
        decide(*given)

    monkeypatch.setattr(checked.desk.cases, "decide", second)
    record = partial(answer, checked, CLEAR)

    if decided is DecisionType.CLEAR:
        record()
    else:
        with pytest.raises(AlreadyDecided):
            record()
    assert checked.decision and checked.decision.by == SAFETY


def test_only_what_the_safety_check_was_asked_can_be_answered() -> None:
    checked = Checked()
    with pytest.raises(UnknownTask):
        answer(checked, CLEAR)
    checked.ask_people()

    with pytest.raises(UnknownTask):
        answer(checked, CLEAR)

    assert checked.decision is None


@pytest.mark.parametrize("kind", [TaskKind.REVIEW, TaskKind.OWNER, TaskKind.EXCEPTION_SAFETY])
def test_no_other_task_can_be_answered(checked: Checked, kind: TaskKind) -> None:
    key = checked.key.model_copy(update={"kind": kind})
    checked.desk.notifier.request_decision(checked.key.model_copy(update={"kind": TaskKind.REVIEW}), ("a@b.example",))

    with pytest.raises(UnknownTask):
        checked.desk.safety_answers.record(task_id(key), CLEAR)


def test_answer_about_a_purged_case_finds_no_task(checked: Checked) -> None:
    checked.desk.cases.purge(checked.key.case_id)

    with pytest.raises(UnknownTask):
        answer(checked, CLEAR)


def test_nothing_can_be_answered_where_there_is_no_safety_check_any_more(checked: Checked) -> None:
    with pytest.raises(UnknownTask):
        answer(checked, CLEAR, is_set_up=False)

    assert checked.decision is None


def test_wrong_answer_decides_nothing(checked: Checked) -> None:
    with pytest.raises(InvalidInput):
        answer(checked, {"answer": "approve"})

    assert checked.decision is None
