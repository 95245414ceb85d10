"""Handing an application in: stored first, then given to the machine."""

from typing import Any

from review.application import Application, hand_in, parse_request
from review.links import new_token
from review.ports import Cases, Clock, Machine


def submit(data: Any, cases: Cases, machine: Machine, clock: Clock, mail_domain: str) -> Application:
    """Check, store and start the review of an application.

    Raises:
        InvalidInput: nothing is stored then.
    """
    request = parse_request(data)
    application = hand_in(request, clock())
    cases.add(application, thread_id=f"{new_token()}@{mail_domain}")
    machine.start(application.id, request.account_id, round_number=1)
    return application
