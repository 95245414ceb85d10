from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.console.audit_log import log_values
from domain.console.case_actions import OpenedCase
from domain.console.pages import console_case_values
from domain.decisions.decide import Draft
from domain.model.errors import ConflictOfInterest, FieldProblem, InvalidInput, NotAllowed, UnknownCase, UnknownToken
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.examples import account, request_data
from tests.fakes import FakeKeydesk
from tests.words import exception

ONE, TWO, SAFETY = "one@staff.example", "two@staff.example", "safety@staff.example"
MANAGER = "marlow@staff.example"


@dataclass
class Asked:
    """The reviewers are asked about an application."""

    desk: FakeKeydesk = field(default_factory=FakeKeydesk)

    def __post_init__(self) -> None:
        self.id = self.desk.submit(request_data()).id
        self.desk.cases.set_round(self.id, 1, account=account(email="holder@client.example"))
        self.ask(TaskKind.REVIEW)

    def ask(self, kind: TaskKind, turn: int = 1) -> None:
        key = TaskKey(case_id=self.id, round=1, kind=kind, turn=turn)
        self.desk.notifier.request_decision(key, self.desk.staff.colleagues(kind))

    def open(self, person: str = ONE) -> OpenedCase:
        return self.desk.case_actions.open(self.id, self.desk.member(person))

    def decide(self, answer: DecisionType, note: str = "") -> None:
        """Decide the open task as the first reviewer, by the form of the console."""
        opened = self.open()
        assert opened.open_task
        own_task = self.desk.case_actions.get_own_task(opened, opened.open_task.key.name)
        self.desk.decisions.decide(own_task, Draft(answer, note), self.desk.waits)

    def record(self, kind: TaskKind, answer: DecisionType, by: str, note: str) -> None:
        """Store a decision that was made an hour later."""
        self.desk.clock.move(timedelta(hours=1))
        decision = Decision(answer=answer, by=by, at=self.desk.clock(), note=note)
        self.desk.cases.decide(TaskKey(case_id=self.id, round=1, kind=kind), decision)

    def assign(self, to: str, by: str = ONE) -> str:
        """Assign the open task; returns the assignee."""
        opened = self.open(by)
        assert opened.open_task
        before = opened.open_task.assignee
        self.desk.case_actions.assign(opened, opened.open_task.key.name, to, before, self.desk.member(by))
        task = self.desk.cases.get_case(self.id).task(TaskKind.REVIEW, 1)
        assert task
        return task.assignee

    def values(self) -> dict[str, Any]:
        return console_case_values(self.open(), self.desk.member(ONE), (), self.desk.clock())


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_account_that_is_not_cleared_in_the_console_needs_a_reason(asked: Asked) -> None:
    asked.record(TaskKind.REVIEW, DecisionType.REQUEST_INFO, ONE, "Who sees it?")
    asked.ask(TaskKind.SAFETY)
    opened = asked.open(SAFETY)
    assert opened.open_task
    own_task = asked.desk.case_actions.get_own_task(opened, opened.open_task.key.name)

    with pytest.raises(InvalidInput) as caught:
        asked.desk.decisions.decide(own_task, Draft(DecisionType.NOT_CLEAR), asked.desk.waits)

    assert [problem.pointer for problem in caught.value.problems] == ["/note"]
    assert asked.desk.cases.get_case(asked.id).decision(TaskKind.SAFETY, 1) is None


def test_reviewer_decides_in_the_console_as_by_a_link(asked: Asked) -> None:
    asked.decide(DecisionType.APPROVE)

    decision = asked.desk.cases.get_case(asked.id).decision(TaskKind.REVIEW, 1)
    assert decision and (decision.answer, decision.by) == (DecisionType.APPROVE, ONE)
    assert [key.kind for key in asked.desk.waits.woken] == [TaskKind.REVIEW]


def test_member_without_the_task_reads_the_case_and_cannot_decide(asked: Asked) -> None:
    opened = asked.open(SAFETY)

    assert opened.open_task and opened.own_task is None
    with pytest.raises(InvalidInput):
        asked.desk.case_actions.get_own_task(opened, opened.open_task.key.name)


def test_old_form_does_not_decide_a_later_task(asked: Asked) -> None:
    before = asked.open()
    assert before.open_task
    asked.decide(DecisionType.REQUEST_INFO, "Who sees it?")
    asked.ask(TaskKind.REVIEW, turn=2)

    with pytest.raises(InvalidInput) as refused:
        asked.desk.case_actions.get_own_task(asked.open(), before.open_task.key.name)
    (problem,) = refused.value.problems
    assert problem.pointer == "/answer" and problem.message.startswith("A colleague decided first")


def test_last_decision_of_the_staff_is_shown_while_no_task_is_open(asked: Asked) -> None:
    assert asked.values()["last"] is None
    asked.ask(TaskKind.SAFETY)
    asked.record(TaskKind.REVIEW, DecisionType.REQUEST_INFO, TWO, "Who sees it?")
    assert asked.values()["last"] is None, "Trust & Safety is still asked"
    asked.record(TaskKind.SAFETY, DecisionType.CLEAR, SAFETY, "Nothing seen.")
    asked.ask(TaskKind.INFO_REQUEST)
    asked.record(TaskKind.INFO_REQUEST, DecisionType.ANSWERED, "avery@client.example", "We do.")

    last = asked.values()["last"]

    assert (last["by"], last["note"]) == (SAFETY, "Nothing seen."), "the applicant is not one of the staff"


