"""States that ask somebody: opens the task, emails each person links of their own, and returns the answer.

A company's own safety check is asked instead of people.
"""

from typing import Any

import settings
from adapters.aws.observability import about, log, observed
from domain.cases.case import TaskKey, TaskKind
from domain.notifications.safety_check import CHECKED_KINDS
from wiring import clients, notifications, stores

DAYS = {TaskKind.OWNER: settings.owner_days, TaskKind.INFO_REQUEST: settings.answer_days}


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """In: ``case_id``, ``round``, ``kind`` (a ``TaskKind``), ``turn`` (1 without). Safe to repeat.

    Out: ``answer``, a ``DecisionType``, or ``none`` as long as nobody has decided.
    """
    key = TaskKey.model_validate(event)
    about(key.case_id, key.round)
    days = DAYS.get(key.kind)
    staff = stores.staff().colleagues(key.kind)
    check = notifications.safety_check() if key.kind in CHECKED_KINDS else None
    answer = notifications.notifier().request_decision(key, staff, days() if days else None, check) or "none"
    log("asked", kind=key.kind, answer=answer)
    return {"answer": answer}


clients.warm("dynamodb", patient=("ses",))
