"""What is stored of an app's icon, its colours, and why an image is not accepted."""

import base64
import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo

from domain.model.errors import FieldProblem, InvalidInput
from domain.model.field_types import Record, is_new_input

LARGEST_ICON = 1024 * 1024  # bytes
LARGEST_SIDE = 4096  # pixels: what decoding one may cost in memory
THUMBNAIL_SIDE = 96

_SIDE = rb"\0\0\0[\x01-\x%02x]" % THUMBNAIL_SIDE
_THUMBNAIL = re.compile(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + _SIDE * 2 + rb".*\0\0\0\0IEND\xaeB`\x82", re.DOTALL)
"""A PNG, from its signature and the width and height in its header to its end (PNG Specification, 5.2, 11.2)."""

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


def _small_png(text: str, info: ValidationInfo) -> str:
    """Rejects new data that is not a PNG of thumbnail size: the browsers of staff decode it."""
    if is_new_input(info) and not _THUMBNAIL.fullmatch(base64.b64decode(text, validate=True)):
        raise ValueError("must be a small PNG image in base64")
    return text


class Icon(Record):
    """What is stored of a logo or app icon.

    ``hash`` is a perceptual hash (128 bits in hex), ``colours`` are the most frequent ones, ``thumbnail`` is a small
    PNG in base64, drawn anew: nothing of the uploaded file is kept.
    """

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    colours: Annotated[tuple[HexColour, ...], Field(max_length=5)]
    thumbnail: Annotated[
        str,
        StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=16_384),
        AfterValidator(_small_png),
    ]


class IconProblem(StrEnum):
    """What is wrong with an image, for the person who submitted it."""

    TOO_LARGE = f"Must be at most {LARGEST_ICON // 1024**2} MB"
    TOO_MANY_SCANS = "Has too many JPEG scans: save it again as a non-progressive JPEG or as PNG"
    TOO_MANY_PIXELS = f"Must be at most {LARGEST_SIDE} pixels wide and high"
    NO_IMAGE = "Must be a PNG or JPEG image that can be opened"
    NOT_READ = "Couldn't be read: save it again as PNG or JPEG"


class IconReading(Record):
    """The result of reading an image: one of the two."""

    icon: Icon | None = None
    problem: IconProblem | None = None


def refused(problem: IconProblem) -> InvalidInput:
    """The error of an image that is not accepted."""
    return InvalidInput([FieldProblem("/project/icon", problem)])
