"""``PUT /accounts/{account_id}`` (signed with IAM): store what the marketplace knows of an account."""

import wiring
from adapters.aws.observability import log
from adapters.web.problems import api, must_be_of_path
from adapters.web.responses import Event, Response, json_body, json_response
from domain.model.account import parse_facts


@api
def handler(event: Event) -> Response:
    """Answers 200 with the account as it is stored; the same call again changes nothing."""
    account = parse_facts(json_body(event))
    must_be_of_path(event, account.account_id)
    wiring.accounts().put_account(account)
    log("account stored", account_id=account.account_id)
    return json_response(200, account.model_dump(mode="json"))
