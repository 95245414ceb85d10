"""The application: what an applicant hands in, and what the desk keeps of it."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationInfo

from domain.model.errors import InvalidInput
from domain.model.field_types import (
    NO_BOOLEAN,
    AccountId,
    EmailAddress,
    LineText,
    LongText,
    Record,
    ShortText,
    StrictBool,
    is_new_input,
    parse,
)
from domain.model.icon import HexColour, Icon
from domain.model.ids import CaseKind, new_case_id

IconReader = Callable[[bytes], Icon]
"""Looks at an image. Raises ``InvalidInput`` where it is none that the desk takes."""


class ApplicantRole(StrEnum):
    """What the applicant is to the client."""

    ADMIN = "admin"
    TEAM_MEMBER = "team_member"
    FREELANCER = "freelancer"


class Exposure(StrEnum):
    """Who will see what the API key opens."""

    PRIVATE = "private"
    THIRD_PARTIES = "third_parties"


class Proof(StrEnum):
    """How the desk knows that the account's holder wants the application."""

    APPLY_LINK = "apply_link"
    CONFIRMATION = "confirmation"
    SIGNED_CALL = "signed_call"


class Applicant(Record):
    """The person who applies, and to whom the answer goes."""

    name: ShortText
    email: EmailAddress
    role: ApplicantRole


class Owner(Record):
    """The person who will own the key and answer for it, where that is not the applicant.

    ``agreed`` is what the applicant says: whether the two have agreed on it.
    """

    name: ShortText
    email: EmailAddress
    agreed: StrictBool = False


def _looked_at(value: Any, info: ValidationInfo) -> Any:
    """At the edge an icon is an image (its bytes, or those in base64), and nothing but its look goes on."""
    if not is_new_input(info) or value is None:
        return value
    try:
        image = base64.b64decode(value, validate=True) if isinstance(value, str) else value
    except binascii.Error:
        raise ValueError("must be a PNG or JPEG image in base64") from None
    if not isinstance(image, bytes):
        raise ValueError("must be a PNG or JPEG image in base64")
    read_icon: IconReader = (info.context or {})["read_icon"]
    try:
        return read_icon(image)
    except InvalidInput as error:
        raise ValueError(error.problems[0].message) from None


class Project(Record):
    """What the key is for. ``use`` may be blank here: saying so kindly is the policy's work."""

    name: ShortText
    use: LongText
    exposure: Exposure
    commercial: StrictBool
    website: LineText | None = None
    theme_colours: tuple[HexColour, ...] = Field(default=(), max_length=10)
    icon: Annotated[Icon | None, BeforeValidator(_looked_at, json_schema_input_type=str | None)] = None


class ApplicationRequest(Record):
    """An application as it is handed in. Without an ``owner`` the applicant will own the key."""

    account_id: AccountId
    applicant: Applicant
    owner: Owner | None = None
    project: Project
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000), NO_BOOLEAN]
    hours_per_day: Annotated[int, Field(ge=1, le=24), NO_BOOLEAN]

    @property
    def requests_per_day(self) -> int:
        """Requests a day, from requests an hour and hours a day."""
        return self.requests_per_hour * self.hours_per_day

    @property
    def other_owner(self) -> Owner | None:
        """The owner, if that is not the applicant by another name."""
        own = self.applicant.email.casefold()
        return self.owner if self.owner and self.owner.email.casefold() != own else None


class Application(Record):
    """An application that was handed in: the request, an id of ours, the time, and the proof (None while it waits)."""

    id: str
    submitted_at: AwareDatetime
    request: ApplicationRequest
    proof: Proof | None = None


def parse_request(data: Any, read_icon: IconReader) -> ApplicationRequest:
    """Check a request of unknown shape. An icon comes in as an image, and is stored as what it looks like.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    return parse(ApplicationRequest, data, read_icon=read_icon)


def new_application(
    request: ApplicationRequest, now: datetime, idempotency_key: str, proof: Proof | None
) -> Application:
    """Give a request its id and its time.

    The same key for the same account is the same hand-in, and so the same id; without a key the id is random. While
    nobody has proved it, its content is in the id, too: what a holder confirms is what the holder was shown.
    """
    content = () if proof else (request.model_dump_json(),)
    same = (request.account_id, idempotency_key, *content) if idempotency_key else ()
    return Application(id=new_case_id(CaseKind.APPLICATION, *same), submitted_at=now, request=request, proof=proof)
