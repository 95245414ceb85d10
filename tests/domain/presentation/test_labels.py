"""Every status, task and decision has its words, and in one place."""

import ast
from collections.abc import Collection
from pathlib import Path

import pytest

from domain.cases.case import DecisionType, Status, TaskKind
from domain.cases.exception import ExceptionStatus
from domain.cases.inbound_message import Handling
from domain.model.application import Exposure
from domain.presentation import labels
from tests.examples import ROOT

LABELLED = {"Status", "ExceptionStatus", "TaskKind", "DecisionType", "Handling", "Exposure"}
APPLICANT_TASKS = {TaskKind.OWNER, TaskKind.SAFETY, TaskKind.REVIEW, TaskKind.INFO_REQUEST}


@pytest.mark.parametrize(
    ("words", "values"),
    [
        (labels.STATUS_LABELS, {*Status, *ExceptionStatus}),
        (labels.STATUS_SENTENCES, {*Status, *ExceptionStatus} - {Status.IN_REVIEW}),
        (labels.STATUS_HEADLINES, set(Status)),
        (labels.STATUS_ADVICE, {*Status} - {Status.IN_REVIEW}),
        (labels.STATUS_EVENTS, {*Status} - {Status.IN_REVIEW}),
        (labels.TASK_LABELS, set(TaskKind)),
        (labels.TASK_ASSIGNEES, set(TaskKind)),
        (labels.TASK_WAITS_FOR, set(TaskKind)),
        (labels.TASK_PROGRESS, APPLICANT_TASKS),
        (labels.DECISION_LABELS, set(DecisionType)),
        (labels.HANDLING_LABELS, set(Handling)),
        (labels.EXPOSURE_WORDS, set(Exposure)),
    ],
)
def test_labels_name_every_value(words: Collection[str], values: set[str]) -> None:
    assert set(words) == values


def labelled_dicts(path: Path) -> list[int]:
    """The lines at which a module gives words to a status, a task or a decision."""
    dicts = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Dict)]
    return [
        node.lineno
        for node in dicts
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name) and key.value.id in LABELLED
        if isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]


def test_labels_stand_in_no_other_module() -> None:
    modules = [path for path in (ROOT / "functions").rglob("*.py") if labelled_dicts(path)]

    assert [path.stem for path in modules] == ["labels"]
