"""Receiving email as SES does: the message is put into the bucket, then the function gets a receipt event.

https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
"""

import json
import re
import secrets
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime, getaddresses, parseaddr
from typing import Any

from infra.local.embedded import EmbeddedAws, invoke
from infra.local.local_settings import MAIL_DOMAIN, REGION

PREFIX = "received/"
VERDICTS = ("spam", "virus", "spf", "dkim", "dmarc")
# Each status of a verdict, and the word for it in Authentication-Results.
RESULTS = {"PASS": "pass", "FAIL": "fail", "GRAY": "none", "PROCESSING_FAILED": "permerror", "DISABLED": "none"}


class NotReceived(Exception):
    """The message says why."""


class Receiving:
    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str]) -> None:
        self._bucket = outputs["ReceivedMailBucket"]
        self._function = outputs["ReceiveReplyFunction"]
        self._s3 = aws.client("s3")
        self._lambda = aws.client("lambda")

    def deliver(
        self, raw: bytes, recipients: tuple[str, ...] = (), sender: str | None = None, verdicts: str = ""
    ) -> dict[str, Any]:
        """Deliver an RFC 822 message; returns what the function returned.

        Envelope recipients default to those in To, the envelope sender to that in Return-Path or From. ``verdicts``
        are those other than PASS, for example ``dmarc:FAIL,spam:GRAY``.

        Raises:
            NotReceived: for a recipient of another domain, an unknown verdict, or a function that failed.
        """
        event = self.store(raw, receipt_event(raw, recipients, sender, verdicts))
        return invoke(self._lambda, self._function, event, NotReceived)

    def deliver_as_event(self, raw: bytes) -> None:
        """Deliver a message asynchronously, as SES does: Lambda retries what fails. See ``deliver``."""
        event = self.store(raw, receipt_event(raw))
        self._lambda.invoke(FunctionName=self._function, InvocationType="Event", Payload=json.dumps(event))

    def store(self, raw: bytes, event: dict[str, Any]) -> dict[str, Any]:
        """Put a message into the bucket, with what SES writes above it; returns the ``event`` of its receipt."""
        record = event["Records"][0]["ses"]
        stored = _written_by_ses(record) + _as_sent(raw)
        self._s3.put_object(Bucket=self._bucket, Key=PREFIX + record["mail"]["messageId"], Body=stored)
        return event


def _as_sent(raw: bytes) -> bytes:
    """A message as it comes by SMTP: a file with the line breaks of this machine gets CRLF."""
    return raw if b"\r\n" in raw else raw.replace(b"\n", b"\r\n")


def _written_by_ses(record: dict[str, Any]) -> bytes:
    """The headers that SES adds to a message: see ``adapters/inbound_email/ses_authentication.py``."""
    mail, receipt = record["mail"], record["receipt"]
    sender = parseaddr(mail["commonHeaders"]["from"][0])[1]
    domain = re.sub(r"[^A-Za-z0-9.-]", "", sender.rpartition("@")[2]) or "nowhere.example"
    verdicts = {name: RESULTS[receipt[f"{name}Verdict"]["status"]] for name in VERDICTS}
    spf = f"{verdicts['spf']} (spfCheck: made up) client-ip=127.0.0.1; envelope-from={mail['source']}; helo=localhost;"
    return (
        f"Return-Path: <{mail['source']}>\r\n"
        f"Received: from localhost (localhost [127.0.0.1])\r\n"
        f" by inbound-smtp.{REGION}.amazonaws.com with SMTP id {mail['messageId']}\r\n"
        f" for {receipt['recipients'][0]};\r\n {format_datetime(datetime.now(UTC))}\r\n"
        f"X-SES-Spam-Verdict: {receipt['spamVerdict']['status']}\r\n"
        f"X-SES-Virus-Verdict: {receipt['virusVerdict']['status']}\r\n"
        f"Received-SPF: {spf}\r\n"
        f"Authentication-Results: amazonses.com;\r\n spf={spf}\r\n"
        f" dkim={verdicts['dkim']} header.i=@{domain};\r\n"
        f" dmarc={verdicts['dmarc']} header.from={domain};\r\n"
        "X-SES-RECEIPT: local\r\n"
        "X-SES-DKIM-SIGNATURE: local\r\n"
    ).encode("ascii", "replace")


def _verdicts(overrides: str) -> dict[str, str]:
    verdicts = dict.fromkeys(VERDICTS, "PASS")
    for override in filter(None, overrides.split(",")):
        name, _, status = (part.strip() for part in override.partition(":"))
        if name not in VERDICTS or status not in RESULTS:
            raise NotReceived(
                f"No such verdict: {override}. Write dmarc:FAIL,spam:GRAY with {', '.join(VERDICTS)} "
                f"and {', '.join(RESULTS)}."
            )
        verdicts[name] = status
    return verdicts


def receipt_event(
    raw: bytes, recipients: tuple[str, ...] = (), sender: str | None = None, verdicts: str = ""
) -> dict[str, Any]:
    """The event that SES gives to the function; see ``Receiving.deliver``."""
    message = message_from_bytes(raw, policy=policy.compat32)
    if not recipients:
        recipients = tuple(address for _, address in getaddresses([str(to) for to in message.get_all("To", [])]))
    if not recipients or any(not address.lower().endswith(f"@{MAIL_DOMAIN}") for address in recipients):
        others = ", ".join(recipients) or "nobody"
        raise NotReceived(f"Keydesk receives email for {MAIL_DOMAIN} only, not for {others}.")
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
