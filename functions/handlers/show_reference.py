"""``GET /help``, ``/api`` and ``/openapi.json``: what there is to look up."""

from adapters.web.api_reference import api_document, api_values
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Problem, Response, json_response


@web
def handler(event: Event) -> Response:
    """Answers with the page, or the document, that the route names. Each loads only what it needs."""
    match event["resource"]:
        case "/help":
            from domain.applications.help_page import help_values

            return web_page(200, "help", help_values())
        case "/api":
            return web_page(200, "api", api_values(api_document()))
        case "/openapi.json":
            return json_response(200, api_document())
        case _:
            raise Problem(404, "There is no such page", "Start again from the first page.")
