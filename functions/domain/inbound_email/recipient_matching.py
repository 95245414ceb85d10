"""Which application a received message speaks of, and which of our mails it answers."""

from datetime import datetime

from domain.cases.access_tokens import ReplyAddress, hash_token
from domain.cases.inbound_message import ReceivedMail
from domain.cases.ports import Links
from domain.model.field_types import Record
from domain.model.ids import CaseKind, kind_of
from domain.notifications.messages import MailName
from domain.notifications.ports import Mails


class Addressee(Record):
    """The application that a message speaks of, and the mail that it answers, where that is known."""

    application_id: str
    mail: MailName | None = None


def addressee(mail: ReceivedMail, links: Links, mails: Mails, now: datetime) -> Addressee | None:
    """By the token in the envelope recipient first, then by the conversation that the message names, or None."""
    for recipient in mail.recipients:
        local_part = recipient.lower().partition("@")[0]
        address = links.get(ReplyAddress, hash_token(local_part.removeprefix("reply+")))
        if address and address.expires_at > now:
            return Addressee(application_id=address.application_id, mail=MailName(address.mail))
    for message_id in mail.message_ids:
        # SES answers with a bare id, and recipients see it with a domain behind (amazonses.com).
        for known_as in (message_id, message_id.partition("@")[0]):
            case_id = mails.case_of(known_as)
            if case_id and kind_of(case_id) is CaseKind.APPLICATION:
                return Addressee(application_id=case_id)
    return None
