"""``POST /accounts/{account_id}/applications`` (signed with IAM): hand an application in, and start its review."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.problems import api, must_be_of_path
from adapters.web.responses import LARGEST_BODY_WITH_ICON, Event, Response, header, json_body, json_response
from domain.model.application import Proof


@api
def handler(event: Event) -> Response:
    """Answers 202 with the application's id, or a problem that names every wrong field."""
    data = json_body(event, LARGEST_BODY_WITH_ICON)
    application = wiring.read_application(data, header(event, "idempotency-key"), Proof.SIGNED_CALL)
    must_be_of_path(event, application.request.account_id)
    application = wiring.application_service().submit(application)
    about(application.id, 1)
    log("application handed in")
    count("ApplicationsSubmitted")
    return json_response(202, {"application_id": application.id, "status": "in_review"})
