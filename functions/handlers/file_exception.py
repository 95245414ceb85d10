"""``POST /exceptions`` (signed with IAM): an account manager files an exception for a high-value client."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.problems import api
from adapters.web.responses import Answer, Event, header, json_answer, json_body


@api
def handler(event: Event) -> Answer:
    """Answers 202 with the exception's id, or a problem that names all that is missing."""
    case = wiring.exception_desk().file(json_body(event), header(event, "idempotency-key"))
    about(case.id, 1)
    log("exception filed")
    count("ExceptionsFiled")
    return json_answer(202, {"exception_id": case.id, "status": "in_review"})
