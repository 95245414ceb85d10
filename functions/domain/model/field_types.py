"""Field types that every edge shares: bounded text without control characters, and mail addresses."""

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
)

from domain.model.errors import FieldProblem, InvalidInput

FILL_IN = "Please fill this in"


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


def _mail_address(text: str, info: ValidationInfo) -> str:
    """An address as it goes over the wire, its domain in Punycode. Syntax only: whether mail arrives, only mail tells.

    Only at the edges, where an address is new to the desk: what is stored was checked, and the library is slow to load.
    """
    if not is_new_input(info):
        return text
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(text, check_deliverability=False, allow_smtputf8=False).ascii_email)
    except EmailNotValidError as error:
        raise ValueError(f"must be a mail address: {error}") from None


def _no_boolean(value: Any) -> Any:
    """JSON tells true from 1, and so do we. Text is taken: a form knows nothing else."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


def _no_number(value: Any) -> Any:
    """The other way round: 0 and 1 are no answers to yes or no."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def is_new_input(info: ValidationInfo) -> bool:
    """Whether the data being checked comes from outside (``parse``), and not from the table."""
    return info.context is not None


def _one_line_of(least: int, most: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=least, max_length=most)


def _in_schema(**more: str) -> Any:
    """Says in a JSON Schema what the checks of ours refuse, so that who reads it knows before sending."""
    return Field(json_schema_extra=dict(more))


_ONE_LINE = _in_schema(pattern=r"^(?=.*\S)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$")
_NO_CONTROLS = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"

ShortText = Annotated[str, _one_line_of(1, 120), AfterValidator(_one_line), _ONE_LINE]
LineText = Annotated[str, _one_line_of(1, 300), AfterValidator(_one_line), _ONE_LINE]
LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=5_000),
    BeforeValidator(_one_kind_of_line_break),
    AfterValidator(_lines),
    _in_schema(pattern=f"^{_NO_CONTROLS}"),
]
RequiredText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000),
    BeforeValidator(_one_kind_of_line_break),
    AfterValidator(_lines),
    _in_schema(pattern=rf"^(?=[\s\S]*\S){_NO_CONTROLS}"),
]
EmailAddress = Annotated[
    str, _one_line_of(3, 254), AfterValidator(_one_line), AfterValidator(_mail_address), _in_schema(format="email")
]
NO_BOOLEAN = BeforeValidator(_no_boolean)
StrictBool = Annotated[bool, BeforeValidator(_no_number)]
ACCOUNT_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
AccountId = Annotated[str, StringConstraints(pattern=ACCOUNT_ID)]


_WORDS = {  # for what the checks of pydantic find: it speaks to programmers
    "missing": FILL_IN,
    "string_too_short": "Must have at least {min_length} characters",
    "string_too_long": "Must have at most {max_length} characters",
}


class Record(BaseModel):
    """A value that is written once and never changed; unknown fields are refused, and errors hold no input."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=Record)


def parse(model: type[Model], data: Any, **context: Any) -> Model:
    """Check data of unknown shape that comes from outside. The validators find ``context`` in their ``info``.

    Raises:
        InvalidInput: naming every field that is wrong.
    """
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        found = [FieldProblem(_pointer(one["loc"]), problem_message(one)) for one in error.errors()]
        raise InvalidInput(found) from None


def _pointer(location: tuple[str | int, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def problem_message(error: Mapping[str, Any]) -> str:
    """What is wrong with one field, in words for whoever filled it in."""
    details = error.get("ctx", {})
    kind = "missing" if details.get("min_length") == 1 else error["type"]
    message = _WORDS[kind].format(**details) if kind in _WORDS else str(error["msg"]).removeprefix("Value error, ")
    return message[:1].upper() + message[1:]
