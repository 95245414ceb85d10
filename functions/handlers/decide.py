"""``POST /decisions/{token}``: the form of the decision page. The only way to decide."""

import settings
import wiring
from adapters.aws.observability import about, count, log
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter, see_other
from domain.decisions.decide import read_draft
from domain.decisions.decision_page import decision_values
from domain.decisions.email_preview import preview_email
from domain.model.errors import InvalidInput


@web
def handler(event: Event) -> Response:
    """Sends the browser back to the page, which shows the decision; wrong fields bring the form back.

    So do ``do=show``, with the email that the decision would send, and ``do=insert``, with a saved reply in the note.
    """
    token, form = path_parameter(event, "token"), form_body(event).fields
    decisions, replies = wiring.decisions(), wiring.saved_replies().list_replies()
    opened, draft, mail = decisions.open(token), read_draft(form, replies), None
    try:
        if form.get("do") == "show":
            checked = decisions.check(opened, draft)
            mail = preview_email(opened, checked, wiring.email_templates(), settings.answer_days())
        if form.get("do") in ("show", "insert"):
            return _page(200, token, decision_values(opened, draft, preview=mail, replies=replies))
        task = decisions.decide(opened, draft, wiring.waits())
    except InvalidInput as error:
        return _page(422, token, decision_values(opened, draft, error.problems, replies=replies))
    about(task.case_id, task.round)
    log("decision shown after a click", kind=task.kind)
    count("DecisionClicks")
    return see_other(token)


def _page(status: int, token: str, values: dict[str, object]) -> Response:
    return web_page(status, "decision", {**values, "token": token})
