import pytest
from pydantic import ValidationError

from domain.model.icon import Icon
from domain.policy.brand_likeness import BrandLooks, colour_evidence, image_evidence
from domain.policy.evidence import Evidence

MARK = "0f0301595445711300003e7fbc80c1f7"
OTHER = "f0fcfea6abba8eecffffc180437f3e08"  # every bit of MARK differs


def looks(**changes: object) -> BrandLooks:
    data = {
        "colours": {"violet": "#722f85", "dark violet": "#501a5e"},
        "furthest_colour": 3.5,
        "images": {"round mark": MARK},
        "furthest_image": 10,
    }
    return BrandLooks.model_validate({**data, **changes})


def icon(*flipped: int) -> Icon:
    """An icon whose hash differs from the mark's in these bits."""
    changed = int(MARK, 16)
    for bit in flipped:
        changed ^= 1 << bit
    return Icon(hash=f"{changed:032x}", colours=(), thumbnail="AAAA")


@pytest.mark.parametrize(
    ("colours", "detail"),
    [
        (("#ffffff", "#722f85"), "#722f85 is the brand's violet"),
        (("#732f86",), "#732f86 is almost the same as the brand's violet #722f85"),
        (("#78358b", "#521c60", "#1d4ed8"), "#521c60 is almost the same as the brand's dark violet #501a5e"),
    ],
)
def test_nearest_brand_colour_is_named_and_never_certain(colours: tuple[str, ...], detail: str) -> None:
    assert colour_evidence(colours, looks()) == Evidence(detail=detail)


@pytest.mark.parametrize(
    "colour",
    [
        *("#9c27b0", "#7b1fa2", "#6f42c1", "#6610f2", "#800080", "#4b0082", "#663399", "#7e22ce", "#701a75"),
        *("#4caf50", "#28a745", "#198754", "#008000", "#1d4ed8", "#000000"),
    ],
)
def test_other_colours_do_not_match(colour: str) -> None:
    assert colour_evidence((colour,), looks()) is None


def test_evidence_needs_something_to_compare() -> None:
    assert colour_evidence((), looks()) is None
    assert colour_evidence(("#722f85",), looks(colours={})) is None
    assert image_evidence(icon(), looks(images={})) is None


def test_icon_like_a_brand_image_is_named_and_never_certain() -> None:
    found = image_evidence(icon(0, 5, 127), looks())

    assert found == Evidence(detail="the brand's round mark (3 of 128 bits differ)")


def test_most_similar_brand_image_is_named() -> None:
    evidence = image_evidence(icon(1), looks(images={"old mark": icon(1, 2, 3).hash, "new mark": MARK}))

    assert evidence and "new mark" in evidence.detail


def test_icon_matches_up_to_the_furthest_image_distance() -> None:
    assert image_evidence(icon(*range(10)), looks()) is not None
    assert image_evidence(icon(*range(11)), looks()) is None
    assert image_evidence(Icon(hash=OTHER, colours=(), thumbnail="AAAA"), looks()) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"colours": {"violet": "722f85"}},
        {"colours": {"violet": "#722f8"}},
        {"images": {"mark": MARK[:-1]}},
        {"furthest_image": 129},
        {"furthest_colour": -1},
    ],
)
def test_mistakes_in_the_policy_file_are_rejected(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        looks(**changes)


def test_brand_image_that_blank_icons_would_match_is_rejected() -> None:
    with pytest.raises(ValidationError, match="too plain to be told from a blank picture: dot"):
        looks(images={"dot": f"{2**10 - 1:032x}"})
