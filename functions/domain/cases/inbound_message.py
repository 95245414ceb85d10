"""A message that came in, as far as the desk looks at it."""

from enum import StrEnum

from pydantic import AwareDatetime

from domain.model.field_types import LongText, Record

MAX_QUARANTINED = 25  # messages on a page


class SesVerdict(StrEnum):
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


class InboundMessage(Record):
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
    spam: SesVerdict
    virus: SesVerdict
    spf: SesVerdict
    dkim: SesVerdict
    dmarc: SesVerdict
    dkim_domains: tuple[str, ...]


class Handling(StrEnum):
    """What became of a received message."""

    REVIEW_STARTED = "review_started"
    QUESTION_ANSWERED = "question_answered"
    NOT_ACCEPTED = "not_accepted"
    KEPT = "kept"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    QUARANTINED = "held"
    NOTHING = "nothing"


class QuarantineDecision(Record):
    """What a person made of a held message: taken for the applicant's, in which application, or dropped."""

    is_released: bool
    by: str
    at: AwareDatetime
    application_id: str = ""


class StoredMessage(Record):
    """What the desk keeps of a received message; the whole of it lies in the bucket under the receipt's id.

    ``case_id`` is empty where it belongs to no case. ``text`` is the new text, cut from what it quotes. ``why`` says in
    a sentence why it was held, or by which mark it is a machine's; ``released_as`` what it did when it was released.
    """

    receipt: str
    message_id: str = ""
    case_id: str
    received_at: AwareDatetime
    from_address: str
    subject: str
    text: LongText
    attachments: tuple[Attachment, ...] = ()
    handling: Handling
    why: str = ""
    has_virus: bool = False
    judgement: QuarantineDecision | None = None
    released_as: Handling | None = None
