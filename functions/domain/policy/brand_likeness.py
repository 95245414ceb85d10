"""The look of the marketplace's brand: what an icon or a theme colour has in common with it.

Colours are compared by CIEDE2000, pictures by a difference hash. Both only ever bring a person to look.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from domain.model.field_types import Record
from domain.model.icon import HexColour, Icon
from domain.policy.evidence import Evidence

if TYPE_CHECKING:
    from coloraide import Color

ImageHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class BrandLooks(Record):
    """The brand, by the names that a reviewer reads: its colours and the hashes of its pictures.

    Up to ``furthest_colour`` (CIEDE2000) and ``furthest_image`` (bits of 128 that differ) a look counts as the brand's.
    """

    colours: dict[str, HexColour]
    furthest_colour: Annotated[float, Field(ge=0)]
    images: dict[str, ImageHash]
    furthest_image: Annotated[int, Field(ge=0, le=128)]

    @model_validator(mode="after")
    def _no_image_is_nearly_blank(self) -> Self:
        """The hash of a blank picture is nought: a brand image so near to it would be seen in every blank icon."""
        blank = [name for name, image in self.images.items() if int(image, 16).bit_count() <= self.furthest_image]
        if blank:
            raise ValueError(f"too plain to be told from a blank picture: {', '.join(blank)}")
        return self


def colour_evidence(colours: tuple[str, ...], looks: BrandLooks) -> Evidence | None:
    """The one of the colours (``#rrggbb``) that is nearest to one of the brand's, where it is near enough."""
    near = [
        (_distance(colour, theirs), colour, theirs, name)
        for colour in colours
        for name, theirs in looks.colours.items()
    ]
    distance, colour, theirs, name = min(near, default=(float("inf"), "", "", ""))
    if distance > looks.furthest_colour:
        return None
    if colour == theirs:
        return Evidence(saw=f"{colour} is the brand's {name}")
    return Evidence(saw=f"{colour} is as good as the brand's {name} {theirs}")


def image_evidence(icon: Icon, looks: BrandLooks) -> Evidence | None:
    """The one of the brand's images that the icon looks most like, where it does. Its colours are looked at apart."""
    near = [((int(icon.hash, 16) ^ int(image, 16)).bit_count(), name) for name, image in looks.images.items()]
    bits, name = min(near, default=(129, ""))
    if bits > looks.furthest_image:
        return None
    return Evidence(saw=f"the brand's {name} ({bits} of 128 bits differ)")


def _distance(one: str, other: str) -> float:
    return _lab(one).delta_e(_lab(other), method="2000")


@lru_cache(maxsize=64)  # more than the brand's colours, so that each is converted once
def _lab(colour: str) -> "Color":
    from coloraide import Color  # slow to load, and most applications name no colour

    return Color(colour).convert("lab-d65")
