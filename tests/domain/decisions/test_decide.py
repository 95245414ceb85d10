from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import DecisionToken, hash_token
from domain.cases.case import DecisionType, Task, TaskKey, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import StaffRole
from domain.decisions.decide import Draft, OpenedTask, read_draft
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import ConflictOfInterest, FieldProblem, InvalidInput, UnknownToken
from domain.notifications.notifier import DECISION_TOKEN_LIFETIME
from domain.policy import RuleId
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

ONE, TWO = "one@staff.example", "two@staff.example"
APPROVE, REJECT = DecisionType.APPROVE, DecisionType.REJECT
CHOOSE = FieldProblem("/answer", "Choose one of the answers on this page.")


class Asked:
    """Both reviewers have a link for each decision of one open task."""

    def __init__(self, **changes: Any) -> None:
        self.desk = desk = FakeKeydesk()
        self.key = TaskKey(case_id=desk.submit(request_data(**changes)).id, round=1, kind=TaskKind.REVIEW)
        desk.notifier.request_decision(self.key, (ONE, TWO))
        self.tokens: dict[str, dict[str, str]] = {}
        for letter, values in zip(desk.sender.letters, desk.templates.written, strict=True):
            self.tokens[letter.to] = {answer: url.rsplit("/", 1)[1] for answer, url in values["links"].items()}

    def open(self, person: str, answer: DecisionType = APPROVE) -> OpenedTask:
        return self.desk.decisions.open(self.tokens[person][answer])

    def decide(self, person: str, answer: str = APPROVE, note: str = "", rules: tuple[RuleId, ...] = ()) -> OpenedTask:
        """Decide by the link to approve, which does not matter."""
        self.desk.decisions.decide(self.open(person), Draft(answer, note, rules), self.desk.waits)
        return self.open(person)

    def refused(self, answer: str, note: str = "") -> FieldProblem:
        """The problem of a decision that is not accepted."""
        with pytest.raises(InvalidInput) as caught:
            self.decide(ONE, answer, note)
        (problem,) = caught.value.problems
        assert self.open(ONE).task.decision is None
        return problem


def add_token(desk: FakeKeydesk, token: str, key: TaskKey, person: str) -> None:
    expires_at = NOON + timedelta(days=1)
    opens = DecisionToken(task=key, answer=DecisionType.CONFIRM, person=person, expires_at=expires_at)
    desk.tokens.add_token(hash_token(token), opens)


def filed(desk: FakeKeydesk, kind: TaskKind = TaskKind.EXCEPTION) -> TaskKey:
    """A task of an open exception."""
    case = exception("Reports").model_copy(update={"outcome": None, "tasks": ()})
    desk.exceptions.add_exception(case)
    key = TaskKey(case_id=case.id, round=1, kind=kind)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    return key


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_opening_a_link_decides_nothing_and_shows_the_emails(asked: Asked) -> None:
    for _ in range(100):
        assert asked.open(ONE).task.decision is None
    assert asked.desk.waits.woken == []
    assert [record.entry.to for record in asked.open(ONE).emails] == [ONE, TWO]


def test_decision_says_who_decided_and_when(asked: Asked) -> None:
    decision = asked.decide(TWO).task.decision

    assert decision
    assert (decision.answer, decision.by, decision.at) == (APPROVE, TWO, asked.desk.clock())
    assert asked.desk.waits.woken == [asked.key]


def test_first_decision_stays(asked: Asked) -> None:
    asked.decide(ONE)

    later = asked.decide(TWO, REJECT, "too late").task.decision

    assert later and (later.answer, later.by) == (APPROVE, ONE)


def test_two_decisions_at_the_same_moment_are_one(asked: Asked) -> None:
    both = [asked.open(person) for person in (ONE, TWO)]
    for opened in both:
        asked.desk.decisions.decide(opened, Draft(APPROVE), asked.desk.waits)

    decision = asked.open(TWO).task.decision
    assert decision and decision.by == ONE
    assert asked.desk.waits.woken == [asked.key, asked.key]


def test_second_click_resumes_the_machine_again(asked: Asked) -> None:
    asked.decide(ONE)
    asked.decide(ONE)

    assert asked.desk.waits.woken == [asked.key, asked.key]


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_rejection_needs_reasons(asked: Asked, note: str) -> None:
    problem = asked.refused(REJECT, note)

    assert problem.pointer == "/note" and problem.message.startswith("Select a rule or enter a reason")


