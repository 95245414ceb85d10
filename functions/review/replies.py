"""Replies to our mails: which application they belong to, whether to trust them, and what follows."""

from dataclasses import dataclass
from enum import StrEnum

from review.case_ids import CaseKind, kind_of
from review.correspondence import Correspondence
from review.fields import Record
from review.lifecycle import Case
from review.links import ReplyAddress, hash_token
from review.mails import MailName
from review.ports import Clock, Links, Machine, Mails
from review.quotes import new_text
from review.received import Check, ReceivedMail


class Handling(StrEnum):
    """What became of a received message."""

    REVIEW_STARTED = "review_started"
    ANSWERED = "answered"
    NO_APPLICATION = "no_application"
    NOT_TRUSTED = "not_trusted"
    AUTOMATIC = "automatic"


class Handled(Record):
    """What became of a received message, and of which application it speaks."""

    handling: Handling
    application_id: str | None = None


@dataclass(frozen=True)
class ReplyDesk:
    """Everything that answering a reply needs."""

    correspondence: Correspondence
    links: Links
    mails: Mails
    machine: Machine
    clock: Clock

    def receive(self, received: ReceivedMail) -> Handled:
        """Handle a received message. Safe to repeat: the same message never does a thing twice."""
        application_id = self._application_of(received)
        if application_id is None:
            return Handled(handling=Handling.NO_APPLICATION)
        case = self.correspondence.cases.get(application_id)
        if not trusted(received, case):
            return Handled(handling=Handling.NOT_TRUSTED, application_id=application_id)
        if received.machine:
            return Handled(handling=Handling.AUTOMATIC, application_id=application_id)
        return Handled(handling=self._follow(received, case), application_id=application_id)

    def _follow(self, received: ReceivedMail, case: Case) -> Handling:
        application = case.application
        reply = new_text(received.text)
        if self.correspondence.cases.reopen(application.id, reply, received.id, received.received_at):
            self.machine.start(application.id, application.request.account_id, round_number=2)
            return Handling.REVIEW_STARTED
        occasion = case.status  # rejected: then the account has another open application
        self.correspondence.tell(MailName.REPLY_NOT_ACCEPTED, application.id, case.current.number, occasion)
        return Handling.ANSWERED

    def _application_of(self, received: ReceivedMail) -> str | None:
        """By the token in the envelope recipient first, then by the conversation that the message names."""
        for recipient in received.recipients:
            local_part = recipient.lower().partition("@")[0]
            address = self.links.get(ReplyAddress, hash_token(local_part.removeprefix("reply+")))
            if address and address.expires_at > self.clock():
                return address.application_id
        for message_id in received.message_ids:
            # SES answers with a bare id, and recipients see it with a domain behind (amazonses.com).
            for known_as in (message_id, message_id.partition("@")[0]):
                case_id = self.mails.case_of(known_as)
                if case_id and kind_of(case_id) is CaseKind.APPLICATION:
                    return case_id
        return None


def trusted(received: ReceivedMail, case: Case) -> bool:
    """Trust a message from the applicant's own address that passed DMARC and no scanner objected to."""
    applicant = case.application.request.applicant.email.casefold()
    return (
        received.from_address.casefold() == applicant
        and received.dmarc is Check.PASS
        and received.spam is not Check.FAIL
        and received.virus is not Check.FAIL
    )
