"""Applications: what an applicant submits, and what is stored of it."""

import base64
import binascii
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import AwareDatetime, BeforeValidator, Field, ValidationInfo, WithJsonSchema

from domain.model.email_message import MailableAddress
from domain.model.errors import InvalidInput
from domain.model.field_types import (
    NO_BOOLEAN,
    AccountId,
    LineText,
    LongText,
    Record,
    ShortText,
    StrictBool,
    is_new_input,
    parse,
)
from domain.model.icon import LARGEST_ICON, LARGEST_SIDE, HexColour, Icon
from domain.model.ids import CaseKind, new_case_id

MAX_SUBMISSIONS = 5  # per account and day (UTC)
IconReader = Callable[[bytes], Icon]
"""Reads an image file. Raises ``InvalidInput`` where it is not an accepted image."""


class ApplicantRole(StrEnum):
    """The applicant's role at the client."""

    ADMIN = "admin"
    TEAM_MEMBER = "team_member"
    FREELANCER = "freelancer"


class Exposure(StrEnum):
    """Who will see the data from the API."""

    PRIVATE = "private"
    THIRD_PARTIES = "third_parties"


class Proof(StrEnum):
    """How the account holder authorised the application."""

    APPLY_LINK = "apply_link"
    CONFIRMATION = "confirmation"
    SIGNED_CALL = "signed_call"


class Applicant(Record):
    """The person who applies."""

    name: ShortText = Field(description="The person's name, not a company's.")
    email: MailableAddress = Field(description="We send the decision to this address, and accept replies from it.")
    role: ApplicantRole = Field(description="The applicant's role at the client.")


class Owner(Record):
    """The person who will own the key, where that is not the applicant."""

    name: ShortText = Field(description="The person's name.")
    email: MailableAddress = Field(description="We ask for the confirmation at this address.")
    agreed: StrictBool = Field(
        False, description="Whether the owner has agreed to own the key. If not, the policy rejects the application."
    )


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


_ICON_AS_SENT = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "contentEncoding": "base64",
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
            "minLength": 4,
            "maxLength": -(-LARGEST_ICON // 3) * 4,
        }
    ),
]


class Project(Record):
    """What the key is for."""

    name: ShortText = Field(description="The project's own name, without the marketplace's brand name.")
    use: LongText = Field(
        description="What the API will be used for: which data you need, what the application does with it, and who "
        "uses it. If it is blank, the policy rejects the application.",
    )
    exposure: Exposure = Field(description="Whether anyone outside the client's company will see the data.")
    commercial: StrictBool = Field(
        description="Whether the project is sold, or part of something that is sold. If so, the policy rejects the "
        "application."
    )
    website: LineText | None = Field(None, description="The project's website.")
    theme_colours: tuple[HexColour, ...] = Field(
        default=(), max_length=10, description="The app's colours, like `#1a2b3c`."
    )
    icon: Annotated[Icon | None, BeforeValidator(_read_icon, json_schema_input_type=_ICON_AS_SENT | None)] = Field(
        None,
        description=f"The logo or icon of the app: a PNG or JPEG image in base64, at most {LARGEST_ICON // 1024**2} MB "
        f"and {LARGEST_SIDE} pixels wide and high. We keep a thumbnail and a fingerprint, not the file.",
    )


class ApplicationRequest(Record):
    """An application. If no owner is named, the applicant will own the key."""

    account_id: AccountId = Field(description="The client account that the key is for.")
    applicant: Applicant = Field(description="The person who applies. We send them the decision.")
    owner: Owner | None = Field(
        None,
        description="The person who will own the key and be responsible for it, if not the applicant. We email them a "
        "link to confirm.",
    )
    project: Project = Field(description="What the key is for.")
    requests_per_hour: Annotated[int, Field(ge=1, le=1_000_000), NO_BOOLEAN] = Field(
        description="Requests per hour at busy times."
    )
    hours_per_day: Annotated[int, Field(ge=1, le=24), NO_BOOLEAN] = Field(
        description="Hours per day at that rate. The policy checks requests per day: the product of the two."
    )

    @property
    def requests_per_day(self) -> int:
        return self.requests_per_hour * self.hours_per_day

    @property
    def other_owner(self) -> Owner | None:
        """The owner, unless the address is the applicant's."""
        is_other = self.owner and self.owner.email.casefold() != self.applicant.email.casefold()
        return self.owner if is_other else None

    @property
    def key_owner(self) -> Applicant | Owner:
        """Who will own the key: the other owner, or else the applicant."""
        return self.other_owner or self.applicant


class Application(Record):
    """A submitted application; ``proof`` is None while it waits for the account holder's confirmation."""

    id: str
    submitted_at: AwareDatetime
    request: ApplicationRequest
    proof: Proof | None = None


class PendingKey(NamedTuple):
    """Where an application waits for confirmation: the account holder's address, and its key at that address."""

    address: str
    key: str


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
