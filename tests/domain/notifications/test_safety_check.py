"""A safety check of the company's own, which is asked instead of people."""

import json
from datetime import timedelta
from functools import partial
from typing import Any

import jsonschema
import pytest

from domain.cases.case import SAFETY_CHECK, Decision, DecisionType, TaskKey, TaskKind
from domain.model.account import Plan
from domain.model.errors import InvalidInput, SafetyCheckFailed
from domain.notifications.safety_check import (
    SafetyAnswer,
    SafetyResult,
    parse_answer,
    parse_task_id,
    question_of,
    task_id,
)
from tests.examples import ROOT, exception_data, facts, filed_exception, request_data
from tests.fakes import FakeKeydesk

CLEAR = SafetyAnswer(answer=SafetyResult.CLEAR)
NOT_CLEAR = SafetyAnswer(answer=SafetyResult.NOT_CLEAR, note="Two accounts of the same person were closed.")
SAFETY = "safety@staff.example"


class Checked:
    """A case whose Trust & Safety task the safety check is asked about."""

    def __init__(self, kind: TaskKind = TaskKind.SAFETY) -> None:
        self.desk = FakeKeydesk()
        self.check = self.desk.safety_check
        if kind is TaskKind.SAFETY:
            case_id = self.desk.submit(request_data()).id
        else:
            self.desk.accounts.put_account(facts(account_id="acct-high-value", plan=Plan.BUSINESS))
            case_id = self.desk.exception_filing.file(exception_data(), "key").id
        self.key = TaskKey(case_id=case_id, round=1, kind=kind)

    def ask(self) -> DecisionType | None:
        """What the state of the machine does."""
        return self.desk.notifier.request_decision(self.key, (SAFETY,), check=self.check)

    def ask_people(self) -> DecisionType | None:
        """The same without a safety check."""
        return self.desk.notifier.request_decision(self.key, (SAFETY,))

    def decide(self, answer: DecisionType = DecisionType.CLEAR, by: str = SAFETY) -> None:
        self.desk.cases.decide(self.key, Decision(answer=answer, by=by, at=self.desk.clock()))

    @property
    def decision(self) -> Decision | None:
        (task,) = self.desk.notifier.case(self.key.case_id, 1).tasks
        return task.decision

    @property
    def sent(self) -> list[str]:
        return [email.subject for email in self.desk.sender.letters]


KINDS = pytest.mark.parametrize("kind", [TaskKind.SAFETY, TaskKind.EXCEPTION_SAFETY])


@KINDS
def test_answer_at_once_is_the_decision_and_nobody_is_emailed(kind: TaskKind) -> None:
    checked = Checked(kind)
    checked.check.answer = NOT_CLEAR

    assert checked.ask() is DecisionType.NOT_CLEAR

    at = checked.desk.clock()
    assert checked.decision == Decision(answer=DecisionType.NOT_CLEAR, by=SAFETY_CHECK, at=at, note=NOT_CLEAR.note)
    assert (checked.sent, checked.desk.counted) == ([], [])


@KINDS
def test_answer_that_comes_later_leaves_the_task_open(kind: TaskKind) -> None:
    checked = Checked(kind)

    assert checked.ask() is None

    assert checked.decision is None
    assert (checked.sent, checked.desk.counted) == ([], [])


def test_safety_check_is_asked_again_in_the_same_words_and_not_once_it_is_decided() -> None:
    checked = Checked()
    checked.ask()
    checked.ask()
    checked.decide()

    assert checked.ask() is DecisionType.CLEAR
    first, second = checked.check.asked
    assert first == second


def test_safety_check_that_fails_decides_nothing_and_is_asked_again() -> None:
    checked = Checked()
    checked.check.answer, checked.check.fails = CLEAR, 1

    with pytest.raises(SafetyCheckFailed):
        checked.ask()
    assert (checked.decision, checked.sent) == (None, [])

    assert checked.ask() is DecisionType.CLEAR


@pytest.mark.parametrize("meanwhile", [DecisionType.NOT_CLEAR, DecisionType.WITHDRAWN])
def test_decision_while_the_safety_check_is_asked_stays(meanwhile: DecisionType) -> None:
    checked = Checked()
    checked.check.answer, checked.check.meanwhile = CLEAR, partial(checked.decide, meanwhile)

    assert checked.ask() is meanwhile
    assert checked.decision and checked.decision.by == SAFETY


def test_task_that_people_were_asked_about_stays_theirs() -> None:
    checked = Checked()
    checked.ask_people()

    assert checked.ask() is None
    assert (checked.check.asked, checked.sent) == ([], ["safety_request"])


def test_people_are_asked_where_there_is_no_safety_check_any_more() -> None:
    checked = Checked()
    checked.ask()

    assert checked.ask_people() is None
    assert checked.sent == ["safety_request"]


