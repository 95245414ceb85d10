"""Replies to our mails: which application they belong to, whether to trust them, and what follows.

What is not proved to come from the applicant or the owner, or may come from a machine, is held for a person. It is
never answered, and never uses up the second review.
"""

from dataclasses import dataclass

from domain.cases.access_tokens import AccessTokens
from domain.cases.case import Case
from domain.cases.inbound_message import Handling, InboundMessage, SesVerdict, StoredMessage
from domain.cases.ports import InboundMessages
from domain.inbound_email.quarantine import AcceptedMessage
from domain.inbound_email.recipient_matching import MatchedRecipient, match_recipient
from domain.inbound_email.reply_effects import ReplyEffects
from domain.inbound_email.reply_text import new_text
from domain.inbound_email.sender_verification import reason_to_doubt
from domain.model.errors import CaseNotStored
from domain.model.field_types import Record
from domain.notifications.messages import EmailName
from domain.notifications.notifier import Notifier
from domain.notifications.ports import OutboxStore

MAX_KEPT = 50  # messages with a case; what comes beyond is held alone, so that a flood buries no case


class HandledReply(Record):
    """What became of a received message, of which application it speaks, and why it was held, if it was."""

    handling: Handling
    application_id: str | None = None
    why: str = ""


@dataclass(frozen=True)
class ReplyHandler:
    """Everything that answering a reply needs."""

    notifier: Notifier
    tokens: AccessTokens
    outbox_store: OutboxStore
    messages: InboundMessages
    effects: ReplyEffects

    def receive(self, mail: InboundMessage) -> HandledReply:
        """Handle a received message. Safe to repeat: the same message never does a thing twice."""
        to = match_recipient(mail, self.tokens, self.outbox_store, self.notifier.outbox.clock())
        case = self._case_of(to)
        if to is None or case is None:
            return self._without_application(mail)
        kept = _kept(mail, to.application_id)
        before = self.messages.get_message(kept.case_id, kept.receipt)
        if before is None and len(case.messages) >= MAX_KEPT:
            too_much = f"Application {to.application_id} has had too much mail."
            return self._keep(_kept(mail, ""), Handling.QUARANTINED, too_much)
        if mail.machine:
            return self._keep(kept, Handling.AUTOMATIC, mail.machine)
        doubt = reason_to_doubt(mail, case) or ("" if kept.text else "It says nothing.") or _astray(to, case)
        if doubt:
            return self._keep(kept, Handling.QUARANTINED, doubt)
        handled = self._keep(kept, before.handling if before else self._follow(kept, case))
        if handled.handling is Handling.NOT_ACCEPTED:
            self._tell_applicant(kept, case)
        return handled

    def handle_accepted(self, accepted: AcceptedMessage) -> HandledReply:
        """Judge a held message so and, if nobody dropped it before, follow it. Its sender is told nothing.

        Safe to repeat. The message is then with the application that it was released to.

        Raises:
            CaseNotStored: if there is no such message.
        """
        case_id = accepted.case_id
        kept = self.messages.get_message(case_id, accepted.receipt)
        if kept is None:
            raise CaseNotStored(f"no message {accepted.receipt}")
        stored = self.messages.record_decision(kept, accepted.judgement)
        if not stored.is_released:
            return HandledReply(handling=Handling.QUARANTINED, application_id=case_id or None)
        handling = kept.released_as or self._follow(kept, self.notifier.cases.get_case(stored.application_id))
        self.messages.record_handling(kept, handling)
        if not case_id:
            why = f"Released by {stored.by}; it named no application."
            self._keep(kept.model_copy(update={"case_id": stored.application_id}), handling, why)
        return HandledReply(handling=handling, application_id=stored.application_id)

    def _case_of(self, to: MatchedRecipient | None) -> Case | None:
        """The application that a message speaks of, unless it is forgotten: an address can outlive it."""
        try:
            return self.notifier.cases.get_case(to.application_id) if to else None
        except CaseNotStored:
            return None

    def _follow(self, kept: StoredMessage, case: Case) -> Handling:
        id_ = case.application.id
        if kept.message_id and not self.messages.claim_message(id_, kept.message_id, kept.receipt):
            return Handling.DUPLICATE
        return self.effects.apply(kept, case)

    def _tell_applicant(self, reply: StoredMessage, case: Case) -> None:
        """That the reply changes nothing; not where the owner wrote it, who would hear nothing."""
        application = case.application
        if reply.from_address.casefold() == application.request.applicant.email.casefold():
            occasion = case.status  # rejected: then the account has another open application
            self.notifier.notify(EmailName.REPLY_NOT_ACCEPTED, application.id, case.current.number, occasion)

    def _without_application(self, mail: InboundMessage) -> HandledReply:
        """Anybody can write to the domain: what scanners take for spam, or have found a virus in, waits for nobody."""
        if mail.machine or SesVerdict.FAIL in (mail.spam, mail.virus):
            return HandledReply(handling=Handling.NOTHING)
        return self._keep(_kept(mail, ""), Handling.QUARANTINED, "It names no application of ours.")

    def _keep(self, kept: StoredMessage, handling: Handling, why: str = "") -> HandledReply:
        self.messages.store_message(kept.model_copy(update={"handling": handling, "why": why}))
        return HandledReply(handling=handling, application_id=kept.case_id or None, why=why)


def _astray(to: MatchedRecipient, case: Case) -> str:
    """Why a reply must not open the second review: it answers another mail than the one that it is written to."""
    if case.is_rejected_once and to.mail and to.mail is not EmailName.REJECTED:
        return "It answers another mail than the rejection, so it may not be meant to open the second review."
    return ""


def _kept(mail: InboundMessage, case_id: str) -> StoredMessage:
    return StoredMessage(
        receipt=mail.id,
        message_id=mail.message_id,
        case_id=case_id,
        received_at=mail.received_at,
        from_address=mail.from_address,
        subject=mail.subject,
        text=new_text(mail.text),
        attachments=mail.attachments,
        handling=Handling.NOTHING,
        has_virus=mail.virus is SesVerdict.FAIL,
    )