@pytest.mark.parametrize("kind", [TaskKind.SAFETY, TaskKind.EXCEPTION_SAFETY])
@pytest.mark.parametrize("note", ["", " \n"])
def test_account_that_is_not_cleared_needs_a_reason(kind: TaskKind, note: str) -> None:
    desk = FakeKeydesk()
    key = (
        filed(desk, kind)
        if kind is TaskKind.EXCEPTION_SAFETY
        else TaskKey(case_id=desk.submit(request_data()).id, round=1, kind=kind)
    )
    desk.notifier.request_decision(key, ("safety@staff.example",))
    add_token(desk, "safety", key, "safety@staff.example")
    opened = desk.decisions.open("safety")

    with pytest.raises(InvalidInput) as caught:
        desk.decisions.decide(opened, Draft("not_clear", note), desk.waits)
    assert caught.value.problems == [FieldProblem("/note", "Enter a reason. Only colleagues on the case will see it.")]
    assert desk.decisions.open("safety").task.decision is None

    desk.decisions.decide(opened, Draft("not_clear", "Seen in another case."), desk.waits)
    decision = desk.decisions.open("safety").task.decision
    assert decision and (decision.answer, decision.note) == (DecisionType.NOT_CLEAR, "Seen in another case.")


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ("bell \a", "This text must not contain control characters."),
        ("x" * 5_001, "This text must have at most 5000 characters."),
    ],
)
def test_note_that_cannot_be_emailed_is_refused_in_a_sentence(asked: Asked, note: str, message: str) -> None:
    assert asked.refused(REJECT, note) == FieldProblem("/note", message)


@pytest.mark.parametrize("answer", ["", "clear", "grant", "withdrawn", "answered", "APPROVE", "approve\n"])
def test_decision_that_the_task_does_not_take_is_refused(asked: Asked, answer: str) -> None:
    assert asked.refused(answer, "Words.") == CHOOSE


def test_every_decision_of_the_task_can_be_made_by_any_link(asked: Asked) -> None:
    decision = asked.decide(TWO, DecisionType.REQUEST_INFO, "Who sees it?").task.decision

    assert decision
    assert (decision.answer, decision.by, decision.note) == (DecisionType.REQUEST_INFO, TWO, "Who sees it?")


@pytest.mark.parametrize(("answer", "named"), [(REJECT, True), (APPROVE, False)])
def test_rules_are_reasons_for_a_rejection_only(asked: Asked, answer: DecisionType, named: bool) -> None:
    rules = (RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK)

    decision = asked.decide(ONE, answer, rules=rules).task.decision

    assert decision and decision.rules == (rules if named else ())


OWN_CASES: dict[str, dict[str, Any]] = {
    "applicant": {"applicant": {"name": "Avery Example", "email": ONE.upper(), "role": "admin"}},
    "owner": {"owner": {"name": "Robin Example", "email": ONE, "agreed": True}},
}


@pytest.mark.parametrize("part", OWN_CASES)
def test_reviewer_cannot_open_or_decide_an_own_case(part: str) -> None:
    asked = Asked(**OWN_CASES[part])
    assert set(asked.tokens) == {TWO}, "who is involved is not asked"
    add_token(asked.desk, "own", asked.key, ONE)
    asked.tokens[ONE] = {APPROVE: "own"}

    for use in (asked.open, asked.decide):
        with pytest.raises(ConflictOfInterest):
            use(ONE)
    with pytest.raises(ConflictOfInterest):
        asked.desk.decisions.get_message("own", "receipt")
    assert asked.desk.waits.woken == []
    assert asked.decide(TWO).task.decision, "a colleague can"


def test_owner_decides_about_the_own_key() -> None:
    asked = Asked(**OWN_CASES["owner"])
    key = asked.key.model_copy(update={"kind": TaskKind.OWNER})
    asked.desk.notifier.request_decision(key, (), days=14)
    token = asked.desk.templates.written[-1]["links"][DecisionType.CONFIRM].rsplit("/", 1)[1]

    asked.desk.decisions.decide(asked.desk.decisions.open(token), Draft(DecisionType.CONFIRM), asked.desk.waits)

    assert asked.desk.waits.woken == [key]


