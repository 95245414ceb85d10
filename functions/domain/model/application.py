"""Applications: what an applicant submits, and what is stored of it."""

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
"""Reads an image file. Raises ``InvalidInput`` where it is not an accepted image."""


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
    """How the account holder authorised the application."""

    APPLY_LINK = "apply_link"
    CONFIRMATION = "confirmation"
    SIGNED_CALL = "signed_call"


class Applicant(Record):
    """The person who applies."""

    name: ShortText
    email: EmailAddress
    role: ApplicantRole


class Owner(Record):
    """The person who will own the key, if not the applicant; ``agreed`` is what the applicant says about them."""

    name: ShortText
    email: EmailAddress
    agreed: StrictBool = False


def _read_icon(value: Any, info: ValidationInfo) -> Any:
    """New input is an image (bytes or base64), of which only an ``Icon`` is kept; stored data is an ``Icon``."""
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
    """What the key is for. ``use`` may be blank here: the policy rejects that with a better explanation."""

    name: ShortText
    use: LongText
    exposure: Exposure
    commercial: StrictBool
    website: LineText | None = None
    theme_colours: tuple[HexColour, ...] = Field(default=(), max_length=10)
    icon: Annotated[Icon | None, BeforeValidator(_read_icon, json_schema_input_type=str | None)] = None


class ApplicationRequest(Record):
    """An application as submitted. Without an ``owner`` the applicant will own the key."""

    account_id: AccountId
    applicant: Applicant
    owner: Owner | None = None
    project: Project
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000), NO_BOOLEAN]
    hours_per_day: Annotated[int, Field(ge=1, le=24), NO_BOOLEAN]

    @property
    def requests_per_day(self) -> int:
        return self.requests_per_hour * self.hours_per_day

    @property
    def other_owner(self) -> Owner | None:
        """The owner, unless the address is the applicant's."""
        is_other = self.owner and self.owner.email.casefold() != self.applicant.email.casefold()
        return self.owner if is_other else None


class Application(Record):
    """A submitted application; ``proof`` is None while it waits for the account holder's confirmation."""

    id: str
    submitted_at: AwareDatetime
    request: ApplicationRequest
    proof: Proof | None = None


def parse_request(data: Any, read_icon: IconReader) -> ApplicationRequest:
    """Raises ``InvalidInput``, which names every wrong field."""
    return parse(ApplicationRequest, data, read_icon=read_icon)


def new_application(
    request: ApplicationRequest, now: datetime, idempotency_key: str, proof: Proof | None
) -> Application:
    """Give a request its id and time.

    The id is random without an idempotency key, else derived from the account and the key. Without a proof it is also
    derived from the content, so that an account holder confirms exactly what was shown.
    """
    content = () if proof else (request.model_dump_json(),)
    same = (request.account_id, idempotency_key, *content) if idempotency_key else ()
    return Application(id=new_case_id(CaseKind.APPLICATION, *same), submitted_at=now, request=request, proof=proof)
