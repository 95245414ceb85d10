from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.console.audit_log import log_values
from domain.console.case_actions import name_of
from domain.console.pages import console_case_values
from domain.decisions.decide import Draft
from domain.model.errors import ConflictOfInterest, InvalidInput, NotAllowed, UnknownCase, UnknownToken
from tests.domain.inbound_email.test_reply_handling import Rejected
from tests.examples import account, request_data
from tests.fakes import FakeKeydesk
from tests.words import exception

ONE, TWO = "one@staff.example", "Two@staff.example"


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

    def assign(self, to: str, by: str = ONE) -> None:
        member = self.desk.member(by)
        opened = self.desk.case_actions.open(self.id, member)
        assert opened.question
        self.desk.case_actions.assign(opened, name_of(opened.question), to, member)

    def assignee(self) -> str:
        task = self.desk.cases.get_case(self.id).task(TaskKind.REVIEW, 1)
        assert task
        return task.assignee


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_a_reviewer_decides_in_the_console_as_by_a_link(asked: Asked) -> None:
    opened = asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))
    assert opened.question

    link = asked.desk.case_actions.asked(opened, name_of(opened.question))
    asked.desk.decisions.decide(link, Draft(DecisionType.APPROVE), asked.desk.waits)

    decision = asked.desk.cases.get_case(asked.id).decision(TaskKind.REVIEW, 1)
    assert decision and (decision.answer, decision.by) == (DecisionType.APPROVE, ONE)
    assert [key.kind for key in asked.desk.waits.woken] == [TaskKind.REVIEW]


def test_who_is_not_asked_reads_the_case_and_cannot_answer(asked: Asked) -> None:
    opened = asked.desk.case_actions.open(asked.id, asked.desk.member("safety@staff.example"))
    assert opened.question

    assert opened.link is None
    with pytest.raises(InvalidInput):
        asked.desk.case_actions.asked(opened, name_of(opened.question))


def test_a_form_of_before_answers_no_later_question(asked: Asked) -> None:
    before = asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))
    assert before.question and before.link
    asked.desk.decisions.decide(before.link, Draft(DecisionType.REQUEST_INFO, "Who sees it?"), asked.desk.waits)
    asked.ask(TaskKind.REVIEW, turn=2)

    now = asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))

    with pytest.raises(InvalidInput) as refused:
        asked.desk.case_actions.asked(now, name_of(before.question))
    assert refused.value.problems[0].message.startswith("Somebody has answered meanwhile")
    assert refused.value.problems[0].pointer == "/answer"


def answer(asked: Asked, kind: TaskKind, given: DecisionType, by: str, note: str = "") -> None:
    asked.desk.clock.move(timedelta(hours=1))
    decision = Decision(answer=given, by=by, at=asked.desk.clock(), note=note)
    asked.desk.cases.decide(TaskKey(case_id=asked.id, round=1, kind=kind), decision)


def last_answer(asked: Asked) -> Any:
    member = asked.desk.member(ONE)
    opened = asked.desk.case_actions.open(asked.id, member)
    return console_case_values(opened, member, asked.desk.staff, (), asked.desk.clock())["last"]


def test_the_last_answer_of_the_staff_stands_with_a_case_that_nobody_is_asked_about(asked: Asked) -> None:
    assert last_answer(asked) is None
    asked.ask(TaskKind.SAFETY)
    answer(asked, TaskKind.REVIEW, DecisionType.REQUEST_INFO, TWO, "Who sees it?")
    assert last_answer(asked) is None, "Trust & Safety is still asked"
    answer(asked, TaskKind.SAFETY, DecisionType.CLEAR, "safety@staff.example", "Nothing seen.")
    asked.ask(TaskKind.INFO_REQUEST)
    answer(asked, TaskKind.INFO_REQUEST, DecisionType.ANSWERED, "avery@client.example", "We do.")

    last = last_answer(asked)

    assert (last["by"], last["note"]) == ("safety@staff.example", "Nothing seen."), "the applicant is none of the staff"


@pytest.mark.parametrize("case_id", ["", "knever", "xnever", "hnever", "k" + "a" * 16, "../k"])
def test_a_case_that_is_not_there_is_unknown(asked: Asked, case_id: str) -> None:
    with pytest.raises(UnknownCase):
        asked.desk.case_actions.open(case_id, asked.desk.member(ONE))


