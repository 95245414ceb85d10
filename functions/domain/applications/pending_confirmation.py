"""Applications that wait for the account holder's confirmation."""

from datetime import timedelta
from typing import Any, NamedTuple

from domain.model.application import Application
from domain.model.field_types import Record
from domain.presentation.case_view import application_values

BLOCK_LIFETIME = timedelta(days=30)  # for which no more emails come about an applicant who was not recognised
MAX_PENDING = 25  # per page; a stranger can submit any number


class PendingConfirmation(Record):
    """``key`` identifies it among those of one account holder; later ones have greater keys."""

    key: str
    application: Application
    is_discarded: bool = False


class PendingPage(NamedTuple):
    """``before`` is the key for the next, older page, if there may be one."""

    shown: tuple[PendingConfirmation, ...]
    before: str = ""


def pending_key(application: Application) -> str:
    return f"{application.submitted_at.isoformat()}#{application.id}"


def pending_values(page: PendingPage, discarded: Application | None = None) -> dict[str, Any]:
    """Template values; ``discarded`` is the application that the account holder has just discarded."""
    return {
        "waiting": [{**application_values(pending.application), "key": pending.key} for pending in page.shown],
        "before": page.before,
        "discarded": application_values(discarded) if discarded else None,
        "block_days": BLOCK_LIFETIME.days,
    }
