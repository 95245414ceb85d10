"""``GET`` and ``HEAD /revise/{token}``: the form with a rejected application, to change before replying. Reads only."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter
from domain.applications.revision import revise_form, revised_values


@web
def handler(event: Event) -> Response:
    """Answers with the form; after a change with what to do next; else with where the application stands."""
    case = wiring.revisions().open(path_parameter(event, "token"))
    query = event.get("queryStringParameters") or {}
    if case.is_rejected_once and not (case.revision and query.get("saved") == "yes"):
        return web_page(200, "apply", revise_form(case), script="apply")
    return web_page(200, "revised", revised_values(case), script="apply")
