"""``POST /apply/link/{token}``: the form of the account's holder. It checks every rule, or hands in at once."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.forms import form_body
from adapters.web.problems import web, web_page
from adapters.web.responses import Event, Response, path_parameter, see_other


@web
def handler(event: Event) -> Response:
    """Sends the browser on to the receipt; or brings the form back, with what is wrong or what the policy says."""
    account = wiring.apply_links().account(path_parameter(event, "token"))
    form = form_body(event)
    checked = wiring.check_form(form.fields, form.files, account)
    if checked.submitted is None:
        return web_page(200 if checked.is_valid else 422, "apply", checked.values, script="apply")
    application = wiring.application_service().submit(checked.submitted)
    about(application.id, 1)
    log("application handed in")
    count("ApplicationsSubmitted")
    return see_other(f"../received?application={application.id}")
