from datetime import timedelta

import pytest

from review.correspondence import LINK_LIFETIME
from review.deciding import Draft, OpenedLink
from review.errors import InvalidInput, UnknownLink
from review.lifecycle import Answer, TaskKey, TaskKind
from review.policy import RuleId
from tests.examples import request_data
from tests.fakes import FakeDesk

ONE, TWO = "one@staff.example", "two@staff.example"


class Asked:
    """A desk with one review task open; ``links[person][answer]`` are the tokens that the mails carried."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        desk = self.desk
        application = desk.hand_in(request_data())
        self.key = TaskKey(case_id=application.id, round=1, kind=TaskKind.REVIEW)
        desk.correspondence.ask(self.key, (ONE, TWO))
        self.links: dict[str, dict[str, str]] = {}
        for letter, values in zip(desk.post.letters, desk.templates.written, strict=True):
            self.links[letter.to] = {answer: url.rsplit("/", 1)[1] for answer, url in values["links"].items()}

    def click(self, person: str, answer: Answer, note: str = "", rules: tuple[RuleId, ...] = ()) -> OpenedLink:
        self.desk.decisions.decide(self.links[person][answer], Draft(answer, note, rules), self.desk.waits)
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
    with pytest.raises(InvalidInput):
        asked.click(ONE, Answer.REJECT, note)

    assert asked.look(ONE, Answer.REJECT).task.decision is None


def test_reasons_that_cannot_be_mailed_decide_nothing(asked: Asked) -> None:
    for note in ("x" * 5_001, "bell \a"):
        with pytest.raises(InvalidInput):
            asked.click(ONE, Answer.REJECT, note)

    assert asked.look(ONE, Answer.REJECT).task.decision is None


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
