"""``PUT /accounts/{account_id}`` (signed with IAM): store what the marketplace knows of an account."""

import wiring
from adapters.endpoints import api
from adapters.http import Answer, Event, json_answer, json_body, path_parameter
from adapters.telemetry import log
from review.account import parse_account
from review.errors import FieldProblem, InvalidInput


@api
def handler(event: Event) -> Answer:
    """Answers 200 with the account as it is stored; the same call again changes nothing."""
    account = parse_account(json_body(event))
    if account.account_id != path_parameter(event, "account_id"):
        raise InvalidInput([FieldProblem("/account_id", "Must be the account id of the address")])
    wiring.accounts().put(account)
    log("account stored", account_id=account.account_id)
    return json_answer(200, account.model_dump(mode="json"))
