"""Receiving mail as SES does: the message into the bucket, then the function with a receipt event.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
"""

import json
import re
import secrets
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime, getaddresses, parseaddr
from typing import Any

from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import MAIL_DOMAIN, REGION

PREFIX = "received/"
VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")
STATUSES = ("PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED")


class NotReceived(Exception):
    """The mail cannot be delivered; the message says why."""


class Receiving:
    """The receipt rule of the local desk."""

    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str]) -> None:
        self._bucket = outputs["ReceivedMailBucket"]
        self._function = outputs["ReceiveReplyFunction"]
        self._s3 = aws.client("s3")
        self._lambda = aws.client("lambda")

    def deliver(
        self, raw: bytes, recipients: tuple[str, ...] = (), sender: str | None = None, verdicts: str = ""
    ) -> dict[str, Any]:
        """Deliver a message; answers with what the function returned.

        Args:
            raw: the RFC 822 message.
            recipients: of the envelope; the To header's where there are none.
            sender: of the envelope; the Return-Path's or the From header's where there is none.
            verdicts: overrides, ``dmarc:FAIL,spam:GRAY`` for example; every other verdict is PASS.

        Raises:
            NotReceived: for a recipient of another domain, an unknown verdict, or a function that failed.
        """
        event = self._store(raw, receipt_event(raw, recipients, sender, verdicts))
        answer = self._lambda.invoke(FunctionName=self._function, Payload=json.dumps(event))
        payload: dict[str, Any] = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise NotReceived(f"The function failed: {payload.get('errorMessage', payload)}")
        return payload

    def deliver_as_event(self, raw: bytes) -> None:
        """Deliver a message as SES does, which waits for nothing: Lambda tries again, and keeps what fails.

        Raises:
            NotReceived: for a recipient of another domain.
        """
        event = self._store(raw, receipt_event(raw))
        self._lambda.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event))

    def _store(self, raw: bytes, event: dict[str, Any]) -> dict[str, Any]:
        record = event["Records"][0]["ses"]
        stored = _written_by_ses(record) + raw
        self._s3.put_object(Bucket=self._bucket, Key=PREFIX + record["mail"]["messageId"], Body=stored)
        return event


def _written_by_ses(record: dict[str, Any]) -> bytes:
    """The header fields that SES writes above a message: where it came from, and what it says of its sender.

    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html
    """
    mail, receipt = record["mail"], record["receipt"]
    sender = parseaddr(mail["commonHeaders"]["from"][0])[1]
    domain = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "nowhere.example"
    said = {name: receipt[f"{name}Verdict"]["status"].lower() for name in VERDICTS}
    return (
        f"Received: from localhost (localhost [127.0.0.1]) by inbound-smtp.{REGION}.amazonaws.com"
        f" with SMTP id {mail['messageId']} for {receipt['recipients'][0]}; {format_datetime(datetime.now(UTC))}\r\n"
        f"X-SES-Spam-Verdict: {receipt['spamVerdict']['status']}\r\n"
        f"X-SES-Virus-Verdict: {receipt['virusVerdict']['status']}\r\n"
        f"Authentication-Results: amazonses.com; spf={said['spf']} smtp.mailfrom={domain};"
        f" dkim={said['dkim']} header.i=@{domain}; dmarc={said['dmarc']} header.from={domain};\r\n"
        "X-SES-RECEIPT: local\r\n"
    ).encode("ascii", "replace")


def _verdicts(overrides: str) -> dict[str, str]:
    verdicts = dict.fromkeys(VERDICTS, "PASS")
    for override in filter(None, overrides.split(",")):
        name, _, status = (part.strip() for part in override.partition(":"))
        if name not in VERDICTS or status not in STATUSES:
            raise NotReceived(
                f"No such verdict: {override}. Write dmarc:FAIL,spam:GRAY with {', '.join(VERDICTS)} "
                f"and {', '.join(STATUSES)}."
            )
        verdicts[name] = status
    return verdicts


def receipt_event(
    raw: bytes, recipients: tuple[str, ...] = (), sender: str | None = None, verdicts: str = ""
) -> dict[str, Any]:
    """The event that SES hands to the function; see ``Receiving.deliver`` for what it takes and raises."""
    message = message_from_bytes(raw, policy=policy.compat32)
    if not recipients:
        recipients = tuple(address for _, address in getaddresses([str(to) for to in message.get_all("To", [])]))
    if not recipients or any(not one.lower().endswith(f"@{MAIL_DOMAIN}") for one in recipients):
        raise NotReceived(
            f"The desk receives mail for {MAIL_DOMAIN} only, not for {', '.join(recipients) or 'nobody'}."
        )
    if sender is None:
        sender = parseaddr(str(message.get("Return-Path") or message.get("From", "")))[1]
    headers = [{"name": name, "value": str(value)} for name, value in message.items()]
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    mail = {
        "timestamp": now,
        "source": sender,
        "messageId": secrets.token_hex(20),
        "destination": list(recipients),
        "headersTruncated": False,
        "headers": headers,
        "commonHeaders": {"from": [str(message.get("From", ""))], "subject": str(message.get("Subject", ""))},
    }
    receipt = {
        "timestamp": now,
        "processingTimeMillis": 1,
        "recipients": list(recipients),
        **{f"{name}Verdict": {"status": status} for name, status in _verdicts(verdicts).items()},
        "action": {"type": "Lambda", "invocationType": "Event"},
    }
    return {"Records": [{"eventSource": "aws:ses", "eventVersion": "1.0", "ses": {"mail": mail, "receipt": receipt}}]}
