"""Actions of staff on a case, other than decisions."""

from pydantic import AwareDatetime

from domain.model.field_types import Record


class AuditEntry(Record):
    """``what`` says in words that a task was assigned, or a review restarted."""

    at: AwareDatetime
    by: str
    what: str
