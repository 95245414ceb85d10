"""The log of a case: everything that happened to it, by whom and when, for whoever has to account for it."""

from typing import Any

from domain.cases.any_case import AnyCase
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Case, Round, Task
from domain.notifications.delivery_status import TITLES, OutboxRecord
from domain.presentation.case_view import message_values
from domain.presentation.labels import STATUS_LABELS, TASK_ASSIGNEES, value_words


def log_values(case: AnyCase, mails: tuple[OutboxRecord, ...], entries: tuple[AuditEntry, ...]) -> list[dict[str, Any]]:
    """Plain values for the log of a case, oldest first: ``at``, ``by`` (empty for the desk itself), ``what``."""
    events = [_event(one.at, one.by, one.what) for one in entries]
    events += [event for task in case.tasks for event in _of_task(task)]
    events += [event for record in mails for event in _of_mail(record)]
    if isinstance(case, Case):
        events.append(_event(case.application.submitted_at, case.application.request.applicant.email, "Handed in"))
        events += [event for one in case.rounds for event in _of_round(one)]
        events += [_event(one["at"], one["from"], f"Mail came in. {one['became']}") for one in _messages(case)]
        if case.revision:
            events.append(_event(case.revision.at, "", "The applicant changed the application"))
    else:
        events.append(_event(case.filed_at, case.request.account_manager.email, "Filed"))
        if case.outcome:
            events.append(_event(case.outcome.at, "", f"Ended: {STATUS_LABELS[case.outcome.status]}"))
    return sorted(events, key=lambda event: event["at"])


def _messages(case: Case) -> list[dict[str, Any]]:
    return [message_values(mail) for mail in case.messages]


def _of_task(task: Task) -> list[dict[str, Any]]:
    whom = TASK_ASSIGNEES[task.key.kind]
    asked = _event(task.opened_at, "", f"Asked {whom}{f', turn {task.key.turn}' if task.key.turn > 1 else ''}")
    if task.decision is None:
        return [asked]
    said = _event(task.decision.at, task.decision.by, f"Answered for {whom}: {value_words(task.decision.answer)}")
    return [asked, said]


def _of_mail(record: OutboxRecord) -> list[dict[str, Any]]:
    name, to = TITLES[record.entry.name], record.entry.to
    sent = []
    if record.sent:
        sent = [_event(record.sent.at, "", f"Mail sent to {to}: {name}")]
    elif record.tried_at:  # the desk has not learned whether SES took it
        sent = [_event(record.tried_at, "", f"Mail perhaps sent to {to}: {name}")]
    report = record.report
    became = [_event(report.at, "", f"{name}, to {to}: {value_words(report.fate)}")] if report else []
    return sent + became


def _of_round(one: Round) -> list[dict[str, Any]]:
    began = _event(one.started_at, "", f"Review {one.number} began")
    outcome = one.outcome
    ended = [_event(outcome.at, "", f"Review {one.number} ended: {value_words(outcome.status)}")] if outcome else []
    return [began, *ended]


def _event(at: Any, by: str, what: str) -> dict[str, Any]:
    return {"at": at, "by": "" if by == "nobody" else by, "what": what}
