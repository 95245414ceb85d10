"""The mail that a decision would bring is the mail that it then brings."""

from datetime import timedelta

import pytest

from adapters.web.templates import MailTemplates
from domain.cases.access_tokens import DecisionToken
from domain.cases.case import Case, DecisionType, Task, TaskKind
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.email_preview import Preview, preview
from domain.policy import RuleId, evaluate
from tests.examples import account, application
from tests.fakes import NOON, FakeKeydesk
from tests.words import case, exception, task

WORDS = "Weekly hours report"
PERSON = "one@staff.example"


def asked(kind: TaskKind, round_number: int = 1) -> OpenedTask:
    """A task of this kind that is open, in a case that is ready for it."""
    shown = exception(WORDS) if "exception" in kind else in_order(kind, round_number)
    (one,) = (task for task in shown.tasks if task.key.kind is kind and task.key.round in (round_number, 1))
    one = one.model_copy(update={"decision": None})
    link = DecisionToken(task=one.key, answer=DecisionType.APPROVE, person=PERSON, expires_at=NOON + timedelta(days=1))
    return OpenedTask(case=shown, link=link, task=one)


def in_order(kind: TaskKind, round_number: int) -> Case:
    """An application that no rule rejects, with this task open."""
    shown = case(WORDS, round_number)
    before: tuple[Task, ...] = (task(shown.application.id, 1, TaskKind.OWNER, DecisionType.CONFIRM, ""),)
    if kind is TaskKind.REVIEW:
        before += (task(shown.application.id, round_number, TaskKind.SAFETY, DecisionType.CLEAR, "internal"),)
    others = tuple(one for one in before if one.key.kind is not kind)
    tasks = (*others, task(shown.application.id, round_number, kind, None, ""))
    verdict = evaluate(application(), account())
    rounds = tuple(one.model_copy(update={"verdict": verdict, "outcome": None}) for one in shown.rounds)
    return shown.model_copy(update={"rounds": rounds, "tasks": tasks})


def show(opened: OpenedTask, answer: DecisionType, note: str = "", rules: tuple[RuleId, ...] = ()) -> Preview | None:
    decision = FakeKeydesk().decisions.check(opened, Draft(answer, note, rules))
    return preview(opened, decision, MailTemplates(), answer_days=20)


def test_a_rejection_shows_each_reason_with_its_fix_and_the_reviewers_words() -> None:
    mail = show(asked(TaskKind.REVIEW), DecisionType.REJECT, "See me.", (RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK))

    assert mail
    assert mail.to == (in_order(TaskKind.REVIEW, 1).application.request.applicant.email,)
    for words in ("These 3 things stand", "* The account has no profile photo", "Add a photo of yourself", "* See me."):
        assert words in mail.text
    assert "reply to this mail" in mail.text
    assert "internal" not in mail.text


def test_a_second_rejection_shows_the_final_mail() -> None:
    mail = show(asked(TaskKind.REVIEW, 2), DecisionType.REJECT, "Still none.")

    assert mail and "This answer is final" in mail.text


def test_a_question_shows_the_day_of_its_answer() -> None:
    mail = show(asked(TaskKind.REVIEW), DecisionType.REQUEST_INFO, "Who sees it?")

    assert mail and "| Who sees it?" in mail.text
    assert "Reply to this mail by 22 March 2026" in mail.text


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        (TaskKind.REVIEW, DecisionType.APPROVE, "is approved"),
        (TaskKind.SAFETY, DecisionType.NOT_CLEAR, "could not clear the account"),
        (TaskKind.OWNER, DecisionType.DECLINE, "does not want to own it"),
        (TaskKind.EXCEPTION_SAFETY, DecisionType.NOT_CLEAR, "could not clear the account"),
        (TaskKind.EXCEPTION, DecisionType.GRANT, "may apply for an API key"),
        (TaskKind.EXCEPTION, DecisionType.REFUSE, "| Why not."),
    ],
)
def test_each_answer_that_somebody_hears_of_shows_its_mail(kind: TaskKind, answer: DecisionType, words: str) -> None:
    mail = show(asked(kind), answer, "Why not.")

    assert mail and words in mail.text
    assert ("Why not." in mail.text) is (answer in (DecisionType.DECLINE, DecisionType.REFUSE)), (
        "notes for colleagues stay inside"
    )


@pytest.mark.parametrize(
    ("kind", "answer"), [(TaskKind.SAFETY, DecisionType.CLEAR), (TaskKind.OWNER, DecisionType.CONFIRM)]
)
def test_an_answer_that_nobody_hears_of_shows_none(kind: TaskKind, answer: DecisionType) -> None:
    assert show(asked(kind), answer) is None


def test_what_is_decided_already_shows_none() -> None:
    opened = asked(TaskKind.REVIEW)
    decided = task(opened.task.key.case_id, 1, TaskKind.REVIEW, DecisionType.REQUEST_INFO, "Who?")

    later = OpenedTask(case=opened.case, link=opened.link, task=decided)

    assert show(later, DecisionType.APPROVE) is None
