"""Handles received email: SES stores the message in the bucket, then invokes this function with its receipt.

Accepting a quarantined message invokes it, too.
"""

from typing import Any

from adapters.aws.observability import about, count, log, observed
from adapters.inbound_email.parser import Receipt
from domain.inbound_email.quarantine import AcceptedMessage
from domain.inbound_email.reply_handling import HandledReply
from wiring import clients, operations


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: an SES receipt event, or an ``AcceptedMessageEvent``.

    Out: what became of it. Safe to repeat.
    """
    replies = operations.reply_handler()
    if "released" in event:
        return _answer([_noted(replies.handle_accepted(AcceptedMessage.model_validate(event["released"])))])
    mailbox = operations.received_email_bucket()
    receipts = (Receipt.model_validate(record["ses"]) for record in event["Records"])
    return _answer([_noted(replies.receive(mailbox.read(receipt))) for receipt in receipts])


def _noted(handled: HandledReply) -> HandledReply:
    if handled.application_id:
        about(handled.application_id)
    log("mail handled", handling=handled.handling)  # not why: it may quote the message
    count(f"Mail.{handled.handling}")
    return handled


def _answer(handled: list[HandledReply]) -> dict[str, Any]:
    return {"handled": [reply.model_dump(mode="json") for reply in handled]}


clients.warm("dynamodb", "stepfunctions", patient=("ses",))
