"""``GET`` and ``HEAD /apply/link/{token}``: the form for the account's holder, with what the account lacks."""

import wiring
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter
from domain.applications.application_form import blank_form
from domain.cases.access_tokens import new_token


@web
def handler(event: Event) -> Response:
    """Answers with the form, and what the policy says of the account. Looking changes nothing."""
    account = wiring.apply_links().account(path_parameter(event, "token"))
    return web_page(200, "apply", blank_form(new_token(), account), script="apply")
