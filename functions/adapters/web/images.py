"""Uploaded images: what the desk keeps of one, and nothing else of the file."""

import base64
import warnings
from collections import Counter, defaultdict
from io import BytesIO
from typing import TYPE_CHECKING

from domain.model.errors import FieldProblem, InvalidInput
from domain.model.icon import LARGEST_ICON, LARGEST_SIDE, Icon

if TYPE_CHECKING:
    from PIL.Image import Image

START_OF_SCAN = b"\xff\xda"  # of a JPEG (ITU T.81, B.1.1.3). Each scan is decoded over the whole picture
MAX_SCANS = 50  # encoders make a dozen at most; thousands would take a minute
WORKING_SIDE = 512
THUMBNAIL_SIDE = 96
PAPER = 200  # of 255: a pixel whose grey is at least as light is the paper around the mark
SAMPLE_SIDE = 64
LEAST_SHARE = 0.03  # of the mark's area: what counts as one of its colours
MAX_COLOURS = 5

Rgb = tuple[int, int, int]


def read_icon(data: bytes) -> Icon:
    """What the desk keeps of an uploaded PNG or JPEG file. The same bytes always give the same.

    Raises:
        InvalidInput: at ``/project/icon``, where it is too large, has too many pixels or cannot be opened.
    """
    if len(data) > LARGEST_ICON:
        raise _wrong("Must be at most 1 MB")
    if data.count(START_OF_SCAN) > MAX_SCANS:
        raise _wrong("Must be a JPEG of fewer scans: save it anew")
    picture = _picture(data)
    mark = _without_paper(picture)
    return Icon(hash=_hash(mark), colours=_colours(mark), thumbnail=_thumbnail(picture))


def _picture(data: bytes) -> "Image":
    """The picture as a person sees it. Its size is looked at before a pixel is decoded."""
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they tell of odd metadata, of which nothing is kept
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
            if max(image.size) > LARGEST_SIDE:
                raise Image.DecompressionBombError
            return _on_white(image)
    except Image.DecompressionBombError:
        raise _wrong(f"Must be at most {LARGEST_SIDE} pixels wide and high") from None
    except Exception:  # decoders fail in many ways; the file is at fault in each
        raise _wrong("Must be a PNG or JPEG image that can be opened") from None


def _on_white(image: "Image") -> "Image":
    """The image upright, small enough to work with, on white, without any of the file's metadata."""
    from PIL import Image, ImageOps

    image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # a JPEG is decoded no larger than needed
    if image.mode.startswith("I"):  # 16 bit: converting alone would cut off all but the darkest
        image = image.point(lambda value: value / 256).convert("L")
    layer = image.convert("RGBA")
    layer.thumbnail((WORKING_SIDE, WORKING_SIDE))
    ImageOps.exif_transpose(layer, in_place=True)
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _without_paper(picture: "Image") -> "Image":
    """The picture cut to its mark: the same mark looks the same on a larger or smaller sheet."""
    ink = picture.convert("L").point(lambda value: 255 if value < PAPER else 0)
    return picture.crop(ink.getbbox())


def _hash(mark: "Image") -> str:
    """64 bits for whether it gets lighter along the rows, and 64 along the columns.

    The filter is the one of Pillow's that told drawn marks apart best (``tests/bench/looks.py``).
    """
    import dhash
    from PIL.Image import Resampling

    greys = mark.convert("L").resize((9, 9), Resampling.HAMMING).tobytes()
    return str(dhash.format_hex(*dhash.dhash_row_col(list(greys))))


def _colours(mark: "Image") -> tuple[str, ...]:
    """The mark's main colours. Shades that a person would call one colour count as the most common of them."""
    from PIL.Image import Resampling

    sample = mark.resize((SAMPLE_SIDE, SAMPLE_SIDE), Resampling.NEAREST).tobytes()
    cells: defaultdict[Rgb, Counter[Rgb]] = defaultdict(Counter)
    for red, green, blue in zip(sample[0::3], sample[1::3], sample[2::3], strict=True):
        if min(red, green, blue) < 232 and max(red, green, blue) > 24:  # neither near white nor near black
            cells[red // 16, green // 16, blue // 16][red, green, blue] += 1
    areas: Counter[Rgb] = Counter()
    for cell in sorted(cells.values(), key=Counter.total, reverse=True)[:64]:
        colour = cell.most_common(1)[0][0]
        areas[next((known for known in areas if _alike(known, colour)), colour)] += cell.total()
    least = LEAST_SHARE * SAMPLE_SIDE**2
    return tuple(f"#{bytes(colour).hex()}" for colour, area in areas.most_common(MAX_COLOURS) if area >= least)


def _alike(one: Rgb, other: Rgb) -> bool:
    return all(abs(mine - theirs) <= 20 for mine, theirs in zip(one, other, strict=True))


def _thumbnail(picture: "Image") -> str:
    """A PNG in base64; with a palette of 256 colours it stays under 11 KB whatever it shows."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    file = BytesIO()
    small.quantize(256).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _wrong(message: str) -> InvalidInput:
    return InvalidInput([FieldProblem("/project/icon", message)])
