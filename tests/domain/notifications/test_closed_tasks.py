"""Colleagues who were asked are told in one line that it is decided."""

from datetime import timedelta

import pytest

from domain.cases.case import Decision, DecisionType, Outcome, Status, TaskKey, TaskKind
from domain.model.errors import MailThrottled
from domain.notifications.messages import EmailName
from tests.examples import account, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

ONE, TWO, NEW = "one@staff.example", "two@staff.example", "new@staff.example"
APPLICANT = "avery@client.example"


class Team:
    """Two reviewers are asked about an application."""

    def __init__(self, kind: TaskKind = TaskKind.REVIEW, turn: int = 1) -> None:
        self.desk = FakeKeydesk()
        self.staff: tuple[str, ...] = (ONE, TWO)
        self.id = self.desk.submit(request_data()).id
        self.key = TaskKey(case_id=self.id, round=1, kind=kind, turn=turn)
        self.ask()

    def ask(self) -> DecisionType | None:
        """The state machine opens the task, or comes back for its decision."""
        return self.desk.notifier.request_decision(self.key, self.staff)

    def decide(self, answer: DecisionType = DecisionType.REJECT, by: str = ONE) -> None:
        self.desk.cases.decide(self.key, Decision(answer=answer, by=by, at=NOON, note="Seen before."))

    def told(self) -> list[str]:
        """To whom the line went."""
        records = self.desk.outbox_store.list_entries(self.key.case_id)
        return sorted(
            record.entry.to for record in records if record.entry.name is EmailName.TASK_CLOSED and record.sent
        )


@pytest.mark.parametrize("kind", [TaskKind.SAFETY, TaskKind.REVIEW])
def test_colleagues_of_who_decided_are_told_once(kind: TaskKind) -> None:
    team = Team(kind)
    assert team.told() == []
    team.decide()

    assert team.ask() is team.ask() is DecisionType.REJECT

    assert team.told() == [TWO]


def test_line_names_the_decision_and_goes_to_the_thread_of_the_request() -> None:
    team = Team()
    asked = team.desk.sender.letters[-1]
    team.decide()
    team.ask()

    told = team.desk.sender.letters[-1]
    assert (told.to, told.thread_id) == (TWO, asked.thread_id)
    values = team.desk.templates.written[-1]
    assert values["decided"] == {"answer": "reject", "words": "rejected", "by": ONE, "at": NOON}


def test_decider_is_known_in_any_letter_case() -> None:
    team = Team()
    team.decide(by="TWO@staff.example")
    team.ask()

    assert team.told() == [ONE]


def test_who_was_not_asked_or_left_or_is_involved_is_not_told() -> None:
    team = Team()
    team.staff = (NEW, "TWO@staff.example")  # one has left; one is new, and was not asked
    team.decide(by="three@staff.example")
    team.ask()
    assert team.told() == [TWO]

    involved = Team()
    involved.desk.cases.set_round(involved.id, 1, account=account(email=TWO))
    involved.decide(by="three@staff.example")
    involved.ask()
    assert involved.told() == [ONE]


def test_newcomer_who_got_a_reminder_is_told() -> None:
    team = Team()
    team.desk.clock.move(timedelta(days=7))
    reminders = team.desk.reminders
    object.__setattr__(reminders, "staff", lambda kind: (ONE, TWO, NEW))
    reminders.send_due()
    team.staff = (ONE, TWO, NEW)
    team.decide()
    team.ask()

    assert team.told() == [NEW, TWO]


def test_withdrawal_tells_all_who_were_asked() -> None:
    team = Team()
    closing = Decision(answer=DecisionType.WITHDRAWN, by=APPLICANT, at=NOON)
    ended = Outcome(status=Status.WITHDRAWN, at=NOON)
    assert team.desk.cases.withdraw(team.desk.cases.get_case(team.id), ended, closing)

    assert team.ask() is DecisionType.WITHDRAWN
    assert team.told() == [ONE, TWO]


def test_each_turn_is_told_by_itself() -> None:
    team = Team()
    team.decide(DecisionType.REQUEST_INFO)
    team.ask()
    assert team.told() == [TWO]

    team.key = team.key.model_copy(update={"turn": 2})
    team.ask()
    team.decide(DecisionType.APPROVE, by=TWO)
    team.ask()

    assert team.told() == [ONE, TWO]


def test_exception_tells_its_approvers() -> None:
    team = Team()
    filed = exception("Words.").model_copy(update={"outcome": None, "tasks": ()})
    team.desk.exceptions.add_exception(filed)
    team.key = TaskKey(case_id=filed.id, round=1, kind=TaskKind.EXCEPTION)
    team.ask()
    team.decide(DecisionType.GRANT)
    team.ask()

    assert team.told() == [TWO]


def test_line_that_ses_did_not_take_is_sent_by_the_next_try() -> None:
    team = Team()
    team.decide(by="three@staff.example")
    team.desk.sender.refusals = [MailThrottled()]
    with pytest.raises(MailThrottled):
        team.ask()

    assert team.ask() is DecisionType.REJECT
    assert team.told() == [ONE, TWO]


def test_request_that_was_never_sent_brings_no_line() -> None:
    team = Team()
    team.key = team.key.model_copy(update={"turn": 2})
    team.desk.sender.refusals = [MailThrottled()]
    with pytest.raises(MailThrottled):
        team.ask()
    team.decide(by="three@staff.example")
    team.ask()

    assert team.told() == []
