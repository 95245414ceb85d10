"""Tells the staff who were asked to decide a task that it is decided, so that nobody opens a case that is done."""

from domain.cases.any_case import AnyCase
from domain.cases.case import Decision, TaskKey
from domain.cases.conflict_of_interest import without_involved
from domain.notifications.messages import EmailName, OutboxEntry, request_entry
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import case_values
from domain.presentation.labels import DECISION_LABELS


def tell_colleagues(outbox: Outbox, key: TaskKey, decision: Decision, case: AnyCase, staff: tuple[str, ...]) -> None:
    """Send those of the ``staff`` who were asked one line about the decision, in the thread of the request.

    Not to who decided, nor to those involved in the case. Each is told once, however often this is called. ``staff``
    are empty for a task of the owner or applicant.
    """
    if not staff:
        return
    sent = [record.entry for record in outbox.store.list_entries(key.case_id) if record.sent or record.tried_at]
    asked = {entry.to.casefold(): entry.to for entry in sent if _asks(entry, key)}
    for person in without_involved(case, staff):
        to = asked.get(person.casefold())
        if to and to.casefold() != decision.by.casefold():
            entry = OutboxEntry(
                name=EmailName.TASK_CLOSED,
                case_id=key.case_id,
                round=key.round,
                to=to,
                occasion=f"{key.kind} {key.turn}",
            )
            outbox.send_once(entry, case.thread_id, lambda: closed_values(case, decision))


def closed_values(case: AnyCase, decision: Decision) -> dict[str, object]:
    made = {"answer": str(decision.answer), "words": DECISION_LABELS[decision.answer]}
    return {**case_values(case), "decided": {**made, "by": decision.by, "at": decision.at}}


def _asks(entry: OutboxEntry, key: TaskKey) -> bool:
    """Whether an email asked somebody to decide a task; who joined the staff later got reminders alone."""
    if entry.name is EmailName.REMINDER:
        return entry.round == key.round and entry.occasion.startswith(f"{key.kind} {key.turn} ")
    return entry == request_entry(key, entry.to)
