"""Applications that wait for the account holder's confirmation."""

from typing import Any

from domain.model.application import Application
from domain.model.field_types import Record
from domain.presentation.case_view import application_values

MAX_PENDING = 25  # per page; a stranger can submit any number


class PendingConfirmation(Record):
    """``key`` identifies it among those of one account holder; later ones have greater keys."""

    key: str
    application: Application


def pending_key(application: Application) -> str:
    return f"{application.submitted_at.isoformat()}#{application.id}"


def pending_values(page: tuple[PendingConfirmation, ...]) -> dict[str, Any]:
    """Template values; ``before`` is the key for the next, older page, if there may be one."""
    shown = [{**application_values(pending.application), "key": pending.key} for pending in page]
    return {"waiting": shown, "before": page[-1].key if len(page) >= MAX_PENDING - 1 else ""}
