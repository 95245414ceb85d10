"""Emails that a stranger's form asks for. They are sent later, so that no response time shows who has an account."""

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from domain.model.application import Application
from domain.model.field_types import Record


class ConfirmationRequest(Record):
    """Ask the account holder to confirm an application."""

    request: Literal["confirmation"] = "confirmation"
    application: Application


class ApplyLinkRequest(Record):
    """Send the account holder an apply link."""

    request: Literal["apply_link"] = "apply_link"
    account_id: str


class StatusLinkRequest(Record):
    """Send the applicant a status link; ``what`` is the id of an application, or of an account."""

    request: Literal["status_link"] = "status_link"
    what: str


class SignInLinkRequest(Record):
    """Send a sign-in link, if ``address`` (as typed) is a staff member's."""

    request: Literal["sign_in_link"] = "sign_in_link"
    address: str


LinkRequest = Annotated[
    ConfirmationRequest | ApplyLinkRequest | StatusLinkRequest | SignInLinkRequest, Field(discriminator="request")
]
"""The event of the function ``send_requested_link``."""


def parse_link_request(event: dict[str, Any]) -> LinkRequest:
    """Raises ``pydantic.ValidationError`` for an event of any other shape."""
    adapter: TypeAdapter[LinkRequest] = TypeAdapter(LinkRequest)
    return adapter.validate_python(event)
