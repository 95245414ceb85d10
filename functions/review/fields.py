"""Field types that every edge shares: bounded text without control characters, and mail addresses."""

import unicodedata
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError

from review.errors import FieldProblem, InvalidInput


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


def check_mail_address(text: str) -> str | None:
    """What is wrong with an address, by syntax only (RFC 5321, 5322): whether mail arrives, only a mail can tell.

    For the edges, where an address is new to the desk: what is stored was checked, and the library is slow to load.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        # The reserved names of RFC 2606 are allowed: the demo accounts and the examples live there.
        validate_email(text, check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError as error:
        return f"Must be a mail address: {error}"
    return None


def _one_line_of(least: int, most: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Line = Annotated[str, _one_line_of(1, 120), AfterValidator(_one_line)]
LongLine = Annotated[str, _one_line_of(1, 300), AfterValidator(_one_line)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5_000), AfterValidator(_lines)]
MailAddress = Annotated[str, _one_line_of(3, 254), AfterValidator(_one_line)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


class Record(BaseModel):
    """A value that is written once and never changed; unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Model = TypeVar("Model", bound=Record)


def parse(model: type[Model], data: Any, address_at: tuple[str, ...]) -> Model:
    """Check data of unknown shape that comes from outside; ``address_at`` is where its mail address stands.

    Raises:
        InvalidInput: naming every field that is wrong, the address with the others.
    """
    problems: list[FieldProblem] = []
    parsed = None
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        problems = [FieldProblem(_pointer(one["loc"]), _sentence(one["msg"])) for one in error.errors()]
    wrong = _wrong_address(data, address_at)
    if wrong and wrong.pointer not in [problem.pointer for problem in problems]:
        problems.append(wrong)
    if problems or parsed is None:
        raise InvalidInput(problems)
    return parsed


def _wrong_address(data: Any, location: tuple[str, ...]) -> FieldProblem | None:
    for part in location:
        data = data.get(part) if isinstance(data, dict) else None
    message = check_mail_address(data.strip()) if isinstance(data, str) else None
    return FieldProblem(_pointer(location), message) if message else None


def _pointer(location: tuple[str | int, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].upper() + message[1:]
