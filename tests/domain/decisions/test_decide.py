from datetime import timedelta
from typing import Any

import pytest

from domain.cases.access_tokens import TaskLink, hash_token
from domain.cases.case import Answer, Task, TaskKey, TaskKind
from domain.cases.inbound_message import Handling, KeptMail
from domain.cases.staff import Role
from domain.decisions.decide import Draft, OpenedLink, read_draft
from domain.decisions.saved_replies import SavedReply
from domain.model.errors import InvalidInput, OwnCase, UnknownLink
from domain.notifications.notifier import LINK_LIFETIME
from domain.policy import RuleId
from tests.examples import BRIEF, request_data
from tests.fakes import NOON, FakeDesk
from tests.words import exception

ONE, TWO = "one@staff.example", "two@staff.example"


class Asked:
    """A desk with one review task open; ``links[person][answer]`` are the tokens that the mails carried."""

    def __init__(self, **changes: Any) -> None:
        self.desk = FakeDesk()
        desk = self.desk
        application = desk.hand_in(request_data(**changes))
        self.key = TaskKey(case_id=application.id, round=1, kind=TaskKind.REVIEW)
        desk.correspondence.ask(self.key, (ONE, TWO))
        self.links: dict[str, dict[str, str]] = {}
        for letter, values in zip(desk.post.letters, desk.templates.written, strict=True):
            self.links[letter.to] = {answer: url.rsplit("/", 1)[1] for answer, url in values["links"].items()}

    def click(self, person: str, answer: Answer, note: str = "", rules: tuple[RuleId, ...] = ()) -> OpenedLink:
        opened = self.desk.decisions.open(self.links[person][answer])
        self.desk.decisions.decide(opened, Draft(answer, note, rules), self.desk.waits)
        return self.look(person, answer)

    def look(self, person: str, answer: Answer) -> OpenedLink:
        return self.desk.decisions.open(self.links[person][answer])


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_looking_decides_nothing(asked: Asked) -> None:
    for _ in range(100):
        assert asked.look(ONE, Answer.APPROVE).task.decision is None
    assert asked.desk.waits.woken == []


def test_the_record_says_who_decided_and_when(asked: Asked) -> None:
    decision = asked.click(TWO, Answer.APPROVE).task.decision

    assert decision
    assert (decision.answer, decision.by, decision.at) == (Answer.APPROVE, TWO, asked.desk.clock())
    assert asked.desk.waits.woken == [asked.key]


def test_the_first_decision_stays_whatever_is_clicked_later(asked: Asked) -> None:
    asked.click(ONE, Answer.APPROVE)

    later = asked.click(TWO, Answer.REJECT, "too late").task.decision

    assert later
    assert (later.answer, later.by) == (Answer.APPROVE, ONE)


def test_a_second_click_wakes_the_machine_again_in_case_the_first_could_not(asked: Asked) -> None:
    asked.click(ONE, Answer.APPROVE)
    asked.click(ONE, Answer.APPROVE)

    assert asked.desk.waits.woken == [asked.key, asked.key]


