"""A message that came in, as far as the desk looks at it."""

from enum import StrEnum

from pydantic import AwareDatetime

from review.fields import Record


class Check(StrEnum):
    """What SES says of a received message (spam, virus, SPF, DKIM, DMARC verdicts)."""

    PASS = "PASS"
    FAIL = "FAIL"
    GRAY = "GRAY"
    PROCESSING_FAILED = "PROCESSING_FAILED"
    DISABLED = "DISABLED"


class Attachment(Record):
    """An attachment, listed and never opened; ``size`` in bytes, decoded. ``name`` and ``media_type`` are one line."""

    name: str
    media_type: str
    size: int


class ReceivedMail(Record):
    """A received message.

    ``id`` is SES's id of the receipt, under which the whole message lies in the bucket; ``recipients`` and
    ``envelope_sender`` (empty on bounces) are of the envelope. ``from_address`` is empty where the message does not
    say from which one address it is. ``message_id`` is the message's own, ``message_ids`` those that References and
    In-Reply-To name, in this order, all without angle brackets. ``machine`` says by which mark a machine sent it, and
    is empty for a person's; ``hint`` says what in the subject or the text only hints at a machine. ``text`` is the
    whole text, with what it quotes. ``dkim_domains`` are the domains whose DKIM signature SES found good.
    """

    id: str
    received_at: AwareDatetime
    recipients: tuple[str, ...]
    envelope_sender: str
    from_address: str
    subject: str
    message_id: str
    message_ids: tuple[str, ...]
    machine: str
    hint: str
    text: str
    attachments: tuple[Attachment, ...]
    spam: Check
    virus: Check
    spf: Check
    dkim: Check
    dmarc: Check
    dkim_domains: tuple[str, ...]
