"""``POST /apply/link/{token}``: the form of the account's holder. It checks every rule, or hands in at once."""

import wiring
from adapters.aws.observability import about, count, log
from adapters.web.application_form_responses import checked_answer, wrong_answer
from adapters.web.forms import form_body
from adapters.web.problems import web
from adapters.web.responses import Answer, Event, path_parameter, see_other
from domain.applications.application_form import hands_in, request_of
from domain.model.application import Proof
from domain.model.errors import InvalidInput
from domain.policy import evaluate


@web
def handler(event: Event) -> Answer:
    """Sends the browser on to the receipt; or brings the form back, with what is wrong or what the policy says."""
    account = wiring.apply_links().account(path_parameter(event, "token"))
    form = form_body(event)
    form.fields["account_id"] = account.account_id
    try:
        application = wiring.read_application(
            request_of(form.fields, form.files), form.fields.get("form", ""), Proof.APPLY_LINK
        )
    except InvalidInput as error:
        return wrong_answer(form, error, account)
    verdict = evaluate(application, account)
    if not hands_in(form.fields.get("do", ""), verdict):
        return checked_answer(form, application.request, verdict, account)
    application = wiring.front_desk().take(application)
    about(application.id, 1)
    log("application handed in")
    count("ApplicationsSubmitted")
    return see_other(f"../received?application={application.id}")
