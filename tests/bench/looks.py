"""Measures how well brand images are recognised, with drawn marks in many variants and the policy's thresholds.

Some marks of the same shape with different letters look alike to a hash of 128 bits: that share is printed, and is not
a failure. Exit code 1 if too few variants are recognised, or too many different marks are flagged.
"""

import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import combinations
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from adapters.web.images import read_icon
from domain.model.icon import LARGEST_ICON, Icon
from domain.policy import load_policy
from domain.policy.brand_likeness import BrandLooks, colour_evidence, image_evidence

SIDE = 512
COLOURS = ["#722f85", "#1d4ed8", "#b91c1c", "#7c3aed", "#f59e0b", "#0f766e", "#111827", "#db2777", "#0891b2", "#65a30d"]
TEXTS = ["as", "Q", "Zen", "&", "K8", "hey", "M", "fix", "A", "go", "4", "X1"]
MIN_RECOGNISED = 0.9
MAX_FALSE = 0.02

Shape = Callable[[ImageDraw.ImageDraw, str], None]


def _bars(draw: ImageDraw.ImageDraw, colour: str) -> None:
    for bar in range(4):
        draw.rectangle((60 + bar * 105, 400 - bar * 100, 130 + bar * 105, 470), fill=colour)


def _cross(draw: ImageDraw.ImageDraw, colour: str) -> None:
    draw.rectangle((196, 40, 316, 472), fill=colour)
    draw.rectangle((40, 196, 472, 316), fill=colour)


def _star(draw: ImageDraw.ImageDraw, colour: str) -> None:
    radii = [(math.pi / 5 * point, 95 if point % 2 else 230) for point in range(10)]
    draw.polygon([(256 + radius * math.sin(turn), 256 - radius * math.cos(turn)) for turn, radius in radii], colour)


SHAPES: dict[str, Shape] = {
    "disc": lambda draw, colour: draw.ellipse((40, 40, 472, 472), fill=colour),
    "tile": lambda draw, colour: draw.rounded_rectangle((40, 40, 472, 472), 90, fill=colour),
    "hexagon": lambda draw, colour: draw.regular_polygon((256, 256, 225), 6, fill=colour),
    "triangle": lambda draw, colour: draw.regular_polygon((256, 290, 240), 3, fill=colour),
    "diamond": lambda draw, colour: draw.polygon([(256, 20), (492, 256), (256, 492), (20, 256)], fill=colour),
    "ring": lambda draw, colour: draw.ellipse((40, 40, 472, 472), outline=colour, width=70),
    "bars": _bars,
    "cross": _cross,
    "star": _star,
    "word": lambda draw, colour: None,
}
FILLED = ("disc", "tile", "hexagon", "diamond")


