"""Received mail: from SES's event and the bucket to what the desk looks at."""

import unicodedata
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from adapters.automatic import is_automatic
from adapters.headers import UNREADABLE, parsed
from review.received import Check, ReceivedMail

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LONGEST_TEXT = 40_000  # characters
LONGEST_ID = 998  # characters; a line of a mail has no more (RFC 5322, 2.1.1)
LARGEST_MESSAGE = 40 * 1024 * 1024  # what SES receives at the most (bytes)


class _Part(BaseModel):
    model_config = ConfigDict(hide_input_in_errors=True)  # errors are logged, and mail is personal


class _Verdict(_Part):
    status: Check


class _Mail(_Part):
    message_id: Annotated[str, Field(alias="messageId", pattern=r"^[A-Za-z0-9._-]{1,128}$")]
    source: str
    timestamp: AwareDatetime


class _Receipt(_Part):
    recipients: tuple[str, ...]
    spam: Annotated[_Verdict, Field(alias="spamVerdict")]
    virus: Annotated[_Verdict, Field(alias="virusVerdict")]
    spf: Annotated[_Verdict, Field(alias="spfVerdict")]
    dkim: Annotated[_Verdict, Field(alias="dkimVerdict")]
    dmarc: Annotated[_Verdict, Field(alias="dmarcVerdict")]


class Receipt(_Part):
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

    def address_of(self, receipt: str) -> str:
        """An address that downloads the whole message, for a minute. A browser does not show it as a page."""
        where = {
            "Bucket": self._bucket,
            "Key": self._prefix + receipt,
            "ResponseContentType": "message/rfc822",
            "ResponseContentDisposition": f'attachment; filename="{receipt}.eml"',
        }
        return self._client.generate_presigned_url("get_object", Params=where, ExpiresIn=60)


def parse(raw: bytes, receipt: Receipt) -> ReceivedMail:
    """Read a message. What is too badly formed to be read counts as not there.

    ``message_ids`` keeps the order References, then In-Reply-To, as the desk matches them.
    """
    message = message_from_bytes(raw, policy=policy.default)
    from_address = _from_address(message)
    return ReceivedMail(
        id=receipt.mail.message_id,
        received_at=receipt.mail.timestamp,
        recipients=receipt.receipt.recipients,
        envelope_sender=receipt.mail.source,
        from_address=from_address,
        subject="",
        message_id="",
        message_ids=_message_ids(message),
        machine="automatic" if is_automatic(message, receipt.mail.source, from_address) else "",
        hint="",
        text=_text(message),
        attachments=(),
        spam=receipt.receipt.spam.status,
        virus=receipt.receipt.virus.status,
        spf=receipt.receipt.spf.status,
        dkim=receipt.receipt.dkim.status,
        dmarc=receipt.receipt.dmarc.status,
        dkim_domains=(),
    )


def _from_address(message: EmailMessage) -> str:
    """The address of the one From header, if it is a single address without any defect; else none.

    Whoever reads a doubtful header differently than we do (SES, for DMARC) would let a stranger in. A message from
    nobody is not trusted.
    """
    headers = parsed(message, "From")
    if len(headers) != 1 or headers[0].defects or len(headers[0].addresses) != 1:
        return ""
    return str(headers[0].addresses[0].addr_spec)


def _message_ids(message: EmailMessage) -> tuple[str, ...]:
    text = " ".join(str(value) for name in ("References", "In-Reply-To") for value in parsed(message, name))
    words = (word.strip("<>") for word in text.split()[:100])
    return tuple(word for word in words if 0 < len(word) <= LONGEST_ID)


def _text(message: EmailMessage) -> str:
    """The plain text part; blank where there is none, or none that can be read."""
    try:
        part = message.get_body(preferencelist=("plain",))
        content = part.get_content() if isinstance(part, EmailMessage) else ""
    except UNREADABLE:
        content = _raw_text(message)
    text = content[:LONGEST_TEXT].replace("\r\n", "\n")
    return "".join(one for one in text if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs")).strip()


def _raw_text(message: EmailMessage) -> str:
    """A text of an unknown charset, as far as it is UTF-8."""
    payload = message.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
