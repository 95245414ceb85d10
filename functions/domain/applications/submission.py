"""Submitting an application: store it, then start its review. Repeating it with the same key does both once."""

from dataclasses import dataclass
from typing import Any

from domain.cases.access_tokens import new_thread_id
from domain.cases.ports import Cases, ReviewMachine
from domain.model.application import Application, IconReader, PendingKey, Proof, new_application, parse_request
from domain.model.errors import AlreadySubmitted, CaseNotStored, FieldProblem, InvalidInput
from domain.model.field_types import Record
from domain.model.ports import AccountLookup, Clock
from domain.notifications.notifier import UNCONFIRMED_DAILY
from domain.notifications.ports import OutboxStore

MAX_KEY_LENGTH = 255
NO_MORE_TODAY = (
    "This address has reached today's limit for emails to unconfirmed addresses. Try again tomorrow (UTC), or add "
    "the address to the account and submit again"
)


def check_idempotency_key(idempotency_key: str) -> None:
    """Raises ``InvalidInput`` for a key that is too long or not printable."""
    if len(idempotency_key) > MAX_KEY_LENGTH or not idempotency_key.isprintable():
        raise InvalidInput([FieldProblem("", f"Idempotency-Key: at most {MAX_KEY_LENGTH} printable characters")])


def must_be_the_same(stored: Record, request: Record) -> None:
    """Raises ``InvalidInput`` if the key was used before for something else."""
    if stored != request:
        raise InvalidInput([FieldProblem("", "Idempotency-Key: was already used for different content. Use a new key")])


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


def is_stored(application_id: str, cases: Cases) -> bool:
    """Whether there is an application with this id, so that it doesn't wait for a confirmation any more."""
    try:
        return bool(cases.get_case(application_id))
    except CaseNotStored:
        return False


@dataclass(frozen=True)
class ApplicationService:
    """Takes applications that the account holder has authorised."""

    cases: Cases
    machine: ReviewMachine
    outbox_store: OutboxStore
    lookup: AccountLookup
    clock: Clock
    mail_domain: str

    def submit(self, application: Application, confirms: PendingKey | None = None) -> Application:
        """Store an application and start its review. A repetition returns the stored one and starts what didn't start.

        ``confirms`` is where it waits for its confirmation.

        Raises:
            InvalidInput: if the same key was used for another application, or an address gets no more emails today.
            ApplicationDiscarded: if the account holder has discarded it.
            AnotherApplicationOpen: if the account has an open application.
            MayNotApplyYet: if the account's last application was rejected, and a new one is not possible yet.
            TooManySubmissions: if it has submitted too many today.
        """
        request = application.request
        self._must_be_emailed_today(application)
        try:
            self.cases.add_application(application, new_thread_id(self.mail_domain), confirms)
        except AlreadySubmitted:
            case = self.cases.get_case(application.id)
            application = case.application
            must_be_the_same(case.request_of(1), request)
        self.machine.start_review(application.id, request.account_id, round_number=1)
        return application

    def _must_be_emailed_today(self, application: Application) -> None:
        """Raises ``InvalidInput`` if an address gets no more emails today and is not on the account's record."""
        request, now = application.request, self.clock()
        people = {"/applicant/email": request.applicant, "/owner/email": request.other_owner}
        full = {
            pointer: person.email
            for pointer, person in people.items()
            if person and self.outbox_store.count_daily_emails(person.email, now) >= UNCONFIRMED_DAILY
        }
        if not full or is_stored(application.id, self.cases):
            return
        facts = self.lookup.look_up_account(request.account_id)
        problems = [
            FieldProblem(pointer, NO_MORE_TODAY)
            for pointer, address in full.items()
            if facts is None or not facts.has_on_record(address)
        ]
        if problems:
            raise InvalidInput(problems)
