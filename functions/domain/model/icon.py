"""The look of an app, as far as the desk keeps it: its icon and its colours."""

from typing import Annotated

from pydantic import Field, StringConstraints

from domain.model.field_types import Record

LARGEST_ICON = 1024 * 1024  # bytes
LARGEST_SIDE = 4096  # pixels: what decoding one may cost in memory

HexColour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class Icon(Record):
    """What the desk keeps of a logo or app icon.

    ``hash`` is its perceptual hash (128 bits in hex), ``colours`` its largest colours, ``thumbnail`` a small PNG in
    base64 that was drawn anew: nothing of the file that came in.
    """

    hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
    colours: Annotated[tuple[HexColour, ...], Field(max_length=5)]
    thumbnail: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+={0,2}$", max_length=16_384)]
