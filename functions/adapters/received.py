"""Received mail: from SES's event and the bucket to what the desk looks at."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from typing import TYPE_CHECKING, Annotated

import quotequail
from pydantic import AwareDatetime, BaseModel, Field

from review.replies import Check, ReceivedMail

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_TEXT = 40_000  # characters; a reply above its quotes is a few hundred
LARGEST_MESSAGE = 40 * 1024 * 1024  # what SES receives at the most (bytes)


class _Verdict(BaseModel):
    status: Check


class _Mail(BaseModel):
    message_id: Annotated[str, Field(alias="messageId", pattern=r"^[A-Za-z0-9._-]{1,128}$")]
    source: str
    timestamp: AwareDatetime


class _Receipt(BaseModel):
    recipients: tuple[str, ...]
    spam: Annotated[_Verdict, Field(alias="spamVerdict")]
    virus: Annotated[_Verdict, Field(alias="virusVerdict")]
    dmarc: Annotated[_Verdict, Field(alias="dmarcVerdict")]


class Receipt(BaseModel):
    """One record of an SES receipt event: ``Records[n].ses``.

    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html
    """

    mail: _Mail
    receipt: _Receipt


class Mailbox:
    """Reads what SES stored: the object's key is the prefix and the receipt's message id."""

    def __init__(self, client: "S3Client", bucket: str, prefix: str) -> None:
        self._client = client
        self._bucket = bucket
        self._prefix = prefix

    def read(self, receipt: Receipt) -> ReceivedMail:
        """The received message that a receipt speaks of."""
        key = self._prefix + receipt.mail.message_id
        raw = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read(LARGEST_MESSAGE)
        return parse(raw, receipt)


def parse(raw: bytes, receipt: Receipt) -> ReceivedMail:
    """Read a message, however badly it is formed.

    ``message_ids`` keeps the order References, then In-Reply-To, as the desk matches them.
    """
    message = message_from_bytes(raw, policy=policy.default)
    return ReceivedMail(
        id=receipt.mail.message_id,
        received_at=receipt.mail.timestamp,
        envelope_sender=receipt.mail.source,
        recipients=receipt.receipt.recipients,
        from_address=_from_address(message),
        message_ids=_message_ids(message),
        automatic=_is_automatic(message, receipt.mail.source),
        text=_text(message),
        spam=receipt.receipt.spam.status,
        virus=receipt.receipt.virus.status,
        dmarc=receipt.receipt.dmarc.status,
    )


def _from_address(message: EmailMessage) -> str:
    """The address of a single From header with a single address; else none, and the message is not trusted."""
    addresses = getaddresses([str(value) for value in message.get_all("From", [])])
    return addresses[0][1] if len(addresses) == 1 else ""


def _message_ids(message: EmailMessage) -> tuple[str, ...]:
    text = " ".join(str(value) for name in ("References", "In-Reply-To") for value in message.get_all(name, []))
    return tuple(word.strip("<>") for word in text.split()[:100])


def _is_automatic(message: EmailMessage, envelope_sender: str) -> bool:
    """RFC 3834: an automatic answer says so in Auto-Submitted, or leaves the envelope sender empty."""
    auto_submitted = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return auto_submitted != "no" or envelope_sender in ("", "<>")


def _text(message: EmailMessage) -> str:
    """The plain text part; blank where there is none (the whole message stays in the bucket)."""
    part = message.get_body(preferencelist=("plain",))
    if not isinstance(part, EmailMessage):
        return ""
    try:
        content = part.get_content()
    except (LookupError, ValueError, AssertionError):  # an unknown charset or a broken encoding
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    shown = (character for character in content[:LONGEST_TEXT] if character in "\n\t" or character.isprintable())
    return _without_quotes("".join(shown)).strip()


def _without_quotes(text: str) -> str:
    """The new text above a quoted mail; the whole text where nothing new stands above it."""
    quoted = quotequail.unwrap(text)
    return (quoted and quoted.get("text_top")) or text
