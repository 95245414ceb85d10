"""Handing an application in: stored first, then given to the machine. Twice the same is once."""

from dataclasses import dataclass
from typing import Any

from domain.cases.access_tokens import new_thread_id
from domain.cases.ports import Cases, Machine
from domain.model.application import Application, LookAt, Proof, hand_in, parse_request
from domain.model.errors import AlreadyHandedIn, FieldProblem, InvalidInput
from domain.model.field_types import Record
from domain.model.ports import Clock

LONGEST_KEY = 255


def check_key(hand_in_key: str) -> None:
    """Raises ``InvalidInput`` for a name of a hand-in that is too long, or that is no text to print."""
    if len(hand_in_key) > LONGEST_KEY or not hand_in_key.isprintable():
        raise InvalidInput([FieldProblem("", f"Idempotency-Key: at most {LONGEST_KEY} characters, all printable")])


def must_be_the_same(stored: Record, request: Record) -> None:
    """Raises ``InvalidInput`` where a name was used before, for something else."""
    if stored != request:
        raise InvalidInput([FieldProblem("", "Idempotency-Key: it was used before, for something else; use a new one")])


def read_application(data: Any, hand_in_key: str, look_at: LookAt, clock: Clock, proof: Proof | None) -> Application:
    """Check what was sent; nothing is stored.

    ``hand_in_key`` is the sender's own name for this hand-in (the Idempotency-Key header, or the form's): with it, a
    repetition is the same application.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    check_key(hand_in_key)
    return hand_in(parse_request(data, look_at), clock(), hand_in_key, proof)


@dataclass(frozen=True)
class FrontDesk:
    """Takes applications of which it is proved that the account's holder wants them."""

    cases: Cases
    machine: Machine
    mail_domain: str

    def take(self, application: Application) -> Application:
        """Store an application and start its review. A repetition is answered as the first was.

        It also starts the review where the first could not.

        Raises:
            InvalidInput: if the same key was used for another application.
            AnotherIsOpen: if the account has an open application.
        """
        request = application.request
        try:
            self.cases.add(application, thread_id=new_thread_id(self.mail_domain))
        except AlreadyHandedIn:
            case = self.cases.get(application.id)
            application = case.application
            must_be_the_same(case.request_of(1), request)
        self.machine.start(application.id, request.account_id, round_number=1)
        return application
