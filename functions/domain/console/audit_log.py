"""The audit log of a case: everything that happened to it, by whom and when."""

from collections.abc import Iterable
from typing import Any

from domain.cases.any_case import AnyCase
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import SAFETY_CHECK, Case, Round, Task
from domain.cases.inbound_message import StoredMessage
from domain.console.sent_emails import delivery_words
from domain.model.api_key import KeyChange
from domain.notifications.delivery_status import TITLES, OutboxRecord
from domain.policy import RuleId, Verdict, load_policy
from domain.presentation.case_view import message_values
from domain.presentation.key_values import change_source, change_text, change_title
from domain.presentation.labels import DECISION_LABELS, STATUS_LABELS, TASK_ASSIGNEES, value_words

Event = dict[str, Any]
LONGEST_REASON = 200  # characters of the reason for a change of the API key, which its email has in full


def log_values(case: AnyCase, emails: tuple[OutboxRecord, ...], entries: tuple[AuditEntry, ...]) -> list[Event]:
    """Plain values, oldest first: ``at``, ``by`` (empty for Keydesk itself), ``what``."""
    events = [_event(entry.at, entry.by, entry.what) for entry in entries]
    events += [event for task in case.tasks for event in _of_task(task)]
    events += [event for record in emails for event in _of_email(record)]
    if isinstance(case, Case):
        events.append(_event(case.application.submitted_at, case.application.request.applicant.email, "Submitted"))
        events += [event for judged in case.rounds for event in _of_round(judged)]
        events += map(_of_message, case.messages)
        events += map(_of_key_change, case.key_changes)
        if case.revision:
            events.append(_event(case.revision.at, "", "The applicant changed the application"))
    else:
        events.append(_event(case.filed_at, case.request.account_manager.email, "Filed"))
        if case.outcome:
            events.append(_event(case.outcome.at, "", f"Ended: {STATUS_LABELS[case.outcome.status]}"))
    return sorted(events, key=lambda event: event["at"])


def _of_message(message: StoredMessage) -> Event:
    values = message_values(message)
    return _event(values["at"], values["from"], f"Email received. {values['became']}")


def _of_key_change(change: KeyChange) -> Event:
    text = change.key.id if change.key else change_text(change)
    shown = text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]} …"
    return _event(change.at, change_source(change), f"{change_title(change)}: {shown}")


def _of_task(task: Task) -> list[Event]:
    whom = TASK_ASSIGNEES[task.key.kind]
    again = " again" if task.key.turn > 1 else ""
    asked = _event(task.opened_at, "", f"Asked {SAFETY_CHECK if task.asks_check else whom}{again}")
    if task.decision is None:
        return [asked]
    what = f"{whom[:1].upper()}{whom[1:]}: {DECISION_LABELS[task.decision.answer]}"
    decided = _event(task.decision.at, task.decision.by, what)
    return [asked, decided]


def _of_email(record: OutboxRecord) -> list[Event]:
    name, to = TITLES[record.entry.name], record.entry.to
    sent = []
    if record.sent:
        sent = [_event(record.sent.at, "", f"Email sent to {to}: {name}")]
    elif record.tried_at:  # it is unknown whether SES accepted it
        sent = [_event(record.tried_at, "", f"Email may have been sent to {to}: {name}")]
    report = record.report
    reported = [_event(report.at, "", f"{delivery_words(report.status)}: {name}, to {to}")] if report else []
    return sent + reported


def _of_round(judged: Round) -> list[Event]:
    review = "First review" if judged.number == 1 else "Re-review"
    events = [_event(judged.started_at, "", f"{review} started")]
    if judged.verdict:
        events.append(_event(judged.judged_at or judged.started_at, "", _checked(judged.verdict)))
    if outcome := judged.outcome:
        rules = _titles(reason.rule for reason in outcome.reasons if reason.rule)
        what = f"{review} ended: {value_words(outcome.status)}{f' ({rules})' if rules else ''}"
        events.append(_event(outcome.at, "", what))
    return events


def _checked(verdict: Verdict) -> str:
    """Which rules of which version of the policy must be fixed, and which need a review."""
    rejected, flagged = (_titles(found.rule for found in some) for some in (verdict.rejected, verdict.flagged))
    result = f"fix: {rejected}" if rejected else "nothing to fix"
    more = f"; needs review: {flagged}" if flagged else ""
    return f"Checked against policy version {verdict.policy_version}: {result}{more}"


def _titles(rules: Iterable[RuleId]) -> str:
    return ", ".join(load_policy().rules[rule].title for rule in rules)


def _event(at: Any, by: str, what: str) -> Event:
    return {"at": at, "by": "" if by == "nobody" else by, "what": what}
