import pytest
from pydantic import ValidationError

from domain.model.icon import Icon
from domain.policy.brand_likeness import BrandLooks, colour_evidence, image_evidence

MARK = "0f0301595445711300003e7fbc80c1f7"
OTHER = "f0fcfea6abba8eecffffc180437f3e08"  # every bit of MARK differs


def looks(**changes: object) -> BrandLooks:
    data = {
        "colours": {"green": "#14a800", "dark green": "#108a00"},
        "furthest_colour": 3.5,
        "images": {"round mark": MARK},
        "furthest_image": 10,
    }
    return BrandLooks.model_validate({**data, **changes})


def icon(*flipped: int) -> Icon:
    """An icon that differs from the mark in these bits."""
    changed = int(MARK, 16)
    for bit in flipped:
        changed ^= 1 << bit
    return Icon(hash=f"{changed:032x}", colours=(), thumbnail="AAAA")


def test_a_brand_colour_is_named() -> None:
    evidence = colour_evidence(("#ffffff", "#14a800"), looks())

    assert evidence is not None
    assert evidence.detail == "#14a800 is the brand's green"
    assert not evidence.certain


def test_a_colour_that_nobody_could_tell_from_the_brands_is_named_with_it() -> None:
    evidence = colour_evidence(("#15a902",), looks())

    assert evidence is not None
    assert evidence.detail == "#15a902 is as good as the brand's green #14a800"


def test_of_several_colours_the_nearest_is_named() -> None:
    evidence = colour_evidence(("#1fae0a", "#128800", "#1d4ed8"), looks())

    assert evidence is not None
    assert evidence.detail.startswith("#128800 is as good as the brand's dark green")


@pytest.mark.parametrize(
    "colour", ["#4caf50", "#28a745", "#198754", "#25d366", "#1db954", "#008000", "#32cd32", "#1d4ed8", "#000000"]
)
def test_a_green_of_others_is_let_be(colour: str) -> None:
    assert colour_evidence((colour,), looks()) is None


def test_without_colours_there_is_no_sign() -> None:
    assert colour_evidence((), looks()) is None
    assert colour_evidence(("#14a800",), looks(colours={})) is None


def test_an_icon_like_a_brand_image_is_flagged_and_never_certain() -> None:
    evidence = image_evidence(icon(0, 5, 127), looks())

    assert evidence is not None
    assert evidence.detail == "the brand's round mark (3 of 128 bits differ)"
    assert not evidence.certain


def test_the_image_that_is_most_alike_is_named() -> None:
    evidence = image_evidence(icon(1), looks(images={"old mark": icon(1, 2, 3).hash, "new mark": MARK}))

    assert evidence is not None
    assert "new mark" in evidence.detail


def test_an_icon_counts_as_the_brands_up_to_the_furthest_and_no_further() -> None:
    assert image_evidence(icon(*range(10)), looks()) is not None
    assert image_evidence(icon(*range(11)), looks()) is None
    assert image_evidence(Icon(hash=OTHER, colours=(), thumbnail="AAAA"), looks()) is None


def test_without_brand_images_there_is_no_sign() -> None:
    assert image_evidence(icon(), looks(images={})) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"colours": {"green": "14a800"}},
        {"colours": {"green": "#14a80"}},
        {"images": {"mark": MARK[:-1]}},
        {"furthest_image": 129},
        {"furthest_colour": -1},
    ],
)
def test_a_mistake_in_the_data_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        looks(**changes)


def test_a_brand_image_so_plain_that_blank_icons_would_match_is_refused() -> None:
    with pytest.raises(ValidationError, match="too plain to be told from a blank picture: dot"):
        looks(images={"dot": f"{2**10 - 1:032x}"})
