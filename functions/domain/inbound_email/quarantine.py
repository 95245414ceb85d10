"""Quarantined messages: staff members see them by a link or in the console, and accept or discard them."""

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
from domain.cases.staff import FindMember, Permission
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
    tokens: AccessTokens
    find_member: FindMember
    clock: Clock

    def person(self, token: str) -> str:
        """The staff member to whom a link was sent.

        Raises:
            UnknownToken: if there is no such link, it has expired, or its person no longer handles the quarantine.
        """
        person = open_token(self.tokens, QuarantineToken, token, self.clock()).person
        member = self.find_member(person)
        if member is None or not member.may(Permission.HANDLE_QUARANTINE):
            raise UnknownToken
        return person


@dataclass(frozen=True)
class Quarantine:
    messages: InboundMessages
    clock: Clock

    def get_message(self, case_id: str, receipt: str) -> StoredMessage:
        """A message that is or was quarantined. Raises ``UnknownToken`` if there is none."""
        message = self.messages.get_message(case_id, receipt)
        if message is None or message.handling is not Handling.QUARANTINED:
            raise UnknownToken
        return message

    def discard(self, person: str, case_id: str, receipt: str) -> None:
        """The first decision counts. Raises ``UnknownToken`` if there is no such message."""
        decision = QuarantineDecision(is_released=False, by=person, at=self.clock())
        self.messages.record_decision(self.get_message(case_id, receipt), decision)

    def accept(
        self, person: str, case_id: str, receipt: str, application_id: str, cases: Cases, accepted: AsyncInvoker
    ) -> None:
        """Have a message handled as a trusted reply about its application; if it has none, about ``application_id``.

        Nothing is stored here: if the invocation fails, the message stays quarantined.

        Raises:
            UnknownToken: if there is no such message.
            InvalidInput: if it has a virus, or there is no such application.
            ConflictOfInterest: if the application is the person's own.
        """
        message = self.get_message(case_id, receipt)
        case = _application_of(message, application_id, cases)
        part = own_part(case, person)
        if part:
            raise ConflictOfInterest(part)
        decision = QuarantineDecision(is_released=True, by=person, at=self.clock(), application_id=case.application.id)
        event = AcceptedMessage(case_id=message.case_id, receipt=message.receipt, judgement=decision)
        accepted.invoke(AcceptedMessageEvent(released=event))


def send_quarantine_digest(messages: InboundMessages, outbox: Outbox, people: tuple[str, ...]) -> None:
    """Email people about the quarantined messages, if there are any; once per day (UTC)."""
    quarantined = messages.list_quarantined()
    if quarantined and not people:
        outbox.count("NobodyToAsk")
    for person in people if quarantined else ():
        entry = OutboxEntry(name=EmailName.HELD_MAIL, to=person, occasion=outbox.clock().date().isoformat())
        outbox.send_once(entry, new_thread_id(outbox.mail_domain), partial(_digest_values, quarantined, outbox, person))


def quarantine_values(
    quarantined: tuple[StoredMessage, ...],
    person: str,
    here: str,
    judged: str = "",
    problems: list[FieldProblem] | None = None,
) -> dict[str, Any]:
    """Values for ``held.html``, of the pages and of the console.

    ``here`` is the last part of the page's URL. ``judged`` is the receipt of the message that was decided last: it is
    shown with its problems, or left out, since accepting takes a moment.
    """
    return {
        "person": person,
        "here": here,
        "is_judged": bool(judged) and not problems,
        "mails": [
            {
                **message_values(message),
                "problem": problems[0].message if problems and message.receipt == judged else "",
            }
            for message in quarantined
            if problems or message.receipt != judged
        ],
        "there_may_be_more": len(quarantined) == MAX_QUARANTINED,
    }


def _digest_values(quarantined: tuple[StoredMessage, ...], outbox: Outbox, person: str) -> dict[str, Any]:
    token = QuarantineToken(person=person, expires_at=outbox.clock() + QUARANTINE_TOKEN_LIFETIME)
    return {
        "count": len(quarantined),
        "oldest": quarantined[0].received_at,
        "url": outbox.new_url("held", token),
    }


def _application_of(message: StoredMessage, application_id: str, cases: Cases) -> Case:
    if message.has_virus:
        raise InvalidInput([FieldProblem("/judgement", "SES found a virus in this message: it can only be dropped.")])
    application_id = message.case_id or application_id.strip()
    with suppress(CaseNotStored):
        if is_application_id(application_id):
            return cases.get_case(application_id)
    raise InvalidInput(
        [FieldProblem("/application_id", "There is no such application. Its id has k and 16 letters and digits.")]
    )
