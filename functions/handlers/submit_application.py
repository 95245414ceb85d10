"""``POST /applications``: hand an application in as JSON."""

import settings
import wiring
from adapters import telemetry
from adapters.endpoints import api
from adapters.http import Answer, Event, json_answer, json_body
from review.handing_in import submit


@api
def handler(event: Event) -> Answer:
    """Answers 202 with the application's id, or a problem that names every wrong field."""
    application = submit(
        json_body(event), wiring.cases(), wiring.machine(starts=True), wiring.now, settings.mail_domain()
    )
    telemetry.about(application.id, 1)
    telemetry.log("application handed in")
    telemetry.count("ApplicationsSubmitted")
    return json_answer(202, {"application_id": application.id, "status": "in_review"})
