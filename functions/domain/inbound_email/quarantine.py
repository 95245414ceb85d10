"""Held messages: who of the staff may see them, and what follows when one is released or dropped."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from domain.cases.access_tokens import AccessTokens, QuarantineToken, new_thread_id, open_token
from domain.cases.case import Case
from domain.cases.conflict_of_interest import own_part
from domain.cases.inbound_message import MAX_QUARANTINED, Handling, QuarantineDecision, StoredMessage
from domain.cases.ports import Cases, InboundMessages
from domain.model.errors import CaseNotStored, ConflictOfInterest, FieldProblem, InvalidInput, UnknownToken
from domain.model.field_types import Record
from domain.model.ids import is_application_id
from domain.model.ports import AsyncInvoker, Clock
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox
from domain.presentation.case_view import message_values

QUARANTINE_TOKEN_LIFETIME = timedelta(days=7)


class AcceptedMessage(Record):
    """A quarantined message that a staff member accepted, and so decided."""

    case_id: str
    receipt: str
    judgement: QuarantineDecision


class AcceptedMessageEvent(Record):
    """The event by which the function for received email handles an accepted message."""

    released: AcceptedMessage


@dataclass(frozen=True)
class QuarantineLinks:
    """What links to held messages open."""

    tokens: AccessTokens
    clock: Clock

    def person(self, token: str) -> str:
        """Who holds the link.

        Raises:
            UnknownToken: if there is no such link, or it has expired.
        """
        link = open_token(self.tokens, QuarantineToken, token, self.clock())
        return link.person


@dataclass(frozen=True)
class Quarantine:
    """Held messages, for one of the staff who came by a link or is signed in."""

    messages: InboundMessages
    clock: Clock

    def get_message(self, case_id: str, receipt: str) -> StoredMessage:
        """One message that is or was held.

        Raises:
            UnknownToken: if there is no such message.
        """
        mail = self.messages.get_message(case_id, receipt)
        if mail is None or mail.handling is not Handling.QUARANTINED:
            raise UnknownToken
        return mail

    def discard(self, person: str, case_id: str, receipt: str) -> None:
        """Drop a held message. The first judgement counts.

        Raises:
            UnknownToken: if there is no such message.
        """
        self.messages.record_decision(
            self.get_message(case_id, receipt), QuarantineDecision(is_released=False, by=person, at=self.clock())
        )

    def accept(
        self, person: str, case_id: str, receipt: str, release_to: str, cases: Cases, accepted: AsyncInvoker
    ) -> None:
        """Have a held message followed for an application: its own one, if it has one.

        Nothing is stored here, so that the message waits on where it could not be handed over.

        Raises:
            UnknownToken: if there is no such message.
            InvalidInput: if the message cannot be released, or to no such application.
            ConflictOfInterest: if the application is the person's own.
        """
        mail = self.get_message(case_id, receipt)
        case = _where_to(mail, release_to, cases)
        part = own_part(case, person)
        if part:
            raise ConflictOfInterest(part)
        judgement = QuarantineDecision(is_released=True, by=person, at=self.clock(), application_id=case.application.id)
        message = AcceptedMessage(case_id=mail.case_id, receipt=mail.receipt, judgement=judgement)
        accepted.invoke(AcceptedMessageEvent(released=message))


def send_quarantine_digest(received: InboundMessages, room: Outbox, people: tuple[str, ...]) -> None:
    """Tell people, once a day (UTC), of the messages that wait for somebody to look at them, if there are any."""
    held = received.list_quarantined()
    for person in people if held else ():
        today = room.clock().date().isoformat()
        mail = OutboxEntry(name=EmailName.HELD_MAIL, to=person, occasion=today)
        room.send_once(mail, new_thread_id(room.mail_domain), partial(_digest, held, room, person))


def quarantine_values(
    held: tuple[StoredMessage, ...],
    person: str,
    here: str,
    judged: str = "",
    problems: list[FieldProblem] | None = None,
) -> dict[str, Any]:
    """Plain values for ``held.html`` among the pages, and among those of the console.

    ``here`` is the last part of the page's address. ``judged`` is the receipt of the message that was judged by the
    last click: it has problems, or is left out, since a release takes a moment.
    """
    return {
        "person": person,
        "here": here,
        "is_judged": bool(judged) and not problems,
        "mails": [
            {**message_values(mail), "problem": problems[0].message if problems and mail.receipt == judged else ""}
            for mail in held
            if problems or mail.receipt != judged
        ],
        "there_may_be_more": len(held) == MAX_QUARANTINED,
    }


def _digest(held: tuple[StoredMessage, ...], room: Outbox, person: str) -> dict[str, Any]:
    url = room.new_url("held", QuarantineToken(person=person, expires_at=room.clock() + QUARANTINE_TOKEN_LIFETIME))
    return {"count": len(held), "oldest": held[0].received_at, "url": url}


def _where_to(mail: StoredMessage, application_id: str, cases: Cases) -> Case:
    if mail.has_virus:
        raise InvalidInput([FieldProblem("/judgement", "SES found a virus in this message: it can only be dropped.")])
    application_id = mail.case_id or application_id.strip()
    with suppress(CaseNotStored):
        if is_application_id(application_id):
            return cases.get_case(application_id)
    raise InvalidInput(
        [FieldProblem("/application_id", "There is no such application. Its id has k and 16 letters and digits.")]
    )
