"""States that ask somebody: opens the task and emails each person links of their own."""

from typing import Any

import settings
from adapters.aws.observability import about, log, observed
from domain.cases.case import TaskKey, TaskKind
from wiring import clients, notifications, stores

DAYS = {TaskKind.OWNER: settings.owner_days, TaskKind.INFO_REQUEST: settings.answer_days}


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``case_id``, ``round``, ``kind`` (a ``TaskKind``), ``turn`` (1 without). Safe to repeat."""
    key = TaskKey.model_validate(event)
    about(key.case_id, key.round)
    days = DAYS.get(key.kind)
    notifications.notifier().request_decision(key, stores.staff().colleagues(key.kind), days() if days else None)
    log("asked", kind=key.kind)


clients.warm("dynamodb", patient=("ses",))
