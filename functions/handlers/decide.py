"""``POST /decisions/{token}``: the form of the decision page. The only way to decide."""

import settings
import wiring
from adapters.endpoints import web, web_page
from adapters.forms import form_body
from adapters.http import Answer, Event, path_parameter, see_other
from adapters.telemetry import about, count, log
from review.deciding import read_draft
from review.decision_page import decision_values
from review.errors import InvalidInput
from review.previews import preview


@web
def handler(event: Event) -> Answer:
    """Sends the browser back to the page, which shows what was decided; wrong fields bring the form back.

    With ``do=show`` nothing is decided: the form comes back with the mail that the answer would bring.
    """
    token, form = path_parameter(event, "token"), form_body(event).fields
    decisions, draft = wiring.decisions(), read_draft(form)
    try:
        if form.get("do") == "show":
            opened = decisions.open(token)
            mail = preview(opened, decisions.check(opened, draft), wiring.mail_templates(), settings.answer_days())
            return _page(200, token, decision_values(opened, draft, preview=mail))
        task = decisions.decide(token, draft, wiring.waits())
    except InvalidInput as error:
        return _page(422, token, decision_values(decisions.open(token), draft, error.problems))
    about(task.case_id, task.round)
    log("decision shown after a click", kind=task.kind)
    count("DecisionClicks")
    return see_other(token)


def _page(status: int, token: str, values: dict[str, object]) -> Answer:
    return web_page(status, "decision", {**values, "token": token})
