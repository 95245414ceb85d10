"""State ``Check policy``: every rule, applied to an application and its account. Loads no AWS library."""

import json
from typing import Any

from adapters.telemetry import about, log, observed
from review.account import Account
from review.application import Application
from review.policy import evaluate


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: ``application`` (JSON text, as stored), ``account`` (object or null), ``round``.

    Out: ``account`` and ``verdict`` as JSON texts to store.

    Raises:
        ValueError: if the account look-up answered for another account.
    """
    application = Application.model_validate_json(event["application"])
    about(application.id, event["round"])
    account = None if event["account"] is None else Account.model_validate(event["account"])
    if account and account.account_id != application.request.account_id:
        raise ValueError("the account look-up answered for another account")
    verdict = evaluate(application, account)
    log("policy checked", rejected_by=" ".join(finding.rule for finding in verdict.rejected))
    return {
        "account": json.dumps(None) if account is None else account.model_dump_json(),
        "verdict": verdict.model_dump_json(),
    }
