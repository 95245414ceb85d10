"""Received email: from SES's event and the bucket to an ``InboundMessage``."""

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from adapters.aws.observability import log
from adapters.inbound_email.auto_reply_hints import auto_reply_hint
from adapters.inbound_email.auto_submitted import machine_mark
from adapters.inbound_email.headers import Fields
from adapters.inbound_email.mime import parsed_message, text_and_attachments
from adapters.inbound_email.sender import header_defect, sender_address
from adapters.inbound_email.ses_authentication import ses_findings
from domain.cases.inbound_message import InboundMessage, SesVerdict

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_SUBJECT = 300  # characters
LONGEST_ID = 998  # characters; the longest line of an email (RFC 5322, 2.1.1)
MAX_IDS = 40  # per field
LARGEST_MESSAGE = 40 * 1024 * 1024  # bytes; SES's limit

_UNREADABLE: dict[str, Any] = {
    **dict.fromkeys(("from_address", "subject", "message_id", "machine", "hint", "text"), ""),
    **dict.fromkeys(("message_ids", "attachments", "dkim_domains"), ()),
    "sender_defect": "it is too large or too badly formed",
    "dmarc_domain": "",
}


class _Part(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)  # errors are logged, and email is personal data


class _Verdict(_Part):
    status: SesVerdict


class _Mail(_Part):
    message_id: Annotated[str, Field(alias="messageId", pattern=r"^[A-Za-z0-9._-]{1,128}$")]
    source: str
    timestamp: AwareDatetime


class _Receipt(_Part):
    recipients: tuple[str, ...]
    spam: Annotated[_Verdict, Field(alias="spamVerdict")]
    virus: Annotated[_Verdict, Field(alias="virusVerdict")]
    spf: Annotated[_Verdict, Field(alias="spfVerdict")]
    dmarc: Annotated[_Verdict, Field(alias="dmarcVerdict")]


class Receipt(_Part):
    """One record of an SES receipt event: ``Records[n].ses``.

    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
    """

    mail: _Mail
    receipt: _Receipt


class ReceivedEmailBucket:
    """Where SES stores messages: the object's key is the prefix and the receipt's message id."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def read(self, receipt: Receipt) -> InboundMessage:
        key = self._prefix + receipt.mail.message_id
        raw = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read(LARGEST_MESSAGE)
        return parse(raw, receipt)

    def address_of(self, receipt: str) -> str:
        """A URL that downloads the message, for a minute. Browsers save it and don't show it as a page."""
        params = {
            "Bucket": self._bucket,
            "Key": self._prefix + receipt,
            "ResponseContentType": "message/rfc822",
            "ResponseContentDisposition": f'attachment; filename="{receipt}.eml"',
        }
        return self._client.generate_presigned_url("get_object", Params=params, ExpiresIn=60)


def parse(raw: bytes, receipt: Receipt) -> InboundMessage:
    """Parse a message. What is too badly formed to be read is left out.

    Never fails: a message that can't be parsed, or that triggers a bug in the parsing, has no sender and no text, so
    that it is not trusted and somebody looks at it. ``message_ids`` are those of References, then of In-Reply-To.
    """
    envelope = {
        "id": receipt.mail.message_id,
        "received_at": receipt.mail.timestamp,
        "recipients": receipt.receipt.recipients,
        "envelope_sender": receipt.mail.source,
        "spam": receipt.receipt.spam.status,
        "virus": receipt.receipt.virus.status,
        "spf": receipt.receipt.spf.status,
        "dmarc": receipt.receipt.dmarc.status,
    }
    try:
        return InboundMessage(**envelope, **_content(raw, receipt))
    except Exception as error:  # no message may stop the handling of email
        log("mail cannot be read", receipt=receipt.mail.message_id, fault=type(error).__name__)
        return InboundMessage(**envelope, **_UNREADABLE)


def _content(raw: bytes, receipt: Receipt) -> dict[str, Any]:
    """The fields of ``InboundMessage`` that don't come from the envelope."""
    message = parsed_message(raw)
    fields = Fields(message)
    defect = header_defect(raw, fields)
    from_address = "" if defect else sender_address(fields)
    subject = fields.text("subject", LONGEST_SUBJECT)
    sender, recipients = receipt.mail.source, receipt.receipt.recipients
    machine = machine_mark(message, fields, sender, from_address, recipients)
    text, attachments = text_and_attachments(message)
    return {
        "from_address": from_address,
        "sender_defect": "" if from_address else defect or "its From has no single address",
        "subject": subject,
        "message_id": next(iter(_ids(fields, "message-id")), ""),
        "message_ids": (*_ids(fields, "references"), *_ids(fields, "in-reply-to")),
        "machine": machine,
        "hint": auto_reply_hint(fields, subject, text),
        "text": text,
        "attachments": attachments,
        **ses_findings(fields, receipt.mail.message_id)._asdict(),
    }


def _ids(fields: Fields, name: str) -> tuple[str, ...]:
    """The ids in a field, without angle brackets; of more than ``MAX_IDS``, the first and the last."""
    words = [word.strip("<>") for value in fields.values(name) for word in value.replace("><", "> <").split()]
    ids = [word for word in words if 0 < len(word) <= LONGEST_ID and word.isascii() and word.isprintable()]
    return tuple(ids if len(ids) <= MAX_IDS else ids[: MAX_IDS // 2] + ids[-MAX_IDS // 2 :])
