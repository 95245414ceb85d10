"""State ``Check policy``: applies every rule to the account as it is now, and stores what the round starts with.

That are earlier applications, and when we expect to answer. A re-review comes with its verdict: it starts only if no
rule rejects.
"""

import json
from typing import Any

from adapters.aws.observability import about, log, observed
from domain import policy
from domain.cases.case import Case, Round
from domain.policy import evaluate
from wiring import applications, clients, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """In: ``application_id``, ``round``. Safe to repeat: a verdict that is stored stays.

    Out: ``is_rejected``, and ``asks_owner``: whether the owner is somebody other than the applicant.

    Raises:
        AccountLookupFailed: if the account lookup doesn't answer. The state machine retries for hours.
    """
    application_id = event.get("application_id") or json.loads(event["application"])["id"]
    about(application_id, event["round"])
    case = stores.cases().get_case(application_id).at_round(event["round"])
    judged = case.current if case.current.verdict else _judge(case)
    rejected = judged.verdict.rejected if judged.verdict else ()
    if case.current.earlier is None:
        _start(case, is_rejected=bool(rejected))
    log("policy checked", rejected_by=" ".join(finding.rule for finding in rejected))
    answer = {"is_rejected": bool(rejected), "asks_owner": case.application.request.other_owner is not None}
    return answer | _as_texts(judged) if "application" in event else answer


def _judge(case: Case) -> Round:
    account = applications.account(case.application.request.account_id)
    return stores.cases().record_verdict(case, account, evaluate(case.application, account), clients.now())


def _start(case: Case, is_rejected: bool) -> None:
    forecast = None if is_rejected else stores.forecasts().get_forecast()
    estimate = forecast.estimate(case.current.started_at, clients.now()) if forecast else None
    stores.cases().record_start(case, stores.earlier_applications().list_ids(case.application), estimate)


def _as_texts(judged: Round) -> dict[str, str]:
    """What an execution of the last release stores itself; such an execution sends the ``application``, not its id."""
    facts = judged.model_dump(mode="json", include={"account", "verdict"})
    return {name: json.dumps(value) for name, value in facts.items()}


clients.warm("dynamodb", "lambda")
policy.warm()
