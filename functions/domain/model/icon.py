"""What is stored of an app's icon, and its colours."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.model.field_types import Record

LARGEST_ICON = 1024 * 1024  # bytes
LARGEST_SIDE = 4096  # pixels: what decoding one may cost in memory

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class Icon(Record):
    """What is stored of a logo or app icon.

    ``hash`` is a perceptual hash (128 bits in hex), ``colours`` are the most frequent ones, ``thumbnail`` is a small
    PNG in base64, drawn anew: nothing of the uploaded file is kept.
    """

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    colours: Annotated[tuple[HexColour, ...], Field(max_length=5)]
    thumbnail: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=16_384)]
