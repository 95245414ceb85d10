"""An application that waits for the confirmation of the account's holder."""

from typing import Any

from domain.model.application import Application
from domain.model.field_types import Record
from domain.presentation.case_view import application_values

MAX_PENDING = 25  # as many as a person reads at once; a stranger may hand in any number


class PendingConfirmation(Record):
    """``key`` names it among those that wait for one holder, the later the greater."""

    key: str
    application: Application


def pending_key(application: Application) -> str:
    """Its time and its id."""
    return f"{application.submitted_at.isoformat()}#{application.id}"


def pending_values(waiting: tuple[PendingConfirmation, ...]) -> dict[str, Any]:
    """The applications that wait for their holder; ``before`` leads to older ones, where there can be any."""
    shown = [{**application_values(one.application), "key": one.key} for one in waiting]
    return {"waiting": shown, "before": waiting[-1].key if len(waiting) >= MAX_PENDING - 1 else ""}
