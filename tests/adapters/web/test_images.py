import base64
import struct
import zlib
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

from adapters.web.images import read_icon
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.icon import LARGEST_ICON
from domain.policy import load_policy
from infra.brand_image import line
from tests.bench.looks import SHAPES, alike, file_of, mark, marks, on, recoloured, variants

MARK = mark("disc", "as", "#722f85")
NO_IMAGE = "Must be a PNG or JPEG image that can be opened"
TOO_MANY_PIXELS = "Must be at most 4096 pixels wide and high"
UPSIDE_DOWN = 3  # EXIF orientation
PNGS = {
    "1 bit": on(MARK).convert("1"),
    "grey": on(MARK).convert("L"),
    "grey, 16 bit": on(MARK).convert("I").point(lambda value: value * 257).convert("I;16"),
    "grey and transparent": MARK.convert("LA"),
    "palette": on(MARK).convert("P"),
    "palette and transparent": MARK.quantize(16),
}


def png_of(width: int, height: int, pixels: bytes = b"") -> bytes:
    """A PNG whose header says what it likes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", pixels), (b"IEND", b"")]
    packed = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def thumbnail(data: bytes) -> Image.Image:
    with Image.open(BytesIO(base64.b64decode(read_icon(data).thumbnail))) as picture:
        picture.load()
    return picture


def orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


HARMLESS = [(name, file) for name, file in variants(MARK) if name not in ("turned by 2 degrees", "48 px")]


@pytest.mark.parametrize("file", [file for _, file in HARMLESS], ids=[name for name, _ in HARMLESS])
def test_mark_is_recognized_in_every_variant_of_its_file(file: bytes) -> None:
    assert alike(read_icon(file), read_icon(file_of(on(MARK))), load_policy().looks)


def test_different_marks_are_not_alike() -> None:
    icons = [(shape, read_icon(file_of(on(picture)))) for (shape, _, _), picture in marks(20).items()]
    pairs = [(one, other) for (shape, one), (another, other) in combinations(icons, 2) if shape != another]

    assert len(pairs) == 180
    assert not [pair for pair in pairs if alike(*pair, load_policy().looks)]


def test_round_mark_is_like_no_other_shape() -> None:
    icon = read_icon(file_of(on(MARK)))
    others = [read_icon(file_of(on(mark(shape, "as", "#722f85", "#1d4ed8")))) for shape in SHAPES if shape != "disc"]

    assert not [other for other in others if alike(icon, other, load_policy().looks)]


def test_colours_are_largest_first_without_black_and_white() -> None:
    picture = Image.new("RGB", (100, 100), "#f8f8f8")
    picture.paste("#722f85", (0, 0, 60, 50))
    picture.paste("#1d4ed8", (60, 0, 100, 50))
    picture.paste("#050505", (0, 50, 100, 90))
    picture.paste("#db2777", (0, 90, 2, 91))

    assert read_icon(file_of(picture)).colours == ("#722f85", "#1d4ed8")


def test_shades_of_a_jpeg_are_one_colour() -> None:
    (colour,) = read_icon(file_of(on(MARK), "JPEG", quality=40)).colours

    assert all(abs(saw - drawn) <= 4 for saw, drawn in zip(bytes.fromhex(colour[1:]), b"\x72\x2f\x85", strict=True))


def test_icon_has_at_most_five_colours() -> None:
    picture = Image.new("RGB", (80, 10))
    for n, colour in enumerate(
        ["#ff0000", "#00ff00", "#0000ff", "#ffff00", "#00ffff", "#ff00ff", "#808080", "#804000"]
    ):
        picture.paste(colour, (n * 10, 0, n * 10 + 10, 10))

    assert len(read_icon(file_of(picture)).colours) == 5


def test_transparent_colours_do_not_count() -> None:
    icon = read_icon(file_of(Image.new("RGBA", (50, 50), (20, 168, 0, 0))))

    assert icon.colours == ()
    assert icon.hash == "0" * 32


def test_single_pixel_is_an_image() -> None:
    assert read_icon(file_of(Image.new("RGB", (1, 1), "#008000"))).colours == ("#008000",)


@pytest.mark.parametrize("picture", PNGS.values(), ids=PNGS)
def test_every_kind_of_png_is_read(picture: Image.Image) -> None:
    assert alike(read_icon(file_of(picture)), read_icon(file_of(on(MARK))), load_policy().looks)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_orientation_of_a_photo_is_applied(kind: str) -> None:
    turned = on(MARK).rotate(180)
    original, looks = read_icon(file_of(on(MARK))), load_policy().looks

    assert alike(read_icon(file_of(turned, kind, exif=orientation(UPSIDE_DOWN))), original, looks)
    assert not alike(read_icon(file_of(turned, kind)), original, looks)


def test_animation_counts_as_its_first_frame() -> None:
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("#ff0000", "#00ff00")]
    moving = file_of(frames[0], save_all=True, append_images=frames[1:])

    assert read_icon(moving).colours == ("#ff0000",)


@pytest.mark.parametrize("size", [(4096, 1), (1, 4096), (300, 300), (97, 20)])
def test_thumbnail_is_always_small(size: tuple[int, int]) -> None:
    data = file_of(Image.effect_noise(size, 200).convert("RGB"))
    small = thumbnail(data)

    assert max(small.size) <= 96
    assert small.format == "PNG"
    assert len(read_icon(data).thumbnail) <= 16 * 1024


def test_metadata_of_the_file_is_not_kept() -> None:
    exif = orientation(1)
    exif[0x010E] = "somebody's home"
    data = file_of(on(MARK), "JPEG", exif=exif, comment=b"a secret", icc_profile=b"profile" * 20)
    small = thumbnail(data)

    assert set(small.info) <= {"transparency"}
    assert not small.getexif()
    assert b"somebody" not in base64.b64decode(read_icon(data).thumbnail)


def test_same_file_gives_the_same_icon() -> None:
    data = file_of(recoloured(on(MARK), 5, 5, 5), "JPEG")

    assert read_icon(data) == read_icon(data)


BOMB = file_of(Image.new("P", (10_000, 10_000)))
assert len(BOMB) < 20_000
HOSTILE = {
    "no bytes": (b"", NO_IMAGE),
    "random bytes": (bytes(range(256)) * 20, NO_IMAGE),
    "a GIF named .png": (file_of(Image.new("P", (9, 9)), "GIF"), NO_IMAGE),
    "a BMP": (file_of(Image.new("RGB", (9, 9)), "BMP"), NO_IMAGE),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NO_IMAGE),
    "a truncated JPEG": (file_of(on(MARK), "JPEG")[:4000], NO_IMAGE),
    "a truncated PNG": (file_of(on(MARK))[:2000], NO_IMAGE),
    "a header alone": (b"\x89PNG\r\n\x1a\n", NO_IMAGE),
    "no pixels": (png_of(4000, 4000), NO_IMAGE),
    "too few pixels": (png_of(4000, 4000, zlib.compress(bytes(1000))), NO_IMAGE),
    "no size": (png_of(0, 0), NO_IMAGE),
    "a huge size": (png_of(100_000, 100_000), TOO_MANY_PIXELS),
    "a size that Pillow warns of": (png_of(10_000, 10_000), TOO_MANY_PIXELS),
    "a hundred million pixels in 20 KB": (BOMB, TOO_MANY_PIXELS),
    "a long line": (png_of(4097, 1), TOO_MANY_PIXELS),
    "a byte too many": (file_of(on(MARK)).ljust(LARGEST_ICON + 1, b"\0"), "Must be at most 1 MB"),
}


@pytest.mark.parametrize(("data", "message"), HOSTILE.values(), ids=HOSTILE)
def test_file_that_is_no_icon_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_icon(data)
    assert refused.value.problems == [FieldProblem("/project/icon", message)]


def test_icon_of_one_megabyte_is_read() -> None:
    assert read_icon(file_of(on(MARK)).ljust(LARGEST_ICON, b"\0")) == read_icon(file_of(on(MARK)))


def test_tool_prints_the_line_for_the_policy(tmp_path: Path) -> None:
    picture = tmp_path / 'round "mark".png'
    picture.write_bytes(file_of(MARK))

    assert line(picture) == f'"round \\"mark\\"" = "{read_icon(file_of(MARK)).hash}"'


def test_jpeg_of_too_many_scans_is_refused() -> None:
    picture = BytesIO()
    Image.new("RGB", (64, 64), "red").save(picture, "JPEG", progressive=True)
    data = picture.getvalue()
    assert read_icon(data)
    scan = data[data.rindex(b"\xff\xda") : -2]

    with pytest.raises(InvalidInput, match="field"):
        read_icon(data[:-2] + scan * 50 + data[-2:])
