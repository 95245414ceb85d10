"""Uploaded icons: hash, main colours and thumbnail are kept, and nothing else of the file."""

import base64
import warnings
from collections import Counter, defaultdict
from io import BytesIO

import dhash
from PIL import Image, ImageOps
from PIL.Image import Resampling

from domain.model.icon import LARGEST_ICON, LARGEST_SIDE, THUMBNAIL_SIDE, Icon, IconProblem, refused

Image.preinit()  # loads the decoders, which the first image would load otherwise

START_OF_SCAN = b"\xff\xda"  # of a JPEG (ITU T.81, B.1.1.3). Each scan is decoded over the whole picture
MAX_SCANS = 50  # encoders make a dozen at most; thousands would take a minute
WORKING_SIDE = 512
BACKGROUND = 200  # of 255: a pixel whose grey is at least as light belongs to the background of the mark
SAMPLE_SIDE = 64
LEAST_SHARE = 0.03  # of the mark's area that one of its main colours has
MAX_COLOURS = 5

Rgb = tuple[int, int, int]


def read_icon(data: bytes) -> Icon:
    """Read a PNG or JPEG file. Deterministic.

    Raises:
        InvalidInput: at ``/project/icon``, if it is too large, has too many pixels or can't be opened.
    """
    if len(data) > LARGEST_ICON:
        raise refused(IconProblem.TOO_LARGE)
    if data.count(START_OF_SCAN) > MAX_SCANS:
        raise refused(IconProblem.TOO_MANY_SCANS)
    picture = _picture(data)
    mark = _without_background(picture)
    return Icon(hash=_hash(mark), colours=_colours(mark), thumbnail=_thumbnail(picture))


def _picture(data: bytes) -> Image.Image:
    """The image as a person sees it. Its size is checked before it is decoded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which is not kept
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
            if max(image.size) > LARGEST_SIDE:
                raise Image.DecompressionBombError("it has too many pixels")
            return _on_white(image)
    except Image.DecompressionBombError:
        raise refused(IconProblem.TOO_MANY_PIXELS) from None
    except Exception:  # decoders fail in many ways, always because of the file
        raise refused(IconProblem.NO_IMAGE) from None


def _on_white(image: Image.Image) -> Image.Image:
    """The image upright, scaled down, on white, without the file's metadata."""
    image.draft("RGB", (WORKING_SIDE, WORKING_SIDE))  # a JPEG is decoded no larger than needed
    if image.mode.startswith("I"):  # 16 bit: conversion alone would clip all but the darkest values
        image = image.point(lambda value: value / 256).convert("L")
    layer = image.convert("RGBA")
    layer.thumbnail((WORKING_SIDE, WORKING_SIDE))
    ImageOps.exif_transpose(layer, in_place=True)
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer.getchannel("A"))
    return white


def _without_background(picture: Image.Image) -> Image.Image:
    """The image cropped to its mark, so that margins make no difference."""
    ink = picture.convert("L").point(lambda value: 255 if value < BACKGROUND else 0)
    return picture.crop(ink.getbbox())


def _hash(mark: Image.Image) -> str:
    """A difference hash: 64 bits along the rows and 64 along the columns.

    Of Pillow's filters, this one told drawn marks apart best (``tests/bench/looks.py``).
    """
    greys = mark.convert("L").resize((9, 9), Resampling.HAMMING).tobytes()
    return str(dhash.format_hex(*dhash.dhash_row_col(list(greys))))


def _colours(mark: Image.Image) -> tuple[str, ...]:
    """The mark's main colours. Similar shades count as the most common of them."""
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


def _alike(colour: Rgb, other: Rgb) -> bool:
    return all(abs(first - second) <= 20 for first, second in zip(colour, other, strict=True))


def _thumbnail(picture: Image.Image) -> str:
    """A PNG in base64; with a palette of 256 colours it is always under 11 KB."""
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    file = BytesIO()
    small.quantize(256).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()
