"""Field types that every edge shares: bounded text without control characters, and mail addresses."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints

from review.errors import FieldProblem


def _one_line(text: str) -> str:
    """Refuse every control or line-breaking character: such a value may end up in a mail header."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        raise ValueError("must be one line without control characters")
    return text


def _lines(text: str) -> str:
    """Allow line breaks and tabs, refuse every other control character."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise ValueError("must not hold control characters")
    return text


def _mail_address(text: str) -> str:
    """Check the syntax only (RFC 5321, 5322): whether mail arrives, only a mail can tell."""
    from email_validator import EmailNotValidError, validate_email  # loaded only where an address is checked

    try:
        # The reserved names of RFC 2606 are allowed: the demo accounts and the examples live there.
        checked = validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        raise ValueError(f"must be a mail address: {error}") from None
    return checked.normalized


def _one_line_of(least: int, most: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Line = Annotated[str, _one_line_of(1, 120), AfterValidator(_one_line)]
LongLine = Annotated[str, _one_line_of(1, 300), AfterValidator(_one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000), AfterValidator(_lines)]
MailAddress = Annotated[str, _one_line_of(3, 254), AfterValidator(_mail_address)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


class Record(BaseModel):
    """A value that is written once and never changed; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def field_problems(errors: list[dict[str, object]]) -> list[FieldProblem]:
    """Pydantic's error list as field problems: JSON pointer and a sentence, one for each wrong field."""
    return [FieldProblem(_pointer(error["loc"]), _sentence(str(error["msg"]))) for error in errors]


def _pointer(location: object) -> str:
    assert isinstance(location, tuple)
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].upper() + message[1:]