def mark(shape: str, text: str, colour: str, ink: str = "white", size: int = 200) -> Image.Image:
    """A shape with letters on it, on a transparent background."""
    picture = Image.new("RGBA", (SIDE, SIDE), (255, 255, 255, 0))
    draw = ImageDraw.Draw(picture)
    SHAPES[shape](draw, colour)
    draw.text((SIDE // 2, SIDE // 2), text, font=ImageFont.load_default(size), fill=ink, anchor="mm")
    return picture


def marks(number: int) -> dict[tuple[str, str, int], Image.Image]:
    """The same marks in each run, by shape, text and number."""
    chance = random.Random(3)
    drawn = {}
    for n in range(number):
        shape, text, colour = list(SHAPES)[n % 10], TEXTS[(n * 5 + n // 10) % 12], COLOURS[(n * 3 + n // 7) % 10]
        ink = "white" if shape in FILLED else colour if shape == "word" else chance.choice(COLOURS)
        drawn[shape, text, n] = mark(shape, text, colour, ink, chance.choice((150, 200, 260)))
    return drawn


def file_of(picture: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def on(picture: Image.Image, paper: str = "white", sheet: tuple[int, int] = (SIDE, SIDE)) -> Image.Image:
    """The picture in the middle of a sheet."""
    laid = Image.new("RGB", sheet, paper)
    laid.paste(picture, ((sheet[0] - picture.width) // 2, (sheet[1] - picture.height) // 2), picture)
    return laid


def recoloured(picture: Image.Image, *shifts: int) -> Image.Image:
    """Each band shifted in brightness; white stays white."""
    bands = [
        band.point([value if value > 250 else min(255, max(0, value + shift)) for value in range(256)])
        for band, shift in zip(picture.split(), shifts, strict=True)
    ]
    return Image.merge("RGB", bands)


def variants(picture: Image.Image) -> Iterator[tuple[str, bytes]]:
    """Changes that leave a mark recognisable."""
    plain = on(picture)
    yield "transparent", file_of(picture)
    for side in (48, 96, 180, 1024):
        yield f"{side} px", file_of(plain.resize((side, side)))
    for quality in (90, 60, 30):
        yield f"JPEG {quality}", file_of(plain, "JPEG", quality=quality)
    yield "128 px, JPEG 60", file_of(plain.resize((128, 128)), "JPEG", quality=60)
    yield "lighter", file_of(recoloured(plain, 12, -8, 10))
    yield "darker", file_of(recoloured(plain, -15, 15, 20))
    for cut in (3, 8, 16):
        yield f"cut by {cut} px", file_of(plain.crop((cut, cut // 2, SIDE - cut // 2, SIDE - cut)))
    yield "on a wide sheet", file_of(on(picture.resize((300, 300)), sheet=(900, 500)))
    yield "on off-white", file_of(on(picture, "#f4f4f0"))
    yield "palette", file_of(plain.quantize(16))
    yield "CMYK", file_of(plain.convert("CMYK"), "JPEG", quality=80)
    yield "grey", file_of(plain.convert("L"))
    yield "turned by 2 degrees", file_of(on(picture.rotate(2, Image.Resampling.BICUBIC)))
    yield "stretched", file_of(plain.resize((560, 500)))


def alike(icon: Icon, brand: Icon, looks: BrandLooks) -> bool:
    """Whether the icon would be flagged if the other were the brand's."""
    return image_evidence(icon, looks.model_copy(update={"images": {"mark": brand.hash}})) is not None


def _share(hits: list[bool]) -> float:
    return sum(hits) / len(hits)


def _recognised(drawn: dict[tuple[str, str, int], Image.Image], looks: BrandLooks) -> float:
    missed: Counter[str] = Counter()
    found: list[bool] = []
    for picture in drawn.values():
        original = read_icon(file_of(on(picture)))
        for name, file in variants(picture):
            found.append(alike(read_icon(file), original, looks))
            missed[name] += not found[-1]
    print(f"recognised                          {_share(found):8.1%} of {len(found)} variants of {len(drawn)} marks")
    print("  missed:", ", ".join(f"{name} {count}" for name, count in missed.most_common() if count))
    return _share(found)


def _false(drawn: dict[tuple[str, str, int], Image.Image], looks: BrandLooks) -> float:
    icons = [(*key[:2], read_icon(file_of(on(picture)))) for key, picture in drawn.items()]
    flagged: defaultdict[str, list[bool]] = defaultdict(list)
    for (shape, text, icon), (other_shape, other_text, other) in combinations(icons, 2):
        if shape != other_shape:
            flagged["different"].append(alike(icon, other, looks))
        elif text != other_text:
            flagged["letters"].append(alike(icon, other, looks))
    print(f"quite different marks flagged       {_share(flagged['different']):8.2%} of {len(flagged['different'])}")
    print(f"same shape, other letters: flagged  {_share(flagged['letters']):8.1%} of {len(flagged['letters'])}")
    return _share(flagged["different"])


def _milliseconds(work: Callable[[], object], times: int) -> float:
    work()
    began = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - began) / times * 1000


def _costs(looks: BrandLooks) -> None:
    noise = Image.effect_noise((1600, 1000), 60).convert("RGB")
    photo = max(
        (file for quality in range(60, 96) if len(file := file_of(noise, "JPEG", quality=quality)) <= LARGEST_ICON),
        key=len,
    )
    colours = ("#1d4ed8", "#732f86", "#f59e0b", "#ffffff", "#000000")
    print(
        f"read_icon, JPEG of {len(photo) // 1024} KB            {_milliseconds(lambda: read_icon(photo), 20):8.1f} ms"
    )
    print(f"colour_evidence of 5 colours        {_milliseconds(lambda: colour_evidence(colours, looks), 200):8.3f} ms")


def main() -> None:
    looks = load_policy().looks
    drawn = marks(60)
    recognised, false = _recognised(drawn, looks), _false(drawn, looks)
    _costs(looks)
    raise SystemExit(recognised < MIN_RECOGNISED or false > MAX_FALSE)


if __name__ == "__main__":
    main()
