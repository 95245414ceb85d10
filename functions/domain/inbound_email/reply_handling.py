"""Replies to our emails: which application they belong to, whether to trust them, and what follows.

A reply that is not proved to come from the applicant or the owner, or may come from a machine, is quarantined. It is
never answered, and never uses up the re-review.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from domain.cases.access_tokens import AccessTokens, without_tokens
from domain.cases.case import Case
from domain.cases.inbound_message import Handling, InboundMessage, SesVerdict, StoredMessage
from domain.cases.ports import InboundMessages
from domain.inbound_email.quarantine import AcceptedMessage
from domain.inbound_email.recipient_matching import MatchedRecipient, match_recipient
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_text import new_text
from domain.inbound_email.sender_verification import reason_to_doubt
from domain.model.errors import CaseNotStored, MailBeingSent
from domain.model.field_types import Record
from domain.notifications.messages import EmailName
from domain.notifications.notifier import Notifier
from domain.notifications.ports import OutboxStore

MAX_KEPT = 50  # messages per case; further ones are quarantined without a case, so that a flood can't bury it
MAX_STILL_MISSING = 5  # emails per day and case (UTC) that say what is still missing
MAX_PROVED = 2 * MAX_KEPT  # for proved replies, so that others' mail cannot keep the applicant's out

_OPENS_RE_REVIEW = (EmailName.REJECTED, EmailName.STILL_MISSING)


class HandledReply(Record):
    """What was done with a message, for which application, and ``why`` it was quarantined."""

    handling: Handling
    application_id: str | None = None
    why: str = ""


@dataclass(frozen=True)
class ReplyHandler:
    notifier: Notifier
    tokens: AccessTokens
    outbox_store: OutboxStore
    messages: InboundMessages
    effects: ReplyEffects
    reviewers: Callable[[], tuple[str, ...]]

    def receive(self, message: InboundMessage) -> HandledReply:
        """Handle a received message. Safe to repeat: the same message has its effects once."""
        matched = match_recipient(message, self.tokens, self.outbox_store, self.notifier.outbox.clock())
        case = self._find_case(matched)
        if matched is None or case is None:
            return self._without_application(message)
        reply = _to_store(message, matched.application_id)
        before = self.messages.get_message(reply.case_id, reply.receipt)
        doubt = (
            reason_to_doubt(message, case) or ("" if reply.text else "It has no text.") or _misdirected(matched, case)
        )
        most = MAX_KEPT if doubt or message.machine else MAX_PROVED
        if before is None and len(case.messages) >= most:
            too_much = f"Application {matched.application_id} received too many emails."
            beyond = _to_store(message, "").model_copy(update={"beyond_case": matched.application_id})
            return self._store(beyond, Handling.QUARANTINED, too_much)
        if message.machine:
            return self._store(reply, Handling.AUTOMATIC, message.machine)
        if doubt:
            return self._store(reply, Handling.QUARANTINED, doubt)
        handled = self._store(reply, before.handling if before else self._apply(reply, case))
        if handled.handling is Handling.NOT_ACCEPTED:
            self._tell_applicant(reply, case)
        elif handled.handling is Handling.STILL_MISSING:
            self._tell_what_is_missing(reply)
        elif handled.handling is Handling.ABOUT_KEY:
            self.notifier.tell_reply_about_key(reply, case, self.reviewers())
        return handled

    def handle_accepted(self, accepted: AcceptedMessage) -> HandledReply:
        """Apply a quarantined message, unless it was discarded before. Its sender is told nothing. Safe to repeat.

        The message is then stored with the application that it was accepted for.

        Raises:
            CaseNotStored: if there is no such message.
        """
        case_id = accepted.case_id
        message = self.messages.get_message(case_id, accepted.receipt)
        if message is None:
            raise CaseNotStored(f"no message {accepted.receipt}")
        decision = self.messages.record_decision(message, accepted.judgement)
        if not decision.is_released:
            return HandledReply(handling=Handling.QUARANTINED, application_id=case_id or None)
        application_id = decision.application_id
        handling = message.released_as or self._apply(message, self.notifier.cases.get_case(application_id))
        self.messages.record_handling(message, handling)
        if handling is Handling.STILL_MISSING:
            self._tell_what_is_missing(message.model_copy(update={"case_id": application_id}))
        elif handling is Handling.ABOUT_KEY:
            case = self.notifier.cases.get_case(application_id)
            self.notifier.tell_reply_about_key(message, case, self.reviewers())
        if not case_id:
            why = f"Accepted by {decision.by}. It didn't belong to an application."
            self._store(message.model_copy(update={"case_id": application_id}), handling, why)
        return HandledReply(handling=handling, application_id=application_id)

    def _find_case(self, matched: MatchedRecipient | None) -> Case | None:
        """None also if the application was purged: its reply address can outlive it."""
        try:
            return self.notifier.cases.get_case(matched.application_id) if matched else None
        except CaseNotStored:
            return None

    def _apply(self, reply: StoredMessage, case: Case) -> Handling:
        id_ = case.application.id
        if reply.message_id and not self.messages.claim_message(id_, reply.message_id, reply.receipt):
            return Handling.DUPLICATE
        return self.effects.apply(reply, case)

    def _tell_applicant(self, reply: StoredMessage, case: Case) -> None:
        """Only if the applicant wrote the reply: what the owner wrote is answered to nobody.

        Another reply may be answered by the same email at this moment. If that fails, ``Reconcile`` sends what is due.
        """
        application = case.application
        if reply.from_address.casefold() == application.request.applicant.email.casefold():
            with suppress(MailBeingSent):
                self.notifier.notify(EmailName.REPLY_NOT_ACCEPTED, application.id, case.current.number, case.status)

    def _tell_what_is_missing(self, reply: StoredMessage) -> None:
        """Tell the applicant at once, but not without end: our email may be answered by a machine."""
        case = self.notifier.cases.get_case(reply.case_id)
        today = self.notifier.outbox.clock().date()
        of_today = [message for message in case.messages if message.received_at.date() == today]
        number = sum(Handling.STILL_MISSING in (message.handling, message.released_as) for message in of_today)
        occasion = f"{today.isoformat()} {min(number, MAX_STILL_MISSING)}"
        with suppress(MailBeingSent):
            self.notifier.notify(EmailName.STILL_MISSING, case.application.id, case.current.number, occasion)

    def _without_application(self, message: InboundMessage) -> HandledReply:
        """Anybody can write to the domain: spam and viruses are not quarantined for somebody to look at."""
        if message.machine or SesVerdict.FAIL in (message.spam, message.virus):
            return HandledReply(handling=Handling.NOTHING)
        return self._store(_to_store(message, ""), Handling.QUARANTINED, "It doesn't belong to any application.")

    def _store(self, message: StoredMessage, handling: Handling, why: str = "") -> HandledReply:
        self.messages.store_message(message.model_copy(update={"handling": handling, "why": why}))
        return HandledReply(handling=handling, application_id=message.case_id or None, why=why)


def _misdirected(matched: MatchedRecipient, case: Case) -> str:
    """Why a reply must not start the re-review: it answers another email than the rejection."""
    if case.is_rejected_once and matched.email and matched.email not in _OPENS_RE_REVIEW:
        return "It replies to an email other than the rejection, so it may not be meant to start the re-review."
    return ""


def _to_store(message: InboundMessage, case_id: str) -> StoredMessage:
    return StoredMessage(
        receipt=message.id,
        message_id=message.message_id,
        case_id=case_id,
        received_at=message.received_at,
        from_address=message.from_address,
        subject=without_tokens(message.subject),
        text=new_text(message.text),
        attachments=message.attachments,
        handling=Handling.NOTHING,
        has_virus=message.virus is SesVerdict.FAIL,
    )