@pytest.mark.parametrize("note", ["", "   ", "\n\t"])
def test_a_rejection_needs_reasons(asked: Asked, note: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked.click(ONE, Answer.REJECT, note)

    (problem,) = refused.value.problems
    assert problem.pointer == "/note" and problem.message.startswith("Say why: name a rule")
    assert asked.look(ONE, Answer.REJECT).task.decision is None


def test_reasons_that_cannot_be_mailed_decide_nothing(asked: Asked) -> None:
    for note in ("x" * 5_001, "bell \a"):
        with pytest.raises(InvalidInput):
            asked.click(ONE, Answer.REJECT, note)

    assert asked.look(ONE, Answer.REJECT).task.decision is None


def test_whichever_link_was_followed_any_answer_of_the_task_can_be_given(asked: Asked) -> None:
    link = asked.links[TWO][Answer.APPROVE]

    asked.desk.decisions.decide(asked.desk.decisions.open(link), Draft(Answer.ASK, "Who sees it?"), asked.desk.waits)

    decision = asked.look(ONE, Answer.REJECT).task.decision
    assert decision
    assert (decision.answer, decision.by, decision.note) == (Answer.ASK, TWO, "Who sees it?")


@pytest.mark.parametrize("answer", ["", "clear", "grant", "withdrawn", "answered", "APPROVE", "approve\n"])
def test_an_answer_that_the_task_does_not_take_decides_nothing(asked: Asked, answer: str) -> None:
    link = asked.links[ONE][Answer.APPROVE]

    with pytest.raises(InvalidInput) as refused:
        asked.desk.decisions.decide(asked.desk.decisions.open(link), Draft(answer, "Words."), asked.desk.waits)
    (problem,) = refused.value.problems
    assert (problem.pointer, problem.message) == ("/answer", "Choose one of the answers on this page.")

    assert asked.look(ONE, Answer.APPROVE).task.decision is None


def test_a_rule_is_reason_enough_and_the_record_names_it(asked: Asked) -> None:
    rules = (RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK)

    decision = asked.click(ONE, Answer.REJECT, rules=rules).task.decision

    assert decision and decision.rules == rules


def test_rules_are_named_by_a_rejection_alone(asked: Asked) -> None:
    decision = asked.click(ONE, Answer.APPROVE, rules=(RuleId.PROFILE_PHOTO,)).task.decision

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

    with pytest.raises(OwnCase):
        asked.look(ONE, Answer.APPROVE)
    with pytest.raises(OwnCase):
        asked.click(ONE, Answer.APPROVE)
    with pytest.raises(OwnCase):
        asked.desk.decisions.message(asked.links[ONE][Answer.APPROVE], "receipt")
    assert asked.desk.waits.woken == []
    assert asked.click(TWO, Answer.APPROVE).task.decision, "a colleague does"


def test_an_owner_answers_about_the_own_key() -> None:
    asked = Asked(owner={"name": "Robin Example", "email": ONE, "agreed": True})
    key = asked.key.model_copy(update={"kind": TaskKind.OWNER})
    asked.desk.correspondence.ask(key, (), days=14)
    token = asked.desk.templates.written[-1]["links"][Answer.CONFIRM].rsplit("/", 1)[1]

    asked.desk.decisions.decide(asked.desk.decisions.open(token), Draft(Answer.CONFIRM), asked.desk.waits)

    assert asked.desk.waits.woken == [key]


@pytest.mark.parametrize("kind", [TaskKind.EXCEPTION_SAFETY, TaskKind.EXCEPTION])
@pytest.mark.parametrize("part", ["manager", "holder"])
def test_who_filed_an_exception_or_gets_it_does_not_decide_it(kind: TaskKind, part: str) -> None:
    desk, filed = FakeDesk(), exception("Reports").model_copy(update={"outcome": None, "tasks": ()})
    desk.exceptions.add(filed)
    key = TaskKey(case_id=filed.id, round=1, kind=kind)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    person = {"manager": filed.request.account_manager.email, "holder": filed.account.email}[part]
    desk.people.update({Role.SAFETY: (person, TWO), Role.EXCEPTION_APPROVER: (person, TWO)})
    for token, whose in (("own", person), ("other", TWO)):
        link = TaskLink(task=key, answer=Answer.GRANT, person=whose, expires_at=NOON + timedelta(days=1))
        desk.links.add(hash_token(token), link)

    with pytest.raises(OwnCase):
        desk.decisions.open("own")
    assert desk.decisions.open("other").task.key == key


def test_the_links_of_who_left_the_staff_open_nothing(asked: Asked) -> None:
    asked.look(ONE, Answer.APPROVE)
    asked.desk.people[Role.REVIEWER] = (TWO,)

    for look in (asked.look, asked.click):
        with pytest.raises(UnknownLink):
            look(ONE, Answer.APPROVE)
    assert asked.click(TWO, Answer.APPROVE).task.decision


def test_the_links_of_who_changed_roles_open_nothing(asked: Asked) -> None:
    asked.desk.people.update({Role.REVIEWER: (TWO,), Role.SAFETY: (ONE,)})

    with pytest.raises(UnknownLink):
        asked.look(ONE, Answer.APPROVE)


def test_an_expired_link_opens_nothing(asked: Asked) -> None:
    asked.desk.clock.move(LINK_LIFETIME - timedelta(seconds=1))
    asked.look(ONE, Answer.APPROVE)
    asked.desk.clock.move(timedelta(seconds=1))

    with pytest.raises(UnknownLink):
        asked.look(ONE, Answer.APPROVE)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "a" * 10_000])
def test_a_link_that_was_never_made_opens_nothing(asked: Asked, token: str) -> None:
    with pytest.raises(UnknownLink):
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
        asked.click(ONE, Answer.REJECT, note)

    (problem,) = refused.value.problems
    assert problem.pointer == "/note"
    assert problem.message == said


def test_a_reviewers_link_opens_the_messages_of_its_case_and_no_other(asked: Asked) -> None:
    for receipt in ("receipt-1", "receipt-2"):
        mail = KeptMail(
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
        asked.desk.received.keep(mail)
    link = asked.links[ONE][Answer.APPROVE]

    assert asked.desk.decisions.message(link, "receipt-2").text == "receipt-2"
    with pytest.raises(UnknownLink):
        asked.desk.decisions.message(link, "receipt-3")


def test_an_owners_link_opens_no_message(asked: Asked) -> None:
    desk = asked.desk
    key = TaskKey(case_id=asked.key.case_id, round=1, kind=TaskKind.OWNER)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    expires_at = NOON + timedelta(days=1)
    desk.links.add(
        hash_token("owners"), TaskLink(task=key, answer=Answer.CONFIRM, person="robin@c.example", expires_at=expires_at)
    )

    with pytest.raises(UnknownLink):
        desk.decisions.message("owners", "receipt-1")


def test_a_link_of_an_exception_opens_no_message() -> None:
    desk, filed = FakeDesk(), exception("Reports").model_copy(update={"outcome": None, "tasks": ()})
    desk.exceptions.add(filed)
    key = TaskKey(case_id=filed.id, round=1, kind=TaskKind.EXCEPTION)
    desk.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    expires_at = NOON + timedelta(days=1)
    desk.links.add(hash_token("token"), TaskLink(task=key, answer=Answer.GRANT, person=TWO, expires_at=expires_at))

    with pytest.raises(UnknownLink):
        desk.decisions.message("token", "receipt-1")


def test_two_who_decide_in_the_same_moment_decide_once(asked: Asked) -> None:
    both = [asked.look(person, Answer.APPROVE) for person in (ONE, TWO)]
    for opened in both:
        asked.desk.decisions.decide(opened, Draft(Answer.APPROVE), asked.desk.waits)

    decision = asked.look(TWO, Answer.APPROVE).task.decision
    assert decision and decision.by == ONE
    assert asked.desk.waits.woken == [asked.key, asked.key]


def test_a_link_shows_the_mails_of_its_case(asked: Asked) -> None:
    assert [record.mail.to for record in asked.look(ONE, Answer.APPROVE).mails] == [ONE, TWO]
