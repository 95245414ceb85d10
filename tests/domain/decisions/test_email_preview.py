"""The previewed email is the one that the decision then sends."""

from datetime import timedelta

import pytest

from adapters.web.templates import MailTemplates
from domain.cases.access_tokens import DecisionToken
from domain.cases.case import Case, DecisionType, Task, TaskKind
from domain.decisions.decide import Draft, OpenedTask
from domain.decisions.email_preview import EmailPreview, preview_email
from domain.policy import RuleId, evaluate
from tests.examples import account, application
from tests.fakes import KEY_LOCATION, NOON, FakeKeydesk
from tests.words import case, exception, task

WORDS = "Weekly hours report"
PERSON = "one@staff.example"


def opened(kind: TaskKind, round_number: int = 1) -> OpenedTask:
    """An open task of this kind, in a case that is ready for it."""
    shown = exception(WORDS) if "exception" in kind else in_order(kind, round_number)
    (found,) = (task for task in shown.tasks if task.key.kind is kind and task.key.round in (round_number, 1))
    found = found.model_copy(update={"decision": None})
    expires_at = NOON + timedelta(days=1)
    token = DecisionToken(task=found.key, answer=DecisionType.APPROVE, person=PERSON, expires_at=expires_at)
    return OpenedTask(case=shown, token=token, task=found)


def in_order(kind: TaskKind, round_number: int) -> Case:
    """An application that no rule rejects, with this task open."""
    shown = case(WORDS, round_number)
    before: tuple[Task, ...] = (task(shown.application.id, 1, TaskKind.OWNER, DecisionType.CONFIRM, ""),)
    if kind is TaskKind.REVIEW:
        before += (task(shown.application.id, round_number, TaskKind.SAFETY, DecisionType.CLEAR, "internal"),)
    others = tuple(other for other in before if other.key.kind is not kind)
    tasks = (*others, task(shown.application.id, round_number, kind, None, ""))
    verdict = evaluate(application(), account())
    rounds = tuple(shown_round.model_copy(update={"verdict": verdict, "outcome": None}) for shown_round in shown.rounds)
    return shown.model_copy(update={"rounds": rounds, "tasks": tasks})


def preview(
    shown: OpenedTask, answer: DecisionType, note: str = "", rules: tuple[RuleId, ...] = ()
) -> EmailPreview | None:
    decision = FakeKeydesk().decisions.check(shown, Draft(answer, note, rules))
    return preview_email(shown, decision, MailTemplates(), 20, 90, KEY_LOCATION)


def test_rejection_shows_each_reason_with_its_fix_and_the_note() -> None:
    rules = (RuleId.PROFILE_PHOTO, RuleId.NO_BRAND_LOOK)

    email = preview(opened(TaskKind.REVIEW), DecisionType.REJECT, "See me.", rules)

    assert email
    assert email.to == (in_order(TaskKind.REVIEW, 1).application.request.applicant.email,)
    for words in (
        "Please fix the 3 things",
        "* Profile photo: The account has no profile photo",
        "Add a photo of yourself",
        "* See me.",
    ):
        assert words in email.text
    assert "reply to this email" in email.text
    assert "internal" not in email.text


@pytest.mark.parametrize(
    ("kind", "answer", "words"),
    [
        (TaskKind.REVIEW, DecisionType.APPROVE, "is approved"),
        (TaskKind.SAFETY, DecisionType.NOT_CLEAR, "could not clear the account"),
        (TaskKind.OWNER, DecisionType.DECLINE, "declined to own the key"),
        (TaskKind.EXCEPTION_SAFETY, DecisionType.NOT_CLEAR, "could not clear the account"),
        (TaskKind.EXCEPTION, DecisionType.GRANT, "can apply for an API key"),
        (TaskKind.EXCEPTION, DecisionType.REFUSE, "| Why not."),
    ],
)
def test_email_has_the_note_only_if_it_is_meant_for_the_recipient(
    kind: TaskKind, answer: DecisionType, words: str
) -> None:
    email = preview(opened(kind), answer, "Why not.")

    assert email and words in email.text
    assert ("Why not." in email.text) is (answer in (DecisionType.DECLINE, DecisionType.REFUSE))


def test_final_rejection_says_so_and_a_question_has_its_last_day() -> None:
    final = preview(opened(TaskKind.REVIEW, 2), DecisionType.REJECT, "Still none.")
    question = preview(opened(TaskKind.REVIEW), DecisionType.REQUEST_INFO, "Who sees it?")

    assert final and "This decision is final" in final.text
    assert question and "| Who sees it?" in question.text
    assert "Please answer by 22 March 2026" in question.text


@pytest.mark.parametrize(
    ("kind", "answer"), [(TaskKind.SAFETY, DecisionType.CLEAR), (TaskKind.OWNER, DecisionType.CONFIRM)]
)
def test_decision_that_sends_no_email_has_no_preview(kind: TaskKind, answer: DecisionType) -> None:
    assert preview(opened(kind), answer) is None


def test_decided_task_has_no_preview() -> None:
    shown = opened(TaskKind.REVIEW)
    decided = task(shown.task.key.case_id, 1, TaskKind.REVIEW, DecisionType.REQUEST_INFO, "Who?")

    assert preview(OpenedTask(case=shown.case, token=shown.token, task=decided), DecisionType.APPROVE) is None
