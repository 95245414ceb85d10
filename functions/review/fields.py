"""Field types that every edge shares: bounded text without control characters, and mail addresses."""

import unicodedata
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from review.errors import FieldProblem, InvalidInput


def _one_line(text: str) -> str:
    """Refuse every control or line-breaking character: such a value may end up in a mail header."""
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        raise ValueError("must be one line without control characters")
    return text


def _one_kind_of_line_break(text: Any) -> Any:
    """Browsers count a line break as one character and send two: before the length is looked at, it is one."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def _lines(text: str) -> str:
    """Allow line breaks and tabs, refuse every other control character."""
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise ValueError("must not hold control characters")
    return text


def ascii_mail_address(text: str) -> str:
    """An address as it goes over the wire, its domain in Punycode. Syntax only: whether mail arrives, only mail tells.

    For the edges, where an address is new to the desk: what is stored was checked, and the library is slow to load.

    Raises:
        ValueError: saying what is wrong with it (RFC 5321, 5322).
    """
    from email_validator import validate_email

    checked = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False)
    return str(checked.ascii_email)


def _one_line_of(least: int, most: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


Line = Annotated[str, _one_line_of(1, 120), AfterValidator(_one_line)]
LongLine = Annotated[str, _one_line_of(1, 300), AfterValidator(_one_line)]
Text = Annotated[
    str,
    BeforeValidator(_one_kind_of_line_break),
    StringConstraints(strip_whitespace=True, max_length=5_000),
    AfterValidator(_lines),
]
MailAddress = Annotated[str, _one_line_of(3, 254), AfterValidator(_one_line)]
AccountId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]


class Record(BaseModel):
    """A value that is written once and never changed; unknown fields are refused, and errors hold no input."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=Record)


def parse(model: type[Model], data: Any, address_at: tuple[str, ...]) -> Model:
    """Check data of unknown shape that comes from outside; ``address_at`` is where its mail address stands.

    Raises:
        InvalidInput: naming every field that is wrong, the address with the others.
    """
    problems: list[FieldProblem] = []
    parsed = None
    try:
        data = _with_ascii_address(data, address_at)
    except ValueError as error:
        problems.append(FieldProblem(_pointer(address_at), f"Must be a mail address: {error}"))
    try:
        parsed = model.model_validate(data)
    except ValidationError as error:
        named = [problem.pointer for problem in problems]
        found = [FieldProblem(_pointer(one["loc"]), _sentence(one["msg"])) for one in error.errors()]
        problems += [problem for problem in found if problem.pointer not in named]
    if problems or parsed is None:
        raise InvalidInput(problems)
    return parsed


def _with_ascii_address(data: Any, location: tuple[str, ...]) -> Any:
    """The data with its address as it goes over the wire; where there is none, the model says so."""
    if not location:
        return ascii_mail_address(data) if isinstance(data, str) else data
    if not isinstance(data, dict) or location[0] not in data:
        return data
    return {**data, location[0]: _with_ascii_address(data[location[0]], location[1:])}


def _pointer(location: tuple[str | int, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def _sentence(message: str) -> str:
    message = message.removeprefix("Value error, ")
    return message[:1].upper() + message[1:]