@pytest.mark.parametrize("case_id", ["", "knever", "xnever", "hnever", "k" + "a" * 16, "../k"])
def test_unknown_case_is_refused(asked: Asked, case_id: str) -> None:
    with pytest.raises(UnknownCase):
        asked.desk.case_actions.open(case_id, asked.desk.member(ONE))


def test_who_may_not_see_cases_sees_none(asked: Asked) -> None:
    with pytest.raises(NotAllowed):
        asked.open(MANAGER)


def test_own_case_is_not_shown(asked: Asked) -> None:
    asked.desk.cases.set_round(asked.id, 1, account=account(email="ONE@staff.example"))

    with pytest.raises(ConflictOfInterest, match="the account holder"):
        asked.open()


def test_task_is_assigned_and_reassigned_and_that_is_logged(asked: Asked) -> None:
    for to, by in ((ONE, ONE), (TWO, ONE), ("", TWO), (ONE, TWO)):
        assert asked.assign(to, by) == to

    assert [(entry.by, entry.what) for entry in asked.desk.log.list_entries(asked.id)] == [
        (ONE, "Assigned to themselves (Reviews)"),
        (ONE, "Reassigned to two@staff.example (Reviews)"),
        (TWO, "Unassigned (Reviews)"),
        (TWO, "Assigned to one@staff.example (Reviews)"),
    ]


def test_second_click_assigns_and_logs_nothing_more(asked: Asked) -> None:
    asked.assign(ONE)
    asked.desk.clock.move(timedelta(hours=1))
    asked.assign(ONE)

    assert len(asked.desk.log.list_entries(asked.id)) == 1
    task = asked.open().open_task
    assert task and task.assigned_at == asked.desk.clock() - timedelta(hours=1)


def test_task_is_not_taken_from_a_colleague_who_was_faster(asked: Asked) -> None:
    seen_free = asked.open(TWO)
    assert seen_free.open_task
    asked.assign(ONE)

    for opened in (seen_free, asked.open(TWO)):  # at the same moment, or from a page that is no longer true
        name = seen_free.open_task.key.name
        with pytest.raises(InvalidInput) as refused:
            asked.desk.case_actions.assign(opened, name, TWO, "", asked.desk.member(TWO))

        assert refused.value.problems[0].message.startswith("A colleague changed this first")

    task = asked.open().open_task
    assert task and task.assignee == ONE
    assert len(asked.desk.log.list_entries(asked.id)) == 1


@pytest.mark.parametrize("other", [SAFETY, "avery@client.example"])
def test_task_is_assigned_to_colleagues_only(asked: Asked, other: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked.assign(other)

    assert refused.value.problems == [FieldProblem("/to", "Choose one of the colleagues who can decide this case.")]
    open_task = asked.open().open_task
    assert open_task and open_task.assignee == ""
    assert asked.desk.log.list_entries(asked.id) == ()


def test_age_excludes_the_time_in_which_the_applicant_owes_an_answer(asked: Asked) -> None:
    asked.desk.clock.move(timedelta(days=3))
    asked.decide(DecisionType.REQUEST_INFO, "Who sees it?")
    asked.ask(TaskKind.INFO_REQUEST)
    asked.desk.clock.move(timedelta(days=60))

    assert asked.values()["age"] == "3 days"


def test_audit_log_has_all_that_happened_oldest_first(asked: Asked) -> None:
    asked.assign(ONE)
    asked.decide(DecisionType.REJECT, "No website.")
    opened = asked.open()

    log = log_values(opened.case, opened.emails, opened.entries)

    assert {(event["by"], event["what"]) for event in log} == {
        ("avery@client.example", "Submitted"),
        ("", "First review started"),
        ("", "Asked the reviewers"),
        ("", "Email sent to one@staff.example: Request to a reviewer"),
        ("", "Email sent to two@staff.example: Request to a reviewer"),
        (ONE, "Assigned to themselves (Reviews)"),
        (ONE, "The reviewers: rejected"),
    }
    assert [event["at"] for event in log] == sorted(event["at"] for event in log)


def test_messages_of_a_case_are_read_by_who_may_see_it(asked: Asked) -> None:
    rejected, filed = Rejected(), exception("Words.")
    rejected.reply()
    desk, member = rejected.desk, rejected.desk.member(ONE)
    desk.exceptions.add_exception(filed)

    assert desk.case_actions.get_message(rejected.id, "receipt-1", member).text == "It is mended."
    for case_id, receipt in ((rejected.id, "receipt-2"), (filed.id, "receipt-1")):
        with pytest.raises(UnknownToken):
            desk.case_actions.get_message(case_id, receipt, member)
    with pytest.raises(NotAllowed):
        desk.case_actions.get_message(rejected.id, "receipt-1", desk.member(MANAGER))
