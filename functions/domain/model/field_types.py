"""Field types: bounded text without control characters, email addresses, strict numbers; and how input is parsed."""

import re
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

FILL_IN = "This field is required"
_ENCODED_WORD = re.compile(r"=\?.*\?=")
LONGEST_KEY = 60  # characters of a key that an error names


def _one_line(text: str, info: ValidationInfo) -> str:
    """Rejects what could change an email's header: control and line-breaking characters, and encoded words (RFC 2047).

    Encoded words only in new input. The account lookup may return them: nobody is there to correct them.
    """
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp", "Cs") for character in text):
        raise ValueError("must be a single line without control characters")
    if is_new_input(info) and not is_looked_up(info) and _ENCODED_WORD.search(text):
        raise ValueError("must not contain =?…?=, which email programs read as encoded text. Enter the text itself")
    return text


def _unix_line_breaks(text: Any) -> Any:
    """Browsers count a line break as one character and send two, so they are replaced before the length is checked."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if isinstance(text, str) else text


def _lines(text: str) -> str:
    """Rejects control characters other than line breaks and tabs."""
    if any(unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t" for character in text):
        raise ValueError("must not contain control characters")
    return text


def _email_address(text: str, info: ValidationInfo) -> str:
    """The address with its domain in Punycode. Checks the syntax only, and of new input only.

    Stored addresses were checked when they came in, and the library is slow to load.
    """
    if not is_new_input(info):
        return text
    from email_validator import EmailNotValidError, validate_email

    try:
        return str(validate_email(text, check_deliverability=False, allow_smtputf8=False).ascii_email)
    except EmailNotValidError as error:
        raise ValueError(f"must be a valid email address. {error}") from None


def _no_boolean(value: Any) -> Any:
    """Rejects true and false, which pydantic would read as 1 and 0. Text is accepted: forms send nothing else."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


def _no_number(value: Any) -> Any:
    """Rejects 0 and 1, which pydantic would read as false and true."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def is_new_input(info: ValidationInfo) -> bool:
    """Whether the data comes from outside (through ``parse``), not from the table."""
    return info.context is not None


def is_looked_up(info: ValidationInfo) -> bool:
    """Whether the data comes from the account lookup. A review depends on it, and nobody is there to correct it."""
    return bool(info.context and info.context.get("is_looked_up"))


def _stripped(shortest: int, longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


def _in_schema(**keywords: str) -> Any:
    """Documents in the JSON Schema what our own validators reject."""
    return Field(json_schema_extra=dict(keywords))


_ONE_LINE = _in_schema(pattern=r"^(?=.*\S)(?!.*=\?.*\?=)[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$")
_NO_CONTROLS = r"[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"

ShortText = Annotated[str, _stripped(1, 120), AfterValidator(_one_line), _ONE_LINE]
LineText = Annotated[str, _stripped(1, 300), AfterValidator(_one_line), _ONE_LINE]
LongText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=5_000),
    BeforeValidator(_unix_line_breaks),
    AfterValidator(_lines),
    _in_schema(pattern=f"^{_NO_CONTROLS}"),
]
RequiredText = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=5_000),
    BeforeValidator(_unix_line_breaks),
    AfterValidator(_lines),
    _in_schema(pattern=rf"^(?=[\s\S]*\S){_NO_CONTROLS}"),
]
EmailAddress = Annotated[
    str,
    _stripped(3, 254),
    AfterValidator(_one_line),
    AfterValidator(_email_address),
    _in_schema(format="email", pattern=r"^(?!.*=\?.*\?=)"),
]
NO_BOOLEAN = BeforeValidator(_no_boolean)
StrictBool = Annotated[bool, BeforeValidator(_no_number)]
ACCOUNT_ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
AccountId = Annotated[str, StringConstraints(pattern=ACCOUNT_ID)]


_MESSAGES = {  # instead of pydantic's own messages, which are for programmers
    "missing": FILL_IN,
    "extra_forbidden": "There is no such field. Remove it",
    "model_type": "Must be an object with fields",
    "string_too_short": "Must have at least {min_length} characters",
    "string_too_long": "Must have at most {max_length} characters",
}


class Record(BaseModel):
    """An immutable value. Unknown fields are rejected, and validation errors do not repeat the input."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=Record)


def parse(model: type[Model], data: Any, **context: Any) -> Model:
    """Validate data from outside. The validators find ``context`` in their ``info``.

    Raises:
        InvalidInput: names every wrong field.
    """
    try:
        return model.model_validate(data, context=context)
    except ValidationError as error:
        raise InvalidInput(
            [FieldProblem(_pointer(found["loc"]), problem_message(found)) for found in error.errors()]
        ) from None


def _pointer(location: tuple[str | int, ...]) -> str:
    return "".join(f"/{_shortened(str(part)).replace('~', '~0').replace('/', '~1')}" for part in location)


def _shortened(key: str) -> str:
    """A key as an error names it: the sender chooses its length."""
    return key if len(key) <= LONGEST_KEY else f"{key[:LONGEST_KEY]}…"


def problem_message(error: Mapping[str, Any]) -> str:
    """The message for a pydantic error, for the person who filled in the field."""
    details = error.get("ctx", {})
    kind = "missing" if details.get("min_length") == 1 else error["type"]
    message = (
        _MESSAGES[kind].format(**details) if kind in _MESSAGES else str(error["msg"]).removeprefix("Value error, ")
    )
    return message[:1].upper() + message[1:]
