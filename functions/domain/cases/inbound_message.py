"""Messages that we receive by email."""

from enum import StrEnum

from pydantic import AwareDatetime

from domain.model.field_types import LongText, Record


class SesVerdict(StrEnum):
    """SES's verdict on a received message (spam, virus, SPF, DKIM, DMARC)."""

    PASS = "PASS"
    FAIL = "FAIL"
    GRAY = "GRAY"
    PROCESSING_FAILED = "PROCESSING_FAILED"
    DISABLED = "DISABLED"


class Attachment(Record):
    """Listed and never opened. ``name`` and ``media_type`` are one line; ``size`` is in bytes, decoded."""

    name: str
    media_type: str
    size: int


class InboundMessage(Record):
    """A received message, parsed.

    ``id`` is SES's id of the receipt, and the key of the whole message in the bucket. ``recipients`` and
    ``envelope_sender`` (empty on bounces) are from the envelope. ``from_address`` is empty unless the header can be
    read in one way only and its From has one address; ``sender_defect`` then says why. ``message_ids`` are those in
    References and In-Reply-To, in this order; all message ids are without angle brackets. ``machine`` says what proves
    an automatic message, and is empty for a person's; ``hint`` says what in the subject or text merely suggests one.
    ``text`` includes quotes. ``dkim_domains`` are the domains whose DKIM signatures SES verified; ``dmarc_domain`` is
    that of From as SES read it for DMARC, and empty if SES names none.
    """

    id: str
    received_at: AwareDatetime
    recipients: tuple[str, ...]
    envelope_sender: str
    from_address: str
    sender_defect: str
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
    dmarc: SesVerdict
    dmarc_domain: str
    dkim_domains: tuple[str, ...]


class Handling(StrEnum):
    """What we did with a received message.

    ``STILL_MISSING``: no re-review started, since a rule still rejects. ``ABOUT_KEY``: the reviewers were told.
    """

    REVIEW_STARTED = "review_started"
    STILL_MISSING = "still_missing"
    QUESTION_ANSWERED = "question_answered"
    NOT_ACCEPTED = "not_accepted"
    ABOUT_KEY = "about_key"
    KEPT = "kept"
    DUPLICATE = "duplicate"
    AUTOMATIC = "automatic"
    QUARANTINED = "held"
    NOTHING = "nothing"


class QuarantineDecision(Record):
    """A person's decision about a quarantined message: accepted for an application, or discarded."""

    is_released: bool
    by: str
    at: AwareDatetime
    application_id: str = ""


class StoredMessage(Record):
    """What is stored of a received message; the whole message is in the bucket under the id ``receipt``.

    ``case_id`` is empty if it belongs to no case; ``beyond_case`` is the case that had too many to keep it. ``text`` is
    the new text, without quotes. ``why`` says why it was quarantined, or what shows that it is automatic;
    ``released_as`` how it was handled once accepted.
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
    beyond_case: str = ""

    @property
    def about(self) -> str:
        """The case that it is about, whether it is kept with it or not; empty for none."""
        return self.case_id or self.beyond_case
