"""On a schedule: sends reminders, escalations and the digest of quarantined messages. Makes the forecast."""

from adapters.aws.observability import log, observed
from domain.cases.case import TaskKind
from domain.inbound_email.quarantine_page import send_quarantine_digest
from domain.reporting.measured_waits import store_forecast
from wiring import clients, console, notifications, stores


@observed
def handler(_event: object, _context: object) -> dict[str, int]:
    """Out: ``open``, how many tasks are open. Safe to repeat: nothing is sent twice."""
    reminders = notifications.reminders()
    send_quarantine_digest(console.quarantine(), reminders.notifier.outbox, reminders.staff(TaskKind.REVIEW))
    try:
        number = reminders.send_due()
    finally:
        store_forecast(stores.outcome_records(), stores.work_queue(), stores.forecasts(), clients.now())
    log("reminded of what is due", open=number)
    return {"open": number}


clients.warm("dynamodb", patient=("ses",))
