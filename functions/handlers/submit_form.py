"""``POST /apply``: hand an application in by the form."""

import wiring
from adapters import telemetry
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, form_body, see_other
from review.apply_form import form_values, request_of
from review.errors import InvalidInput


@web
def handler(event: Event) -> Answer:
    """Sends the browser on to the receipt; wrong fields bring the form back with all that was typed."""
    fields = form_body(event)
    try:
        application = wiring.front_desk().submit(request_of(fields), fields.get("form", ""))
    except InvalidInput as error:
        return web_page(422, "apply", form_values(fields, error.problems))
    telemetry.about(application.id, 1)
    telemetry.log("application handed in")
    telemetry.count("ApplicationsSubmitted")
    return see_other(f"apply/received?application={application.id}")
