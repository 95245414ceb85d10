"""Handing an application in: stored first, then given to the machine. Twice the same is once."""

from dataclasses import dataclass
from typing import Any

from review.application import Application, hand_in, parse_request
from review.errors import AlreadyHandedIn, FieldProblem, InvalidInput
from review.links import new_token
from review.ports import Cases, Clock, Machine

LONGEST_KEY = 255


@dataclass(frozen=True)
class FrontDesk:
    """Everything that handing an application in needs."""

    cases: Cases
    machine: Machine
    clock: Clock
    mail_domain: str

    def submit(self, data: Any, hand_in_key: str = "") -> Application:
        """Check, store and start the review of an application.

        ``hand_in_key`` is the sender's own name for this hand-in (the Idempotency-Key header, or the form's): with it,
        a repetition is answered as the first was, and starts the review where the first could not.

        Raises:
            InvalidInput: nothing is stored then.
        """
        request = parse_request(data)
        if len(hand_in_key) > LONGEST_KEY:
            raise InvalidInput([FieldProblem("", f"Idempotency-Key: at most {LONGEST_KEY} characters")])
        application = hand_in(request, self.clock(), hand_in_key)
        try:
            self.cases.add(application, thread_id=f"{new_token()}@{self.mail_domain}")
        except AlreadyHandedIn:
            application = self.cases.get(application.id).application
            if application.request != request:
                raise InvalidInput(
                    [FieldProblem("", "Idempotency-Key: it was used for another application; use a new one")]
                ) from None
        self.machine.start(application.id, request.account_id, round_number=1)
        return application
