"""Which application a received message speaks of, and which of our mails it answers."""

from contextlib import suppress
from datetime import datetime

from domain.cases.access_tokens import AccessTokens, ReplyToken, open_token
from domain.cases.inbound_message import InboundMessage
from domain.model.errors import UnknownToken
from domain.model.field_types import Record
from domain.model.ids import CaseKind, kind_of
from domain.notifications.messages import EmailName
from domain.notifications.ports import OutboxStore


class MatchedRecipient(Record):
    """The application that a message speaks of, and the mail that it answers, where that is known."""

    application_id: str
    mail: EmailName | None = None


def match_recipient(
    mail: InboundMessage, tokens: AccessTokens, mails: OutboxStore, now: datetime
) -> MatchedRecipient | None:
    """By the token in the envelope recipient first, then by the conversation that the message names, or None."""
    for recipient in mail.recipients:
        local_part = recipient.lower().partition("@")[0]
        with suppress(UnknownToken):
            opened = open_token(tokens, ReplyToken, local_part.removeprefix("reply+"), now)
            return MatchedRecipient(application_id=opened.application_id, mail=EmailName(opened.mail))
    for message_id in mail.message_ids:
        # SES answers with a bare id, and recipients see it with a domain behind (amazonses.com).
        for known_as in (message_id, message_id.partition("@")[0]):
            case_id = mails.find_case_id(known_as)
            if case_id and kind_of(case_id) is CaseKind.APPLICATION:
                return MatchedRecipient(application_id=case_id)
    return None
