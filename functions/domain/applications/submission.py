"""Submitting an application: store it, then start its review. A repetition with the same key does both once."""

from dataclasses import dataclass
from typing import Any

from domain.cases.access_tokens import new_thread_id
from domain.cases.ports import Cases, ReviewMachine
from domain.model.application import Application, IconReader, Proof, new_application, parse_request
from domain.model.errors import AlreadySubmitted, FieldProblem, InvalidInput
from domain.model.field_types import Record
from domain.model.ports import Clock

MAX_KEY_LENGTH = 255


def check_idempotency_key(idempotency_key: str) -> None:
    """Raises ``InvalidInput`` for a key that is too long or not printable."""
    if len(idempotency_key) > MAX_KEY_LENGTH or not idempotency_key.isprintable():
        raise InvalidInput([FieldProblem("", f"Idempotency-Key: at most {MAX_KEY_LENGTH} characters, all printable")])


def must_be_the_same(stored: Record, request: Record) -> None:
    """Raises ``InvalidInput`` if the key was used before for something else."""
    if stored != request:
        raise InvalidInput([FieldProblem("", "Idempotency-Key: it was used before, for something else; use a new one")])


def read_application(
    data: Any, idempotency_key: str, read_icon: IconReader, clock: Clock, proof: Proof | None
) -> Application:
    """Parse an application; nothing is stored.

    With an ``idempotency_key`` (the Idempotency-Key header, or the form's field), a repetition has the same id.

    Raises:
        InvalidInput: with a problem for each wrong field.
    """
    check_idempotency_key(idempotency_key)
    return new_application(parse_request(data, read_icon), clock(), idempotency_key, proof)


@dataclass(frozen=True)
class ApplicationService:
    """Takes applications that the account holder is proved to want."""

    cases: Cases
    machine: ReviewMachine
    mail_domain: str

    def submit(self, application: Application) -> Application:
        """Store an application and start its review. A repetition returns the stored one and starts what didn't start.

        Raises:
            InvalidInput: if the same key was used for another application.
            AnotherApplicationOpen: if the account has an open application.
        """
        request = application.request
        try:
            self.cases.add_application(application, thread_id=new_thread_id(self.mail_domain))
        except AlreadySubmitted:
            case = self.cases.get_case(application.id)
            application = case.application
            must_be_the_same(case.request_of(1), request)
        self.machine.start_review(application.id, request.account_id, round_number=1)
        return application
