"""Quarantined messages: staff members see them by a link or in the console, and accept or discard them."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from domain.cases.access_tokens import AccessTokens, QuarantineToken, open_token
from domain.cases.any_case import AnyCase
from domain.cases.case import Case
from domain.cases.conflict_of_interest import CaseAccess
from domain.cases.inbound_message import Handling, QuarantineDecision, StoredMessage
from domain.cases.ports import InboundMessages
from domain.cases.staff import FindMember, Permission
from domain.model.errors import CaseNotStored, FieldProblem, InvalidInput, UnknownToken
from domain.model.field_types import Record
from domain.model.ids import is_application_id
from domain.model.ports import AsyncInvoker, Clock

QUARANTINE_TOKEN_LIFETIME = timedelta(days=7)
MAX_SHOWN = 25  # messages on a page
MAX_OF_ONE = 3  # messages of one case, or of one sender, on a page: none of them hides the others
MAX_READ = 200  # messages that are read for a page
MAX_DISCARDED = 100  # messages of a sender that are discarded at once


class AcceptedMessage(Record):
    """A quarantined message that a staff member accepted, and so decided."""

    case_id: str
    receipt: str
    judgement: QuarantineDecision


class AcceptedMessageEvent(Record):
    """The event by which the function for received email handles an accepted message."""

    released: AcceptedMessage


@dataclass(frozen=True)
class QuarantinePage:
    """``by_sender`` counts the messages of each sender, also those that are not shown.

    ``after`` is the cursor of this page, ``next`` that of the next one; either can be empty.
    """

    messages: tuple[StoredMessage, ...]
    by_sender: Counter[str]
    after: str = ""
    next: str = ""


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
    """``person`` is the email address of a member of staff, to whom messages about own cases don't exist."""

    messages: InboundMessages
    access: CaseAccess
    clock: Clock

    def get_page(self, person: str, after: str = "") -> QuarantinePage:
        """Messages of cases first, oldest first: of each case and each sender the first few."""
        found, last = self._list_from(after, person)
        shown: list[StoredMessage] = []
        seen: Counter[str] = Counter()
        for number, message in enumerate(found):
            if len(shown) == MAX_SHOWN:
                last = found[number - 1]
                break
            sender = sender_of(message)  # those that cannot be read are not one sender
            keys = [key for key in (message.about, sender and f"from {sender}") if key]
            shown += [message] if all(seen[key] < MAX_OF_ONE for key in keys) else []
            seen.update(keys)
        return QuarantinePage(tuple(shown), Counter(map(sender_of, found)), after, _cursor(last) if last else "")

    def _list_from(self, after: str, person: str) -> tuple[tuple[StoredMessage, ...], StoredMessage | None]:
        """The messages behind a cursor; and the last one that was read, if there may be more behind it."""
        case_id, _, receipt = after.partition("/")
        start = self.messages.get_message(case_id, receipt) if receipt else None
        read = self.messages.list_quarantined(MAX_READ, start)
        found = self.access.without_own(read, person, lambda message: message.about)
        return found, read[-1] if len(read) == MAX_READ else None

    def get_message(self, person: str, case_id: str, receipt: str) -> StoredMessage:
        """A message that is or was quarantined.

        Raises:
            UnknownToken: if there is none.
            ConflictOfInterest: if it is about the person's own case.
        """
        message = self.messages.get_message(case_id, receipt)
        if message is None or message.handling is not Handling.QUARANTINED:
            raise UnknownToken
        self.access.check([message.about] if message.about else [], person)
        return message

    def discard(self, person: str, case_id: str, receipt: str) -> None:
        """The first decision counts. Raises what ``get_message`` raises."""
        self._discard(self.get_message(person, case_id, receipt), person)

    def discard_sender(self, person: str, case_id: str, receipt: str, after: str = "") -> int:
        """Discard the messages on a page and behind it that have the sender of this message; returns how many.

        None where the sender could not be read. Raises what ``get_message`` raises.
        """
        sender = sender_of(self.get_message(person, case_id, receipt))
        found, _ = self._list_from(after, person) if sender else ((), None)
        of_sender = [message for message in found if sender_of(message) == sender][:MAX_DISCARDED]
        return sum(self._discard(message, person) for message in of_sender)

    def _discard(self, message: StoredMessage, person: str) -> bool:
        """False if somebody else decided first."""
        decision = QuarantineDecision(is_released=False, by=person, at=self.clock())
        return self.messages.record_decision(message, decision) == decision

    def accept(self, person: str, case_id: str, receipt: str, application_id: str, accepted: AsyncInvoker) -> None:
        """Have a message handled as a trusted reply about its application; if it has none, about ``application_id``.

        Nothing is stored here: if the invocation fails, the message stays quarantined.

        Raises:
            UnknownToken: if there is no such message.
            InvalidInput: if it has a virus, or there is no such application.
            ConflictOfInterest: if the message or the application is about the person's own case.
        """
        message = self.get_message(person, case_id, receipt)
        case = self._application_of(message, application_id, person)
        decision = QuarantineDecision(is_released=True, by=person, at=self.clock(), application_id=case.application.id)
        event = AcceptedMessage(case_id=message.case_id, receipt=message.receipt, judgement=decision)
        accepted.invoke(AcceptedMessageEvent(released=event))

    def _application_of(self, message: StoredMessage, application_id: str, person: str) -> Case:
        if message.has_virus:
            problem = "Amazon SES found a virus in this message, so you can only discard it."
            raise InvalidInput([FieldProblem("/judgement", problem)])
        application_id = message.case_id or application_id.strip()
        case: AnyCase | None = None
        with suppress(CaseNotStored):
            case = self.access.get_case(application_id, person) if is_application_id(application_id) else None
        if not isinstance(case, Case):
            problem = "There's no application with this ID. An ID is the letter k and 16 letters and digits."
            raise InvalidInput([FieldProblem("/application_id", problem)])
        return case


def sender_of(message: StoredMessage) -> str:
    """The sender in lower case; empty if it could not be read."""
    return message.from_address.casefold()


def _cursor(message: StoredMessage) -> str:
    return f"{message.case_id}/{message.receipt}"
