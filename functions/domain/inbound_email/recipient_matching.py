"""Which application a received message belongs to, and which of our emails it answers."""

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
    """``email`` is the one that the message answers, where that is known."""

    application_id: str
    email: EmailName | None = None


def match_recipient(
    message: InboundMessage, tokens: AccessTokens, store: OutboxStore, now: datetime
) -> MatchedRecipient | None:
    """By the token in the envelope recipient first, then by the thread that the message names."""
    for recipient in message.recipients:
        local_part = recipient.lower().partition("@")[0]
        with suppress(UnknownToken):
            opened = open_token(tokens, ReplyToken, local_part.removeprefix("reply+"), now)
            return MatchedRecipient(application_id=opened.application_id, email=EmailName(opened.mail))
    for message_id in message.message_ids:
        # SES's API returns a bare id, to which the sent email adds a domain (amazonses.com).
        for known_as in (message_id, message_id.partition("@")[0]):
            case_id = store.find_case_id(known_as)
            if case_id and kind_of(case_id) is CaseKind.APPLICATION:
                return MatchedRecipient(application_id=case_id)
    return None
