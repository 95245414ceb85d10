"""States that ask somebody: open the task, mail each person their own links."""

from typing import Any

import settings
import wiring
from adapters.telemetry import about, log, observed
from review.lifecycle import TaskKey, TaskKind

STAFF = {
    TaskKind.SAFETY: settings.safety_team,
    TaskKind.REVIEW: settings.reviewers,
    TaskKind.EXCEPTION_SAFETY: settings.safety_team,
    TaskKind.EXCEPTION: settings.exception_approvers,
}


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``case_id``, ``round``, ``kind`` (a ``TaskKind``). A repetition asks nobody twice."""
    key = TaskKey.model_validate(event)
    about(key.case_id, key.round)
    if key.kind is TaskKind.OWNER:
        wiring.correspondence().ask_owner(key.case_id, settings.owner_days())
    else:
        wiring.correspondence().ask(key, STAFF[key.kind]())
    log("asked", kind=key.kind)
