import pytest

from domain.policy.phrases import meant_in, phrases_in

NEGATIONS = ("not", "no", "never")


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (True, "Resell it"),
        (True, "We resell the data."),
        (True, "We do not store it. All that comes in we resell."),
        (True, "Not one of these five words: resell"),
        (True, "We do not resell it, and never shall. Later some of our partners resell it."),
        (True, "We resell it, and not alone."),
        (True, "First we resell, then we do not resell"),
        (True, f"Never {'a' * 90} resell"),
        (False, "We do not resell the data."),
        (False, "Not to resell"),
        (False, "Never shall any of us resell it."),
        (False, "We do not resell it, we do not resell it"),
        (False, "Reselling is another word"),
        (False, f"Never {'a' * 70} resell"),
    ],
)
def test_phrase_is_meant_unless_a_word_before_negates_it(meant: bool, text: str) -> None:
    assert bool(meant_in(text, ("resell",), NEGATIONS)) is meant


def test_symbol_or_unspaced_word_matches_anywhere_and_is_meant() -> None:
    assert phrases_in("我们转售数据 by Example™", ("转售", "™", "ample")) == ["转售", "™"]
    assert meant_in("我们转售数据 by Example™", ("转售", "™"), NEGATIONS) == ["转售", "™"]
