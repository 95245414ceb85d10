"""Who has to act next on a case, or how it ended."""

from domain.cases.any_case import AnyCase
from domain.cases.case import Case, TaskKind
from domain.model.api_key import KeyStatus
from domain.model.dates import day_words
from domain.presentation.key_values import open_report, reply_to_last_change
from domain.presentation.labels import KEY_SENTENCES, STATUS_SENTENCES, TASK_WAITS_FOR


def next_step(case: AnyCase) -> str:
    if isinstance(case, Case) and case.key_changes:
        return _next_of_key(case)
    if case.status in STATUS_SENTENCES:
        return STATUS_SENTENCES[case.status]
    task = next((task for task in case.tasks if task.decision is None), None)
    if task is None:
        return "Keydesk is processing the case. The next email goes out within minutes."
    since = f"Waiting for {TASK_WAITS_FOR[task.key.kind]} since {day_words(task.opened_at)}."
    if task.answer_by is None:
        return since
    silence = (
        "the review continues without it" if task.key.kind is TaskKind.INFO_REQUEST else "we close the application"
    )
    return f"{since} If no answer arrives by {day_words(task.answer_by)}, {silence}."


def _next_of_key(case: Case) -> str:
    replied = reply_to_last_change(case)
    if replied:
        decide = "" if case.key_status is KeyStatus.REVOKED else ", then decide about the key"
        return f"The client replied about the API key on {day_words(replied.received_at)}. Read the reply{decide}."
    if open_report(case) or case.key_status is None:
        asked_on = day_words(case.key_changes[-1].at)
        return f"The app reached its request limit. We asked the client on {asked_on} to reply."
    return KEY_SENTENCES[case.key_status]
