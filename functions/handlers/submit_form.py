"""``POST /apply``: hand an application in by the form."""

import settings
import wiring
from adapters import telemetry
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, form_body, see_other
from review.apply_form import form_values, request_of
from review.errors import InvalidInput
from review.handing_in import submit


@web
def handler(event: Event) -> Answer:
    """Sends the browser on to the receipt; wrong fields bring the form back with all that was typed."""
    fields = form_body(event)
    try:
        application = submit(
            request_of(fields), wiring.cases(), wiring.machine(starts=True), wiring.now, settings.mail_domain()
        )
    except InvalidInput as error:
        return web_page(422, "apply", form_values(fields, error.problems))
    telemetry.about(application.id, 1)
    telemetry.log("application handed in")
    telemetry.count("ApplicationsSubmitted")
    return see_other(f"apply/received?application={application.id}")
