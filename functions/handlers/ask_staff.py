"""States ``Ask Trust & Safety`` and ``Ask reviewers``: open the task, mail each person their own links."""

from typing import Any

import settings
import wiring
from adapters.telemetry import about, log, observed
from review.lifecycle import TaskKey, TaskKind


@observed
def handler(event: dict[str, Any], _context: object) -> None:
    """In: ``application_id``, ``round``, ``kind`` (``safety`` or ``review``). A repetition asks nobody twice."""
    key = TaskKey.model_validate(event)
    about(key.application_id, key.round)
    people = settings.safety_team() if key.kind is TaskKind.SAFETY else settings.reviewers()
    wiring.mail_room().ask_staff(key, people)
    log("staff asked", kind=key.kind, people=len(people))
