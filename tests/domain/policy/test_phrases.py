"""Which phrases of the catalogue a text has, and means."""

import pytest

from domain.policy.phrases import meant_in, phrases_in

NEGATIONS = ("not", "no", "never")


def means(text: str) -> bool:
    return bool(meant_in(text, ("resell",), NEGATIONS))


@pytest.mark.parametrize(
    "text",
    [
        "Resell it",
        "We resell the data.",
        "We do not store it. All that comes in we resell.",
        "Not one of these five words: resell",
        "We do not resell it, and never shall. Later some of our partners resell it.",
        "We resell it, and not alone.",
        "First we resell, then we do not resell",
        f"Never {'a' * 90} resell",
    ],
)
def test_a_phrase_is_meant_unless_one_of_the_words_before_it_denies_it(text: str) -> None:
    assert means(text)


@pytest.mark.parametrize(
    "text",
    [
        "We do not resell the data.",
        "Not to resell",
        "Never shall any of us resell it.",
        "We do not resell it, we do not resell it",
        "Reselling is another word",
        f"Never {'a' * 70} resell",
    ],
)
def test_a_phrase_that_is_denied_each_time_is_not_meant(text: str) -> None:
    assert not means(text)


def test_what_stands_anywhere_is_found_within_words_and_is_meant() -> None:
    assert phrases_in("我们转售数据 by Example™", ("转售", "™", "ample")) == ["转售", "™"]
    assert meant_in("我们转售数据 by Example™", ("转售", "™"), NEGATIONS) == ["转售", "™"]
