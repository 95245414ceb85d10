import pytest
from pydantic import TypeAdapter

from domain.policy.phrases import Denials, Patterns, meant_in, phrases_in

DENIALS = Denials.model_validate(
    {"before": "not, no, never, 不", "after": "nichts, しません", "around": "internal*, 社内"}
)
PATTERNS: TypeAdapter[tuple[str, ...]] = TypeAdapter(Patterns)


def found(text: str, patterns: str | list[str]) -> list[str]:
    return list(meant_in(text, PATTERNS.validate_python(patterns), DENIALS))


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
    assert bool(found(text, ["resell"])) is meant


@pytest.mark.parametrize(
    ("pattern", "text", "words"),
    [
        ("resell*", "It's the Reselling of data", ["reselling"]),
        ("resell*", "Data-reselling, unresellable", ["reselling"]),
        ("charg* + client*", "Clients are charged", ["charged"]),
        ("charg* + client*", "It is charged. Clients read it.", []),
        ("0 euro + month*", "It costs 9.90 euro each month", ["90 euro"]),
        ("0 euro + month*", "It costs some euro each month", []),
        ("abonnement*", "Le prix de l'abonnement", ["abonnement"]),
        ("verkauf*", "Wir verkaufen nichts", []),
        ("verkauf*", "Wir verkaufen, nichts weiter", ["verkaufen"]),
        ("verkauf*", "Wir verkaufen. Nichts weiter.", ["verkaufen"]),
        ("resell*", "No. We resell it.", ["resell"]),
        ("resell*", "We resell it; internally it's free", ["resell"]),
        ("resell*", "We resell it, internally", []),
        ("转售, 出售", "我们转售数据", ["转售"]),
        ("转售, 出售", "我们不转售数据、出售数据", ["出售"]),
        ("販売", "販売はしません", []),
        ("販売", "社内で販売", []),
        ("販売", "Appを販売、社内", []),
    ],
)
def test_pattern_stands_for_endings_numbers_and_words_of_a_sentence(pattern: str, text: str, words: list[str]) -> None:
    assert found(text, pattern) == words


def test_patterns_are_the_same_when_they_are_read_again() -> None:
    patterns = PATTERNS.validate_python("0 euro* + month, resell*, for sale, 转售")

    assert PATTERNS.validate_python(patterns) == patterns == ("0 euro+ month ", " resell", " for sale ", "转售")


def test_symbol_or_unspaced_word_matches_anywhere() -> None:
    assert phrases_in("我们转售数据 by Example™", ("转售", "™", "ample")) == ["转售", "™"]
