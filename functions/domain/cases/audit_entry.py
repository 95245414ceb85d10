"""What one of the staff did to a case besides deciding."""

from pydantic import AwareDatetime

from domain.model.field_types import Record


class AuditEntry(Record):
    """It was taken over, handed on, or its review restarted: ``what``, in words."""

    at: AwareDatetime
    by: str
    what: str