def test_people_are_reminded_of_a_safety_check_that_has_not_answered_for_a_week() -> None:
    checked = Checked()
    checked.ask()
    for _ in range(6):
        checked.desk.clock.move(timedelta(days=1))
        checked.desk.reminders.send_due()
    assert (checked.sent, checked.desk.counted) == ([], [])

    checked.desk.clock.move(timedelta(days=1))
    checked.desk.reminders.send_due()

    assert checked.sent == ["reminder"]
    assert checked.desk.templates.written[-1]["asked_check"] is True


def test_who_was_reminded_hears_that_the_safety_check_has_answered() -> None:
    checked = Checked()
    checked.ask()
    checked.desk.clock.move(timedelta(days=7))
    checked.desk.reminders.send_due()
    checked.check.answer = CLEAR

    checked.ask()

    assert checked.sent == ["reminder", "task_closed"]
    assert checked.desk.templates.written[-1]["decided"]["by"] == SAFETY_CHECK


def test_question_is_the_documented_example_and_fits_its_schema() -> None:
    example = _read("examples/safety-question.json")
    checked = Checked()

    checked.ask()

    (asked,) = checked.check.asked
    named = {"case_id": example["case_id"], "task_id": example["task_id"]}
    assert {**asked.model_dump(mode="json"), **named} == example
    jsonschema.validate(example, _read("schemas/safety-question.schema.json"))


def test_question_about_an_exception_has_what_was_filed_for_trust_and_safety() -> None:
    filed = filed_exception()
    key = TaskKey(case_id=filed.id, round=1, kind=TaskKind.EXCEPTION_SAFETY)

    question = question_of(key, filed)

    assert (question.kind, question.application, question.account_name) == (key.kind, None, filed.account.name)
    assert question.exception and question.exception.safety_check == filed.request.safety_check
    asked = question.model_dump(mode="json")
    jsonschema.validate(asked, _read("schemas/safety-question.schema.json"))
    assert str(filed.request.spend_usd) not in json.dumps(asked), "it needs no figures"


def test_question_names_the_owner_who_is_not_the_applicant() -> None:
    desk = FakeKeydesk()
    owner = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
    application_id = desk.submit(request_data(owner=owner)).id

    key = TaskKey(case_id=application_id, round=1, kind=TaskKind.SAFETY)
    question = question_of(key, desk.cases.get_case(application_id))

    assert question.application
    assert question.application.owner.model_dump() == {"name": owner["name"], "email": owner["email"]}


@pytest.mark.parametrize(
    ("answer", "pointers"),
    [
        ({"answer": "clear"}, ()),
        ({"answer": "clear", "note": "A note.\nAnd more."}, ()),
        ({"answer": "not_clear", "note": "So."}, ()),
        ({"answer": "not_clear"}, ("/note",)),
        ({"answer": "not_clear", "note": " \n"}, ("/note",)),
        ({"answer": "clear", "note": "a\u0007b"}, ("/note",)),
        ({"answer": "clear", "note": "x" * 5001}, ("/note",)),
        ({"answer": "clear", "note": None}, ("/note",)),
        ({"answer": "approve"}, ("/answer",)),
        ({"answer": "later"}, ("/answer",)),
        ({"answer": True}, ("/answer",)),
        ({}, ("/answer",)),
        ({"answer": "clear", "by": "chief@staff.example"}, ("/by",)),
        ([], ("",)),
        (None, ("",)),
    ],
)
def test_answer_is_taken_as_its_schema_says(answer: Any, pointers: tuple[str, ...]) -> None:
    validator = jsonschema.Draft202012Validator(_read("schemas/safety-answer.schema.json"))
    try:
        parse_answer(answer)
        found: tuple[str, ...] = ()
    except InvalidInput as error:
        found = tuple(problem.pointer for problem in error.problems)

    assert found == pointers
    assert validator.is_valid(answer) is (not pointers)


@pytest.mark.parametrize("kind", [TaskKind.SAFETY, TaskKind.EXCEPTION_SAFETY])
def test_id_of_a_task_leads_back_to_it(kind: TaskKind) -> None:
    key = TaskKey(case_id="kabcdefghij234567", round=2, kind=kind)

    assert parse_task_id(task_id(key)) == key


@pytest.mark.parametrize(
    "text",
    [
        *("", "kabcdefghij234567", "kabcdefghij234567-1", "kabcdefghij234567-1-review", "kabcdefghij234567-1-owner"),
        *("kabcdefghij234567-3-safety", "kabcdefghij234567-1-safety\n", "KABCDEFGHIJ234567-1-safety"),
        *("habcdefghij234567-1-safety", "kabcdefghij234567-1-safety-2", "../kabcdefghij234567-1-safety", "x" * 9000),
    ],
)
def test_other_text_is_no_id_of_a_task(text: str) -> None:
    assert parse_task_id(text) is None


def _read(name: str) -> Any:
    return json.loads((ROOT / "docs" / name).read_text("utf-8"))
