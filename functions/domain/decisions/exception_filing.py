"""Filing an exception: stored first, then given to its machine. Twice the same is once."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from domain.applications.submission import check_key, must_be_the_same
from domain.cases.access_tokens import new_thread_id
from domain.cases.exception import ExceptionCase, ExceptionRequest, exception_id, file_exception, parse_exception
from domain.cases.ports import ExceptionMachine, Exceptions
from domain.model.errors import AlreadyHandedIn, NotStored
from domain.model.ports import AccountLookup, Clock


@dataclass(frozen=True)
class ExceptionDesk:
    """Everything that filing an exception needs."""

    exceptions: Exceptions
    lookup: AccountLookup
    machine: ExceptionMachine
    clock: Clock
    mail_domain: str

    def file(self, data: Any, hand_in_key: str) -> ExceptionCase:
        """Check, store and start the review of an exception. With the same key it is the same exception.

        Raises:
            InvalidInput: naming all that is missing or wrong, or if the account needs none; nothing is stored then.
            LookUpFailed: if nobody could say whether there is such an account.
        """
        check_key(hand_in_key)
        request = parse_exception(data)
        # A repetition is answered as the first was, whatever has become of the account meanwhile.
        case = self._filed_before(request, hand_in_key) if hand_in_key else None
        case = case or self._file(request, hand_in_key)
        self.machine.start(case.id)
        return case

    def _filed_before(self, request: ExceptionRequest, hand_in_key: str) -> ExceptionCase | None:
        try:
            case = self.exceptions.get(exception_id(request.account_id, hand_in_key))
        except NotStored:
            return None
        must_be_the_same(case.request, request)
        return case

    def _file(self, request: ExceptionRequest, hand_in_key: str) -> ExceptionCase:
        account = self.lookup.look_up(request.account_id)
        case = file_exception(request, account, self.clock(), new_thread_id(self.mail_domain), hand_in_key)
        with suppress(AlreadyHandedIn):  # by the same click, a moment ago
            self.exceptions.add(case)
        return case
