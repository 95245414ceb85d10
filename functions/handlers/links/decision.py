"""The decision page: what a link in a request email opens. Only the form's POST decides."""

from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import about, count, log
from adapters.web.app import VIEW
from adapters.web.forms import form_body
from adapters.web.pages import page_response
from adapters.web.requests import query
from adapters.web.responses import Response, see_other
from domain.decisions.decide import read_draft
from domain.decisions.decision_page import decision_values
from domain.model.errors import InvalidInput
from handlers.console.messages import download
from wiring import console, stores

pages, actions = Router(), Router()


@pages.route("/decisions/<token>", method=VIEW)
def show_decision(token: str) -> Response:
    """The case and the form, or what was decided."""
    opened, replies = console.decisions().open(token), stores.saved_replies().list_replies()
    message = query(pages.current_event, "message")
    return _page(200, token, decision_values(opened, replies=replies, whole_message=message))


@pages.get("/decisions/<token>/messages/<receipt>")
def download_message(token: str, receipt: str) -> Response:
    """Redirects to a message that came in about the case, as a download."""
    return download(console.decisions().get_message(token, receipt))


@actions.post("/decisions/<token>")
def decide(token: str) -> Response:
    """Redirects to the page, which shows what was decided; wrong fields bring the form back.

    With ``do=show`` nothing is decided: the form comes back with the email that the decision would send; with
    ``do=insert`` it comes back with a saved reply in its text.
    """
    form = form_body(actions.current_event).fields
    decisions, replies = console.decisions(), stores.saved_replies().list_replies()
    opened, draft, email = decisions.open(token), read_draft(form, replies), None
    try:
        if form.get("do") == "show":
            checked = decisions.check(opened, draft)
            email = console.preview_email(opened, checked)
        if form.get("do") in ("show", "insert"):
            return _page(200, token, decision_values(opened, draft, preview=email, replies=replies))
        task = decisions.decide(opened, draft, stores.review_waits())
    except InvalidInput as error:
        return _page(422, token, decision_values(opened, draft, error.problems, replies=replies))
    about(task.case_id, task.round)
    log("decided by link", kind=task.kind)
    count("DecisionClicks")
    return see_other(token)


def _page(status: int, token: str, values: dict[str, object]) -> Response:
    return page_response(status, "decision", {**values, "token": token})
