"""States that tell the applicant something: send one mail about a round, once."""

from typing import Any

import wiring
from adapters.telemetry import about, log, observed
from review.mails import MailName


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``application_id``, ``round``, ``mail`` (a ``MailName``). A repetition sends nothing twice."""
    about(event["application_id"], event["round"])
    wiring.mail_room().tell_applicant(MailName(event["mail"]), event["application_id"], event["round"])
    log("applicant told", mail=event["mail"])
