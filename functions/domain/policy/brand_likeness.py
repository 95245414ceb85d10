"""Compares icons and theme colours with the brand's.

Colours are compared by CIEDE2000, images by a difference hash. Both only ever flag, so no evidence is certain.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, model_validator

from domain.model.field_types import Record
from domain.model.icon import HexColour, Icon
from domain.model.marketplace import ImageHash
from domain.policy.evidence import Evidence

if TYPE_CHECKING:
    from coloraide import Color


class BrandLooks(Record):
    """The brand's colours and the hashes of its images, by the names that reviewers read.

    ``furthest_colour`` (CIEDE2000) and ``furthest_image`` (differing bits of 128) are the largest distances that match.
    """

    colours: dict[str, HexColour]
    furthest_colour: Annotated[float, Field(ge=0)]
    images: dict[str, ImageHash]
    furthest_image: Annotated[int, Field(ge=0, le=128)]

    @model_validator(mode="after")
    def _no_image_is_nearly_blank(self) -> Self:
        """A blank image hashes to zero: a brand image within that distance would match every blank icon."""
        blank = [name for name, image in self.images.items() if int(image, 16).bit_count() <= self.furthest_image]
        if blank:
            raise ValueError(f"too plain to be told from a blank picture: {', '.join(blank)}")
        return self


def colour_evidence(colours: tuple[str, ...], looks: BrandLooks) -> Evidence | None:
    """The colour (``#rrggbb``) that is nearest to one of the brand's, if it is near enough."""
    distances = [
        (_distance(colour, brand_colour), colour, brand_colour, name)
        for colour in colours
        for name, brand_colour in looks.colours.items()
    ]
    distance, colour, brand_colour, name = min(distances, default=(float("inf"), "", "", ""))
    if distance > looks.furthest_colour:
        return None
    if colour == brand_colour:
        return Evidence(detail=f"{colour} is the brand's {name}")
    return Evidence(detail=f"{colour} is almost the same as the brand's {name} {brand_colour}")


def image_evidence(icon: Icon, looks: BrandLooks) -> Evidence | None:
    """The brand image that the icon resembles most, if it is near enough. Compares shapes, not colours."""
    distances = [((int(icon.hash, 16) ^ int(image, 16)).bit_count(), name) for name, image in looks.images.items()]
    bits, name = min(distances, default=(129, ""))
    if bits > looks.furthest_image:
        return None
    return Evidence(detail=f"the brand's {name} ({bits} of 128 bits differ)")


def _distance(colour: str, brand_colour: str) -> float:
    return _lab(colour).delta_e(_lab(brand_colour), method="2000")


@lru_cache(maxsize=64)  # more than there are brand colours, so that each is converted once
def _lab(colour: str) -> "Color":
    from coloraide import Color  # slow to load, and most applications name no colour

    return Color(colour).convert("lab-d65")
