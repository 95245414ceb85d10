"""Filing an exception: stored first, then given to its machine. Twice the same is once."""

from dataclasses import dataclass
from typing import Any

from review.errors import AlreadyHandedIn
from review.exceptions import ExceptionCase, file_exception, parse_exception
from review.handing_in import check_key, must_be_the_same
from review.links import new_token
from review.ports import AccountLookup, Clock, ExceptionMachine, Exceptions


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
        account = self.lookup.look_up(request.account_id)
        thread_id = f"{new_token()}@{self.mail_domain}"
        case = file_exception(request, account, self.clock(), thread_id, hand_in_key)
        try:
            self.exceptions.add(case)
        except AlreadyHandedIn:
            case = self.exceptions.get(case.id)
            must_be_the_same(case.request, request)
        self.machine.start(case.id)
        return case
