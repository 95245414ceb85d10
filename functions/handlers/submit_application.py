"""``POST /applications``: hand an application in as JSON. The account's holder confirms it before it is reviewed."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.problems import api
from adapters.web.responses import LARGEST_BODY_WITH_ICON, Event, Response, header, json_body, json_response
from domain.applications.requested_link import ConfirmationRequest


@api
def handler(event: Event) -> Response:
    """Answers 202 with the application's id, for any account, known or not; or a problem that names wrong fields."""
    data = json_body(event, LARGEST_BODY_WITH_ICON)
    application = wiring.read_application(data, header(event, "idempotency-key"), proof=None)
    wiring.requested_links().invoke(ConfirmationRequest(application=application))
    about(application.id, 1)
    log("application waits for confirmation")
    count("ApplicationsToConfirm")
    return json_response(202, {"application_id": application.id, "status": "waits_for_confirmation"})
