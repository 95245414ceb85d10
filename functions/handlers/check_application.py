"""``POST /applications/check``, and the same below ``/accounts/{account_id}`` (signed with IAM): the pre-check."""

import wiring
from adapters.web.problems import api, must_be_of_path
from adapters.web.responses import LARGEST_BODY_WITH_ICON, Event, Response, json_body, json_response
from domain.policy import evaluate, evaluate_for_stranger
from domain.presentation.case_view import verdict_values


@api
def handler(event: Event) -> Response:
    """Answers 200 with the verdict, rule by rule; stores nothing. A stranger hears nothing about the account."""
    application = wiring.read_application(json_body(event, LARGEST_BODY_WITH_ICON), "", proof=None)
    if event["resource"] == "/applications/check":
        return json_response(200, verdict_values(evaluate_for_stranger(application)))
    account_id = application.request.account_id
    must_be_of_path(event, account_id)
    return json_response(200, verdict_values(evaluate(application, wiring.account(account_id))))
