"""The application: what an applicant hands in, and what the desk keeps of it."""

import base64
import hashlib
import secrets
from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from review.fields import AccountId, Line, LongLine, MailAddress, Record, Text, parse


class Role(StrEnum):
    """What the applicant is to the client."""

    ADMIN = "admin"
    TEAM_MEMBER = "team_member"
    FREELANCER = "freelancer"


class Exposure(StrEnum):
    """Who will see what the API key opens."""

    PRIVATE = "private"
    THIRD_PARTIES = "third_parties"


class Applicant(Record):
    """The person who applies, and to whom the answer goes."""

    name: Line
    email: MailAddress
    role: Role


class Project(Record):
    """What the key is for. ``use`` may be blank here: saying so kindly is the policy's work."""

    name: Line
    use: Text
    exposure: Exposure
    website: LongLine | None = None


class ApplicationRequest(Record):
    """An application as it is handed in (``POST /applications`` and the form at ``/apply``)."""

    account_id: AccountId
    applicant: Applicant
    project: Project
    requests_per_hour: int = Field(ge=1, le=1_000_000)
    hours_per_day: int = Field(ge=1, le=24)

    @property
    def requests_per_day(self) -> int:
        """Requests a day, from requests an hour and hours a day."""
        return self.requests_per_hour * self.hours_per_day


class Application(Record):
    """An application that was handed in: the request, an id of ours, and the time."""

    id: str
    submitted_at: AwareDatetime
    request: ApplicationRequest


def parse_request(data: Any) -> ApplicationRequest:
    """Check a request of unknown shape.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(ApplicationRequest, data, address_at=("applicant", "email"))


def hand_in(request: ApplicationRequest, now: datetime, hand_in_key: str) -> Application:
    """Give a request its id (``k`` and 16 letters and digits, 80 bits) and its time.

    The same key for the same account is the same hand-in, and so the same id; without a key the id is random.
    """
    same = hashlib.sha256(f"{request.account_id}\n{hand_in_key}".encode()).digest()[:10]
    letters = base64.b32encode(same if hand_in_key else secrets.token_bytes(10)).decode().lower()
    return Application(id=f"k{letters}", submitted_at=now, request=request)
