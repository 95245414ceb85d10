"""``POST /decisions/{token}``: the form of the decision page. The only way to decide."""

import wiring
from adapters.endpoints import web, web_page
from adapters.http import Answer, Event, form_body, path_parameter, see_other
from adapters.telemetry import about, count, log
from review.deciding import decide, open_link
from review.decision_page import decision_values
from review.errors import InvalidInput


@web
def handler(event: Event) -> Answer:
    """Sends the browser back to the page, which shows what was decided; wrong fields bring the form back."""
    token = path_parameter(event, "token")
    note = form_body(event).get("note", "")
    links, cases = wiring.links(), wiring.cases()
    try:
        task = decide(token, note, links, cases, wiring.machine(starts=False), wiring.now)
    except InvalidInput as error:
        opened = open_link(token, links, cases, wiring.now)
        return web_page(422, "decision", decision_values(opened, note, error.problems))
    about(task.application_id, task.round)
    log("decision shown after a click", kind=task.kind)
    count("DecisionClicks")
    return see_other(token)
