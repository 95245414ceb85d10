"""State ``Check policy``: every rule, applied to an application and its account. Loads no AWS library."""

import json
from datetime import UTC, datetime
from typing import Any

from adapters.aws.observability import about, log, observed
from domain import policy
from domain.model.account import AccountFacts, AccountStatus, Grant, account_of
from domain.model.application import Application
from domain.policy import evaluate


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: ``application`` (JSON text, as stored), ``facts`` of the account (or null), its ``standing``, ``round``.

    Out: ``account`` and ``verdict`` as JSON texts to store, and ``asks_owner``: whether the owner is somebody else.

    Raises:
        ValueError: if the account look-up answered for another account.
    """
    application = Application.model_validate_json(event["application"])
    about(application.id, event["round"])
    facts = None if event["facts"] is None else AccountFacts.model_validate(event["facts"])
    if facts and facts.account_id != application.request.account_id:
        raise ValueError("the account look-up answered for another account")
    account = account_of(facts, _standing(event["standing"]), datetime.now(UTC).date()) if facts else None
    verdict = evaluate(application, account)
    log("policy checked", rejected_by=" ".join(finding.rule for finding in verdict.rejected))
    return {
        "account": account.model_dump_json() if account else json.dumps(None),
        "verdict": verdict.model_dump_json(),
        "asks_owner": application.request.other_owner is not None,
    }


def _standing(item: dict[str, str]) -> AccountStatus:
    grant = item.get("exception_grant")
    exception = Grant.model_validate_json(grant) if grant else None
    return AccountStatus(open_application=item.get("open_application"), exception=exception)


policy.warm()
