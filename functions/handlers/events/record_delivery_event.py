"""Records what SES reports about our emails (EventBridge): delivered, late, bounced, complained about, rejected."""

from typing import Any

from adapters.aws.observability import about, count, log, observed
from adapters.aws.ses_events import read_report
from domain.notifications.delivery_status import NOT_READ
from domain.notifications.messages import DECISION_EMAILS
from domain.notifications.outbox import reported_entry
from wiring import clients, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: an event of SES. Out: ``handling``. Safe to repeat; a report of less weight changes nothing.

    Raises:
        ValueError: if the event is of another shape.
        EmailNotRecordedYet: if it may be about a mail that is marked in a moment; Lambda tries again in a minute.
    """
    message_id, report = read_report(event)
    mails = stores.outbox_store()
    mail = reported_entry(mails, message_id, report.at, clients.now())
    if mail is None:
        log("report on a mail that is not on record", message_id=message_id, fate=report.status)
        count("MailReportsUnknown")
        return {"handling": "unknown"}
    if mail.case_id:
        about(mail.case_id, mail.round)
    is_news = mails.record_delivery(mail, report)
    log("mail reported on", mail=mail.name, fate=report.status, is_news=is_news)
    if is_news and report.status in NOT_READ and mail.name in DECISION_EMAILS:
        count("DecisionMailsBounced")
    return {"handling": "recorded" if is_news else "known"}


clients.warm("dynamodb")
