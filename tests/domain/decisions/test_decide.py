from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import DecisionToken, hash_token
from domain.cases.case import DecisionType, Task, TaskKey, TaskKind
from domain.cases.inbound_message import Handling, StoredMessage
from domain.cases.staff import StaffRole
from domain.decisions.decide import Draft, OpenedTask, read_draft
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import ConflictOfInterest, InvalidInput, UnknownToken
from domain.notifications.notifier import DECISION_TOKEN_LIFETIME
from domain.policy import RuleId
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeKeydesk
from tests.words import exception

ONE, TWO = "one@staff.example", "two@staff.example"


class Asked:
    """A desk with one review task open; ``links[person][answer]`` are the tokens that the mails carried."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeKeydesk()
        desk = self.desk
        application = desk.submit(request_data(**changes))
        self.key = TaskKey(case_id=application.id, round=1, kind=TaskKind.REVIEW)
        desk.notifier.request_decision(self.key, (ONE, TWO))
        self.links: dict[str, dict[str, str]] = {}
        for letter, values in zip(desk.sender.letters, desk.templates.written, strict=True):
            self.links[letter.to] = {answer: url.rsplit("/", 1)[1] for answer, url in values["links"].items()}

    def click(self, person: str, answer: DecisionType, note: str = "", rules: tuple[RuleId, ...] = ()) -> OpenedTask:
        opened = self.desk.decisions.open(self.links[person][answer])
        self.desk.decisions.decide(opened, Draft(answer, note, rules), self.desk.waits)
        return self.look(person, answer)

    def look(self, person: str, answer: DecisionType) -> OpenedTask:
        return self.desk.decisions.open(self.links[person][answer])


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_looking_decides_nothing(asked: Asked) -> None:
    for _ in range(100):
        assert asked.look(ONE, DecisionType.APPROVE).task.decision is None
    assert asked.desk.waits.woken == []


def test_the_record_says_who_decided_and_when(asked: Asked) -> None:
    decision = asked.click(TWO, DecisionType.APPROVE).task.decision

    assert decision
    assert (decision.answer, decision.by, decision.at) == (DecisionType.APPROVE, TWO, asked.desk.clock())
    assert asked.desk.waits.woken == [asked.key]


def test_the_first_decision_stays_whatever_is_clicked_later(asked: Asked) -> None:
    asked.click(ONE, DecisionType.APPROVE)

    later = asked.click(TWO, DecisionType.REJECT, "too late").task.decision

    assert later
    assert (later.answer, later.by) == (DecisionType.APPROVE, ONE)


def test_a_second_click_wakes_the_machine_again_in_case_the_first_could_not(asked: Asked) -> None:
    asked.click(ONE, DecisionType.APPROVE)
    asked.click(ONE, DecisionType.APPROVE)

    assert asked.desk.waits.woken == [asked.key, asked.key]


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_rejection_needs_reasons(asked: Asked, note: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked.click(ONE, DecisionType.REJECT, note)

    (problem,) = refused.value.problems
    assert problem.pointer == "/note" and problem.message.startswith("Say why: name a rule")
    assert asked.look(ONE, DecisionType.REJECT).task.decision is None


def test_reasons_that_cannot_be_mailed_decide_nothing(asked: Asked) -> None:
    for note in ("x" * 5_001, "bell \a"):
        with pytest.raises(InvalidInput):
            asked.click(ONE, DecisionType.REJECT, note)

    assert asked.look(ONE, DecisionType.REJECT).task.decision is None


def test_whichever_link_was_followed_any_answer_of_the_task_can_be_given(asked: Asked) -> None:
    link = asked.links[TWO][DecisionType.APPROVE]

    asked.desk.decisions.decide(
        asked.desk.decisions.open(link), Draft(DecisionType.REQUEST_INFO, "Who sees it?"), asked.desk.waits
    )

    decision = asked.look(ONE, DecisionType.REJECT).task.decision
    assert decision
    assert (decision.answer, decision.by, decision.note) == (DecisionType.REQUEST_INFO, TWO, "Who sees it?")


@pytest.mark.parametrize("answer", ["", "clear", "grant", "withdrawn", "answered", "APPROVE", "approve\n"])
def test_an_answer_that_the_task_does_not_take_decides_nothing(asked: Asked, answer: str) -> None:
    link = asked.links[ONE][DecisionType.APPROVE]

    with pytest.raises(InvalidInput) as refused:
        asked.desk.decisions.decide(asked.desk.decisions.open(link), Draft(answer, "Words."), asked.desk.waits)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.message) == ("/answer", "Choose one of the answers on this page.")

    assert asked.look(ONE, DecisionType.APPROVE).task.decision is None


def test_a_rule_is_reason_enough_and_the_record_names_it(asked: Asked) -> None:
    rules = (RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK)

    decision = asked.click(ONE, DecisionType.REJECT, rules=rules).task.decision

    assert decision and decision.rules == rules


def test_rules_are_named_by_a_rejection_alone(asked: Asked) -> None:
    decision = asked.click(ONE, DecisionType.APPROVE, rules=(RuleId.PROFILE_PHOTO,)).task.decision

    assert decision and decision.rules == ()


def test_a_form_names_only_rules_by_which_a_reviewer_may_reject() -> None:
    ticked = {"rule-profile_photo": "on", "rule-account_known": "on", "rule-nonsense": "on", "rule-": "on"}

    draft = read_draft({"answer": "reject", "note": "Words.", **ticked})

    assert draft == Draft("reject", "Words.", (RuleId.PROFILE_PHOTO,))


@pytest.mark.parametrize(
    "changes",
    [
        {"applicant": {"name": "Avery Example", "email": ONE.upper(), "role": "admin"}},
        {"owner": {"name": "Robin Example", "email": ONE, "agreed": True}},
    ],
    ids=["applicant", "owner"],
)
def test_nobody_sees_or_decides_a_case_of_their_own(changes: dict[str, Any]) -> None:
    asked = Asked(**changes)

    with pytest.raises(ConflictOfInterest):
        asked.look(ONE, DecisionType.APPROVE)
    with pytest.raises(ConflictOfInterest):
        asked.click(ONE, DecisionType.APPROVE)
    with pytest.raises(ConflictOfInterest):
        asked.desk.decisions.message(asked.links[ONE][DecisionType.APPROVE], "receipt")
    assert asked.desk.waits.woken == []
    assert asked.click(TWO, DecisionType.APPROVE).task.decision, "a colleague does"


def test_an_owner_answers_about_the_own_key() -> None:
    asked = Asked(owner={"name": "Robin Example", "email": ONE, "agreed": True})
    key = asked.key.model_copy(update={"kind": TaskKind.OWNER})
    asked.desk.notifier.request_decision(key, (), days=14)
    token = asked.desk.templates.written[-1]["links"][DecisionType.CONFIRM].rsplit("/", 1)[1]

    asked.desk.decisions.decide(asked.desk.decisions.open(token), Draft(DecisionType.CONFIRM), asked.desk.waits)

    assert asked.desk.waits.woken == [key]


@pytest.mark.parametrize("kind", [TaskKind.EXCEPTION_SAFETY, TaskKind.EXCEPTION])
@pytest.mark.parametrize("part", ["manager", "holder"])
def test_who_filed_an_exception_or_gets_it_does_not_decide_it(kind: TaskKind, part: str) -> None:
    desk, filed = FakeKeydesk(), exception("Reports").model_copy(update={"outcome": None, "tasks": ()})
    desk.exceptions.add_exception(filed)
    key = TaskKey(case_id=filed.id, round=1, kind=kind)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    person = {"manager": filed.request.account_manager.email, "holder": filed.account.email}[part]
    desk.people.update({StaffRole.SAFETY: (person, TWO), StaffRole.EXCEPTION_APPROVER: (person, TWO)})
    for token, whose in (("own", person), ("other", TWO)):
        link = DecisionToken(task=key, answer=DecisionType.GRANT, person=whose, expires_at=NOON + timedelta(days=1))
        desk.tokens.add_token(hash_token(token), link)

    with pytest.raises(ConflictOfInterest):
        desk.decisions.open("own")
    assert desk.decisions.open("other").task.key == key


def test_the_links_of_who_left_the_staff_open_nothing(asked: Asked) -> None:
    asked.look(ONE, DecisionType.APPROVE)
    asked.desk.people[StaffRole.REVIEWER] = (TWO,)

    for look in (asked.look, asked.click):
        with pytest.raises(UnknownToken):
            look(ONE, DecisionType.APPROVE)
    assert asked.click(TWO, DecisionType.APPROVE).task.decision


def test_the_links_of_who_changed_roles_open_nothing(asked: Asked) -> None:
    asked.desk.people.update({StaffRole.REVIEWER: (TWO,), StaffRole.SAFETY: (ONE,)})

    with pytest.raises(UnknownToken):
        asked.look(ONE, DecisionType.APPROVE)


def test_an_expired_link_opens_nothing(asked: Asked) -> None:
    asked.desk.clock.move(DECISION_TOKEN_LIFETIME - timedelta(seconds=1))
    asked.look(ONE, DecisionType.APPROVE)
    asked.desk.clock.move(timedelta(seconds=1))

    with pytest.raises(UnknownToken):
        asked.look(ONE, DecisionType.APPROVE)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 10_000])
def test_a_link_that_was_never_made_opens_nothing(asked: Asked, token: str) -> None:
    with pytest.raises(UnknownToken):
        asked.desk.decisions.open(token)


FORM = {"answer": "ask", "note": "Dear client,", "reply": "two"}
SAVED = tuple(SavedReply(id=one, title=one, text=f"Words {one}.", by=ONE) for one in ("one", "two"))


def test_a_saved_reply_stands_behind_the_words_once_it_is_inserted() -> None:
    assert read_draft({**FORM, "do": "insert"}, SAVED).note == "Dear client,\n\nWords two."
    assert read_draft({"do": "insert", "reply": "two"}, SAVED).note == "Words two."


@pytest.mark.parametrize("changes", [{}, {"do": "decide"}, {"do": "insert", "reply": "removed"}])
def test_a_saved_reply_that_is_merely_chosen_or_gone_changes_no_words(changes: dict[str, str]) -> None:
    assert read_draft({**FORM, **changes}, SAVED).note == "Dear client,"


def test_an_empty_form_is_an_empty_draft() -> None:
    assert read_draft({}) == Draft(answer="", note="", rules=())


@pytest.mark.parametrize(
    ("note", "said"),
    [
        ("bell \a", "This text must not hold control characters."),
        ("x" * 5_001, "This text must have at most 5000 characters."),
    ],
)
def test_what_is_wrong_with_the_words_is_said_in_a_sentence(asked: Asked, note: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked.click(ONE, DecisionType.REJECT, note)

    (problem,) = refused.value.problems
    assert problem.pointer == "/note"
    assert problem.message == said


def test_a_reviewers_link_opens_the_messages_of_its_case_and_no_other(asked: Asked) -> None:
    for receipt in ("receipt-1", "receipt-2"):
        mail = StoredMessage(
            receipt=receipt,
            message_id="",
            case_id=asked.key.case_id,
            received_at=NOON,
            from_address="avery@client.example",
            subject="Re",
            text=receipt,
            attachments=(),
            handling=Handling.KEPT,
        )
        asked.desk.messages.store_message(mail)
    link = asked.links[ONE][DecisionType.APPROVE]

    assert asked.desk.decisions.message(link, "receipt-2").text == "receipt-2"
    with pytest.raises(UnknownToken):
        asked.desk.decisions.message(link, "receipt-3")


def test_an_owners_link_opens_no_message(asked: Asked) -> None:
    desk = asked.desk
    key = TaskKey(case_id=asked.key.case_id, round=1, kind=TaskKind.OWNER)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    expires_at = NOON + timedelta(days=1)
    desk.tokens.add_token(
        hash_token("owners"),
        DecisionToken(task=key, answer=DecisionType.CONFIRM, person="robin@c.example", expires_at=expires_at),
    )

    with pytest.raises(UnknownToken):
        desk.decisions.message("owners", "receipt-1")


def test_a_link_of_an_exception_opens_no_message() -> None:
    desk, filed = FakeKeydesk(), exception("Reports").model_copy(update={"outcome": None, "tasks": ()})
    desk.exceptions.add_exception(filed)
    key = TaskKey(case_id=filed.id, round=1, kind=TaskKind.EXCEPTION)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    expires_at = NOON + timedelta(days=1)
    desk.tokens.add_token(
        hash_token("token"), DecisionToken(task=key, answer=DecisionType.GRANT, person=TWO, expires_at=expires_at)
    )

    with pytest.raises(UnknownToken):
        desk.decisions.message("token", "receipt-1")


def test_two_who_decide_in_the_same_moment_decide_once(asked: Asked) -> None:
    both = [asked.look(person, DecisionType.APPROVE) for person in (ONE, TWO)]
    for opened in both:
        asked.desk.decisions.decide(opened, Draft(DecisionType.APPROVE), asked.desk.waits)

    decision = asked.look(TWO, DecisionType.APPROVE).task.decision
    assert decision and decision.by == ONE
    assert asked.desk.waits.woken == [asked.key, asked.key]


def test_a_link_shows_the_mails_of_its_case(asked: Asked) -> None:
    assert [record.entry.to for record in asked.look(ONE, DecisionType.APPROVE).mails] == [ONE, TWO]
