"""Filing an exception: it is stored first, then its state machine is started."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.applications.submission import check_idempotency_key, must_be_the_same
from domain.cases.access_tokens import new_thread_id
from domain.cases.exception import ExceptionCase, ExceptionRequest, exception_id, file_exception, parse_exception
from domain.cases.ports import ExceptionMachine, Exceptions
from domain.model.errors import AlreadySubmitted, CaseNotStored
from domain.model.ports import AccountLookup, Clock


@dataclass(frozen=True)
class ExceptionFiling:
    exceptions: Exceptions
    lookup: AccountLookup
    machine: ExceptionMachine
    clock: Clock
    mail_domain: str

    def file(self, data: Any, idempotency_key: str) -> ExceptionCase:
        """Check and store an exception and start its review. The same idempotency key returns the same exception.

        Raises:
            InvalidInput: with every problem, or if the account needs no exception. Nothing is stored then.
            AccountLookupFailed: if it is unknown whether there is such an account.
        """
        check_idempotency_key(idempotency_key)
        request = parse_exception(data)
        # A repetition gets the stored exception, even if the account has changed meanwhile.
        case = self._filed_before(request, idempotency_key) if idempotency_key else None
        case = case or self._file(request, idempotency_key)
        self.machine.start_exception(case.id)
        return case

    def _filed_before(self, request: ExceptionRequest, idempotency_key: str) -> ExceptionCase | None:
        try:
            case = self.exceptions.get_exception(exception_id(request.account_id, idempotency_key))
        except CaseNotStored:
            return None
        must_be_the_same(case.request, request)
        return case

    def _file(self, request: ExceptionRequest, idempotency_key: str) -> ExceptionCase:
        account = self.lookup.look_up_account(request.account_id)
        case = file_exception(request, account, self.clock(), new_thread_id(self.mail_domain), idempotency_key)
        with suppress(AlreadySubmitted):  # by the same click, a moment ago
            self.exceptions.add_exception(case)
        return case
