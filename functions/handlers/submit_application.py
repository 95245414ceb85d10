"""``POST /applications``: hand an application in as JSON."""

import wiring
from adapters import telemetry
from adapters.endpoints import api
from adapters.http import Answer, Event, header, json_answer, json_body


@api
def handler(event: Event) -> Answer:
    """Answers 202 with the application's id, or a problem that names every wrong field."""
    application = wiring.front_desk().submit(json_body(event), header(event, "idempotency-key"))
    telemetry.about(application.id, 1)
    telemetry.log("application handed in")
    telemetry.count("ApplicationsSubmitted")
    return json_answer(202, {"application_id": application.id, "status": "in_review"})
