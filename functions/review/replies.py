"""Replies to our mails: which application they belong to, whether to trust them, and what follows.

What is not proved to come from the applicant or the owner, or may come from a machine, is held for a person. It is
never answered, and never uses up the second review.
"""

from dataclasses import dataclass

from review.case_ids import CaseKind, kind_of
from review.correspondence import Correspondence
from review.errors import AlreadyDecided, NotStored
from review.fields import Record
from review.lifecycle import Answer, Case, Decision, Task, TaskKind
from review.links import ReplyAddress, hash_token
from review.mails import MailName
from review.ports import Clock, Links, Machine, Mails, ReceivedMails, Waits
from review.quotes import new_text
from review.received import Check, Handling, KeptMail, ReceivedMail
from review.trust import reason_to_doubt

MOST_KEPT = 100  # messages with a case; what comes beyond is held alone, so that a flood buries no case


class Handled(Record):
    """What became of a received message, of which application it speaks, and why it was held, if it was."""

    handling: Handling
    application_id: str | None = None
    why: str = ""


@dataclass(frozen=True)
class ReplyDesk:
    """Everything that answering a reply needs."""

    correspondence: Correspondence
    links: Links
    mails: Mails
    received: ReceivedMails
    machine: Machine
    waits: Waits
    clock: Clock

    def receive(self, mail: ReceivedMail) -> Handled:
        """Handle a received message. Safe to repeat: the same message never does a thing twice."""
        application_id = self._application_of(mail)
        if application_id is None:
            return self._without_application(mail)
        case = self.correspondence.cases.get(application_id)
        if len(case.received) >= MOST_KEPT:
            return self._keep(_kept(mail, ""), Handling.HELD, f"Application {application_id} has had too much mail.")
        kept = _kept(mail, application_id)
        if mail.machine:
            return self._keep(kept, Handling.AUTOMATIC, mail.machine)
        doubt = reason_to_doubt(mail, case) or ("" if kept.text else "It says nothing.")
        if doubt:
            return self._keep(kept, Handling.HELD, doubt)
        if mail.message_id and not self.received.claim(application_id, mail.message_id, mail.id):
            return self._keep(kept, Handling.DUPLICATE)
        return self._keep(kept, self._follow(kept, case))

    def release(self, case_id: str, receipt: str) -> Handled:
        """Follow a held message that one of the staff has released. Safe to repeat."""
        kept = self.received.get(case_id, receipt)
        if kept is None or kept.judgement is None or not kept.judgement.is_released:
            raise NotStored(f"no released message {receipt}")
        application_id = kept.judgement.application_id
        handling = self._follow(kept, self.correspondence.cases.get(application_id))
        return Handled(handling=handling, application_id=application_id)

    def _follow(self, reply: KeptMail, case: Case) -> Handling:
        """Do what a reply asks for whose author is known. Safe to repeat with the same receipt."""
        application = case.application
        question = case.task(TaskKind.QUESTION, case.current.number)
        if question and self._answers(reply, question):
            return Handling.QUESTION_ANSWERED
        if self.correspondence.cases.reopen(application.id, reply.text, reply.receipt, reply.received_at):
            self.machine.start(application.id, application.request.account_id, round_number=2)
            return Handling.REVIEW_STARTED
        occasion = case.status  # rejected: then the account has another open application
        self.correspondence.tell(MailName.REPLY_NOT_ACCEPTED, application.id, case.current.number, occasion)
        return Handling.NOT_ACCEPTED

    def _answers(self, reply: KeptMail, question: Task) -> bool:
        """Whether it is this reply that answers the question, now or before."""
        decision = question.decision
        if decision is None:
            decision = Decision(
                answer=Answer.ANSWERED, by=reply.from_address, at=self.clock(), note=reply.text, receipt=reply.receipt
            )
            try:
                self.correspondence.cases.decide(question.key, decision)
            except AlreadyDecided:
                return False
        if decision.receipt != reply.receipt:
            return False
        self.waits.wake(question.key)
        return True

    def _without_application(self, mail: ReceivedMail) -> Handled:
        if mail.machine:
            return Handled(handling=Handling.NOTHING, why=mail.machine)
        return self._keep(_kept(mail, ""), Handling.HELD, "It names no application of ours.")

    def _keep(self, kept: KeptMail, handling: Handling, why: str = "") -> Handled:
        self.received.keep(kept.model_copy(update={"handling": handling, "why": why}))
        return Handled(handling=handling, application_id=kept.case_id or None, why=why)

    def _application_of(self, mail: ReceivedMail) -> str | None:
        """By the token in the envelope recipient first, then by the conversation that the message names."""
        for recipient in mail.recipients:
            local_part = recipient.lower().partition("@")[0]
            address = self.links.get(ReplyAddress, hash_token(local_part.removeprefix("reply+")))
            if address and address.expires_at > self.clock():
                return address.application_id
        for message_id in mail.message_ids:
            # SES answers with a bare id, and recipients see it with a domain behind (amazonses.com).
            for known_as in (message_id, message_id.partition("@")[0]):
                case_id = self.mails.case_of(known_as)
                if case_id and kind_of(case_id) is CaseKind.APPLICATION:
                    return case_id
        return None


def _kept(mail: ReceivedMail, case_id: str) -> KeptMail:
    return KeptMail(
        receipt=mail.id,
        case_id=case_id,
        received_at=mail.received_at,
        from_address=mail.from_address,
        subject=mail.subject,
        text=new_text(mail.text),
        attachments=mail.attachments,
        handling=Handling.NOTHING,
        has_virus=mail.virus is Check.FAIL,
    )