@pytest.mark.parametrize("kind", [TaskKind.EXCEPTION_SAFETY, TaskKind.EXCEPTION])
@pytest.mark.parametrize("part", ["manager", "holder"])
def test_exception_is_not_decided_by_its_manager_or_account_holder(kind: TaskKind, part: str) -> None:
    desk = FakeKeydesk()
    key = filed(desk, kind)
    case = desk.exceptions.get_exception(key.case_id)
    person = {"manager": case.request.account_manager.email, "holder": case.account.email}[part]
    desk.people.update({StaffRole.SAFETY: (person, TWO), StaffRole.EXCEPTION_APPROVER: (person, TWO)})
    add_token(desk, "own", key, person)
    add_token(desk, "other", key, TWO)

    with pytest.raises(ConflictOfInterest):
        desk.decisions.open("own")
    assert desk.decisions.open("other").task.key == key


@pytest.mark.parametrize("now", [{}, {StaffRole.SAFETY: (ONE,)}], ids=["left the staff", "changed roles"])
def test_link_of_a_former_reviewer_is_invalid(asked: Asked, now: dict[StaffRole, tuple[str, ...]]) -> None:
    asked.open(ONE)
    asked.desk.people.update({StaffRole.REVIEWER: (TWO,), **now})

    for use in (asked.open, asked.decide):
        with pytest.raises(UnknownToken):
            use(ONE)
    assert asked.decide(TWO).task.decision


def test_expired_link_is_invalid(asked: Asked) -> None:
    asked.desk.clock.move(DECISION_TOKEN_LIFETIME - timedelta(seconds=1))
    asked.open(ONE)
    asked.desk.clock.move(timedelta(seconds=1))

    with pytest.raises(UnknownToken):
        asked.open(ONE)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 10_000])
def test_unknown_link_is_invalid(asked: Asked, token: str) -> None:
    with pytest.raises(UnknownToken):
        asked.desk.decisions.open(token)


FORM = {"answer": "ask", "note": "Dear client,", "reply": "two"}
SAVED = tuple(SavedReply(id=name, title=name, text=f"Words {name}.", by=ONE) for name in ("one", "two"))


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({**FORM, "do": "insert"}, "Dear client,\n\nWords two."),
        ({"do": "insert", "reply": "two"}, "Words two."),
        (FORM, "Dear client,"),
        ({**FORM, "do": "decide"}, "Dear client,"),
        ({**FORM, "do": "insert", "reply": "removed"}, "Dear client,"),
    ],
)
def test_saved_reply_is_appended_when_it_is_inserted(fields: dict[str, str], note: str) -> None:
    assert read_draft(fields, SAVED).note == note


def test_draft_has_only_rules_by_which_a_reviewer_may_reject() -> None:
    ticked = {"rule-profile_photo": "on", "rule-account_known": "on", "rule-nonsense": "on", "rule-": "on"}

    draft = read_draft({"answer": "reject", "note": "Words.", **ticked})

    assert draft == Draft("reject", "Words.", (RuleId.PROFILE_PHOTO,))
    assert read_draft({}) == Draft(answer="", note="", rules=())


def test_reviewers_link_opens_the_messages_of_its_case_only(asked: Asked) -> None:
    for receipt in ("receipt-1", "receipt-2"):
        message = StoredMessage(
            receipt=receipt,
            case_id=asked.key.case_id,
            received_at=NOON,
            from_address="avery@client.example",
            subject="Re",
            text=receipt,
            handling=Handling.KEPT,
        )
        asked.desk.messages.store_message(message)
    token = asked.tokens[ONE][APPROVE]

    assert asked.desk.decisions.get_message(token, "receipt-2").text == "receipt-2"
    with pytest.raises(UnknownToken):
        asked.desk.decisions.get_message(token, "receipt-3")


@pytest.mark.parametrize("case", ["owner", "exception"])
def test_link_of_an_owner_or_an_exception_opens_no_message(asked: Asked, case: str) -> None:
    desk = asked.desk
    if case == "owner":
        key, person = asked.key.model_copy(update={"kind": TaskKind.OWNER}), "robin@c.example"
        desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    else:
        key, person = filed(desk), "approver@staff.example"
    add_token(desk, "token", key, person)
    assert desk.decisions.open("token").task.key == key

    with pytest.raises(UnknownToken):
        desk.decisions.get_message("token", "receipt-1")
