"""The API key of an approved application: its changes, and the status that it has after them."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import AwareDatetime, Field, StringConstraints

from domain.model.field_types import LineText, LongText, Record
from domain.model.marketplace import Link

KEY_ISSUER = "key issuer"  # who issues a key: the function, no person
USAGE_REPORT = "usage report"  # who reports that an app is over its limit: a system, no person
MAX_CHANGES = 200  # of a key: a report of each day of half a year


class KeyAction(StrEnum):
    """What happens to a key. ``OVER_LIMIT`` reports that its app used more than its limit on a day."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    OVER_LIMIT = "over_limit"


class KeyStatus(StrEnum):
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Progress(StrEnum):
    """Whether a change was carried out: the key issuer knows it, and the owner was told."""

    DONE = "done"
    RUNNING = "running"
    FAILED = "failed"


STATUS_AFTER = {
    KeyAction.ISSUE: KeyStatus.ISSUED,
    KeyAction.SUSPEND: KeyStatus.SUSPENDED,
    KeyAction.RESUME: KeyStatus.ISSUED,
    KeyAction.REVOKE: KeyStatus.REVOKED,
}


class KeyLocation(Record):
    """Where an owner finds the value of a key: a sentence, and the address of a page, if there is one."""

    text: LineText
    url: Link = ""


class IssuedKey(Record):
    """What the key issuer returns. ``id`` names the key and is no secret."""

    id: Annotated[str, StringConstraints(pattern=r"^[!-~]{1,200}$")]
    location: KeyLocation


class Usage(Record):
    """The requests of an app on a day, and the limit that it then had."""

    day: date
    requests: int = Field(ge=1)
    limit: int = Field(ge=1)

    @property
    def is_over(self) -> bool:
        """False if the app used all of its requests: a usage plan counts no further."""
        return self.requests > self.limit


class KeyChange(Record):
    """One change of a key, numbered from 1.

    ``by`` is the email address of a member of staff, or names a system. ``reason`` is for the owner, too. ``key`` is
    set for ``ISSUE`` alone, ``usage`` for ``OVER_LIMIT``. ``progress`` is as it was when the change was read.
    """

    number: int = Field(ge=1)
    action: KeyAction
    by: str
    at: AwareDatetime
    reason: LongText = ""
    key: IssuedKey | None = None
    usage: Usage | None = None
    progress: Progress = Progress.DONE


def status_after(changes: Sequence[KeyChange]) -> KeyStatus | None:
    """The status of a key after these changes, oldest first; None if no key was issued."""
    setting = [change.action for change in changes if change.action is not KeyAction.OVER_LIMIT]
    return STATUS_AFTER[setting[-1]] if setting else None


def has_key(changes: Sequence[KeyChange]) -> bool:
    """Whether there is a key after these changes that was not revoked."""
    return status_after(changes) not in (None, KeyStatus.REVOKED)
