"""``GET /``, ``/apply``, ``/apply/link``, ``/apply/received`` and ``/status``: the pages that need no data."""

from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Problem, Response
from domain.applications.application_form import blank_form
from domain.cases.access_tokens import new_token
from domain.cases.case import WEEKS_TO_ANSWER
from domain.model.ids import is_application_id

_WEEKS = {"weeks_to_answer": WEEKS_TO_ANSWER}


@web
def handler(event: Event) -> Response:
    """Answers with the page that the route names."""
    query = event.get("queryStringParameters") or {}
    match event["resource"]:
        case "/":
            return web_page(200, "home", {**_WEEKS, "here": _folder(event["requestContext"]["path"])})
        case "/apply":
            return web_page(200, "apply", blank_form(new_token()), script="apply")
        case "/apply/link":
            return web_page(200, "apply_link", {"account_id": "", "is_wrong": False, "is_asked": False})
        case "/status":
            return web_page(200, "status_link", {"what": "", "is_wrong": False, "is_asked": False})
        case "/apply/received":
            return web_page(200, "received", _receipt(query), script="apply")
        case _:
            raise Problem(404, "There is no such page", "Start again from the first page.")


def _receipt(query: dict[str, str]) -> dict[str, object]:
    application_id = query.get("application", "")
    shown = application_id if is_application_id(application_id) else ""
    return {**_WEEKS, "application_id": shown, "waits": query.get("waits") == "yes"}


def _folder(path: str) -> str:
    """What a relative link from the first page starts with: API Gateway serves a stage with and without a slash."""
    return "" if path.endswith("/") else path.rpartition("/")[2] + "/"
