"""Answering a reviewer's question on the status page, and by email: one question has one answer."""

from datetime import timedelta

import pytest

from domain.applications.status_links import answer_question
from domain.applications.status_page import answered_at, status_values
from domain.cases.access_tokens import StatusToken, hash_token
from domain.cases.case import Case, Decision, DecisionType, TaskKey, TaskKind
from domain.model.errors import AlreadyDecided, InvalidInput, UnknownToken
from tests.examples import account, request_data
from tests.fakes import NOON, FakeKeydesk

APPLICANT, OWNER = "avery@client.example", "robin@client.example"


class Asked:
    """An application about which a reviewer asked something, and status links of the applicant and the owner."""

    def __init__(self, known: tuple[str, ...] = (APPLICANT, OWNER)) -> None:
        self.desk = FakeKeydesk()
        owner = {"name": "Robin Example", "email": OWNER, "agreed": True}
        self.id = self.desk.submit(request_data(owner=owner)).id
        self.desk.cases.set_round(self.id, 1, account=account())
        for person in known:
            self.desk.cases.confirm_address(self.id, person, NOON)
        for token in (APPLICANT, OWNER):
            opens = StatusToken(application_id=self.id, person=token, expires_at=NOON + timedelta(days=90))
            self.desk.tokens.add_token(hash_token(token), opens)
        self.question = self.ask(1, "Who sees it?")

    def ask(self, turn: int, words: str) -> TaskKey:
        review = TaskKey(case_id=self.id, round=1, kind=TaskKind.REVIEW, turn=turn)
        question = review.model_copy(update={"kind": TaskKind.INFO_REQUEST})
        self.desk.notifier.request_decision(review, ("one@staff.example",))
        decision = Decision(answer=DecisionType.REQUEST_INFO, by="one@staff.example", at=NOON, note=words)
        self.desk.cases.decide(review, decision)
        self.desk.notifier.request_decision(question, (), days=14)
        return question

    @property
    def case(self) -> Case:
        return self.desk.cases.get_case(self.id)

    def answer(self, words: str, question: str = "1-1", by: str = APPLICANT) -> Decision | None:
        self.desk.status_links.answer(by, question, words, self.desk.waits)
        return self.case.decision(TaskKind.INFO_REQUEST, 1)


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.mark.parametrize("by", [APPLICANT, OWNER])
def test_answer_on_the_page_is_the_clients_words_and_resumes_the_review(asked: Asked, by: str) -> None:
    shown = status_values(asked.case, by)
    assert shown["headline"] == "We have a question for you"
    assert (shown["question"]["id"], shown["question"]["text"]) == ("1-1", "Who sees it?")
    assert shown["question"]["answer_by"] == NOON + timedelta(days=14)

    kept = asked.answer(" Our bookkeepers.\r\nNobody else. ", by=by)

    assert kept == Decision(answer=DecisionType.ANSWERED, by=by, at=NOON, note="Our bookkeepers.\nNobody else.")
    assert asked.desk.waits.woken == [asked.question]
    assert status_values(asked.case, by)["question"] is None
    assert answered_at(asked.case) == NOON


def test_second_answer_is_refused_and_the_first_one_stays(asked: Asked) -> None:
    first = asked.answer("Our bookkeepers.")

    with pytest.raises(AlreadyDecided):
        asked.answer("Everybody.")
    with pytest.raises(AlreadyDecided):
        asked.answer("Our bookkeepers.", by=OWNER)

    assert asked.case.decision(TaskKind.INFO_REQUEST, 1) == first


def test_same_answer_sent_twice_is_taken_once_and_resumes_the_review_again(asked: Asked) -> None:
    first = asked.answer("Our bookkeepers.")
    asked.desk.clock.move(timedelta(minutes=1))

    assert asked.answer("Our bookkeepers.") == first
    assert asked.desk.waits.woken == [asked.question] * 2


def test_answer_to_an_earlier_question_does_not_answer_the_next(asked: Asked) -> None:
    asked.answer("Yes")
    asked.ask(2, "Are you sure?")

    assert asked.answer("Yes", question="1-1") is None, "the open page of the first question, sent once more"
    kept = asked.answer("Yes", question="1-2")
    assert kept and kept.note == "Yes"


@pytest.mark.parametrize(("words", "message"), [(" \n ", "Enter your answer."), ("x" * 5_001, "Your answer must have")])
def test_empty_or_too_long_answer_is_refused(asked: Asked, words: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        asked.answer(words)

    assert refused.value.problems[0].message.startswith(message)
    assert asked.case.decision(TaskKind.INFO_REQUEST, 1) is None


def test_answer_after_the_time_was_over_is_refused(asked: Asked) -> None:
    asked.desk.clock.move(timedelta(days=15))
    asked.desk.notifier.request_decision(asked.question, (), days=14)

    with pytest.raises(AlreadyDecided):
        asked.answer("Our bookkeepers.")
    assert answered_at(asked.case) is None


@pytest.mark.parametrize("question", ["", "1-2", "2-1", "review", "1-1-1"])
def test_unknown_question_takes_no_answer(asked: Asked, question: str) -> None:
    with pytest.raises(UnknownToken):
        asked.answer("Yes", question=question)


def test_reader_who_has_not_confirmed_the_address_neither_sees_nor_answers_the_question() -> None:
    asked = Asked(known=(APPLICANT,))
    asked.desk.cases.set_round(asked.id, 1, account=account(members=()))

    shown = status_values(asked.case, OWNER)
    assert shown["question"] is None
    assert shown["next"] == "A reviewer asked a question. Confirm your email address above to see it."
    with pytest.raises(UnknownToken):
        asked.answer("Yes", by=OWNER)
    assert asked.answer("Yes")


def test_email_and_page_at_the_same_moment_leave_one_answer(asked: Asked) -> None:
    question = asked.case.task(TaskKind.INFO_REQUEST, 1)
    assert question
    by_email = Decision(answer=DecisionType.ANSWERED, by=APPLICANT, at=NOON, note="By email.", receipt="receipt-1")

    asked.answer("On the page.")

    assert not answer_question(question, by_email, asked.desk.cases, asked.desk.waits), "it was open when it was read"
    with pytest.raises(AlreadyDecided):
        asked.answer("By email.")