def test_who_may_see_no_cases_sees_none(asked: Asked) -> None:
    with pytest.raises(NotAllowed):
        asked.desk.case_actions.open(asked.id, asked.desk.member("marlow@staff.example"))


def test_nobody_sees_a_case_of_their_own(asked: Asked) -> None:
    asked.desk.cases.set_round(asked.id, 1, account=account(email="ONE@staff.example"))

    with pytest.raises(ConflictOfInterest, match="the holder of the account"):
        asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))


def test_taking_over_handing_on_and_giving_back_are_seen_and_logged(asked: Asked) -> None:
    for to, by in ((ONE, ONE), ("two@staff.example", ONE), ("", TWO)):
        asked.assign(to, by)
        assert asked.assignee() == {"two@staff.example": "two@staff.example"}.get(to, to)

    assert [(one.by, one.what) for one in asked.desk.log.list_entries(asked.id)] == [
        (ONE, "Took it over (Reviews)"),
        (ONE, "Handed it on to two@staff.example (Reviews)"),
        ("two@staff.example", "Gave it back (Reviews)"),
    ]


def test_a_case_is_handed_on_to_colleagues_only(asked: Asked) -> None:
    for other in ("safety@staff.example", "avery@client.example"):
        with pytest.raises(InvalidInput) as refused:
            asked.assign(other)
        (problem,) = refused.value.problems
        assert (problem.pointer, problem.message) == ("/to", "Choose one of the colleagues on this page.")

    assert asked.assignee() == ""
    assert asked.desk.log.list_entries(asked.id) == ()


def test_the_time_in_which_the_applicant_owes_an_answer_is_not_the_desks(asked: Asked) -> None:
    desk, member = asked.desk, asked.desk.member(ONE)
    desk.clock.move(timedelta(days=3))
    opened = desk.case_actions.open(asked.id, member)
    assert opened.link
    desk.decisions.decide(opened.link, Draft(DecisionType.REQUEST_INFO, "Who sees it?"), desk.waits)
    asked.ask(TaskKind.INFO_REQUEST)
    desk.clock.move(timedelta(days=60))

    opened = desk.case_actions.open(asked.id, member)

    assert console_case_values(opened, member, desk.staff, (), desk.clock())["age"] == "3 days"


def test_the_log_has_all_that_happened_oldest_first(asked: Asked) -> None:
    asked.assign(ONE)
    opened = asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))
    assert opened.link
    asked.desk.decisions.decide(opened.link, Draft(DecisionType.REJECT, "No website."), asked.desk.waits)
    opened = asked.desk.case_actions.open(asked.id, asked.desk.member(ONE))

    log = log_values(opened.case, opened.mails, opened.entries)

    assert {(one["by"], one["what"]) for one in log} == {
        ("avery@client.example", "Handed in"),
        ("", "Review 1 began"),
        ("", "Asked the reviewers"),
        ("", "Mail sent to one@staff.example: Question to the reviewer"),
        ("", "Mail sent to two@staff.example: Question to the reviewer"),
        (ONE, "Took it over (Reviews)"),
        (ONE, "Answered for the reviewers: reject"),
    }
    assert [one["at"] for one in log] == sorted(one["at"] for one in log)


def test_the_staff_read_the_messages_of_a_case_and_of_no_other(asked: Asked) -> None:
    rejected = Rejected()
    rejected.reply()
    desk, member = rejected.desk, rejected.desk.member(ONE)

    assert desk.case_actions.message(rejected.id, "receipt-1", member).text == "It is mended."
    with pytest.raises(UnknownToken):
        desk.case_actions.message(rejected.id, "receipt-2", member)
    with pytest.raises(NotAllowed):
        desk.case_actions.message(rejected.id, "receipt-1", desk.member("marlow@staff.example"))


def test_an_exception_has_no_messages(asked: Asked) -> None:
    filed = exception("Words.")
    asked.desk.exceptions.add_exception(filed)

    with pytest.raises(UnknownToken):
        asked.desk.case_actions.message(filed.id, "receipt-1", asked.desk.member("operator@staff.example"))
