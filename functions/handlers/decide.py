"""``POST /decisions/{token}``: the form of the decision page. The only way to decide."""

import wiring
from adapters.endpoints import web, web_page
from adapters.forms import form_body
from adapters.http import Answer, Event, path_parameter, see_other
from adapters.telemetry import about, count, log
from review.decision_page import decision_values
from review.errors import InvalidInput


@web
def handler(event: Event) -> Answer:
    """Sends the browser back to the page, which shows what was decided; wrong fields bring the form back."""
    token = path_parameter(event, "token")
    note = form_body(event).fields.get("note", "")
    decisions = wiring.decisions()
    try:
        task = decisions.decide(token, note, wiring.waits())
    except InvalidInput as error:
        shown = decision_values(decisions.open(token), note, error.problems)
        return web_page(422, "decision", {**shown, "token": token})
    about(task.case_id, task.round)
    log("decision shown after a click", kind=task.kind)
    count("DecisionClicks")
    return see_other(token)
