"""Received mail: SES stores the message in the bucket, then invokes this function with its receipt."""

from typing import Any

import wiring
from adapters.received import Receipt
from adapters.telemetry import about, count, log, observed


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: an SES receipt event. Out: what became of each message. A repetition does nothing twice."""
    desk, mailbox = wiring.reply_desk(), wiring.mailbox()
    answers = []
    for record in event["Records"]:
        receipt = Receipt.model_validate(record["ses"])
        handled = desk.receive(mailbox.read(receipt))
        if handled.application_id:
            about(handled.application_id)
        log("mail handled", receipt=receipt.mail.message_id, handling=handled.handling, why=handled.why)
        count(f"Mail.{handled.handling}")
        answers.append(handled.model_dump(mode="json"))
    return {"handled": answers}
