"""``POST /exceptions`` (signed with IAM): an account manager files an exception for a high-value client."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.problems import api
from adapters.web.responses import Event, Response, header, json_body, json_response


@api
def handler(event: Event) -> Response:
    """Answers 202 with the exception's id, or a problem that names all that is missing."""
    case = wiring.exception_filing().file(json_body(event), header(event, "idempotency-key"))
    about(case.id, 1)
    log("exception filed")
    count("ExceptionsFiled")
    return json_response(202, {"exception_id": case.id, "status": "in_review"})
