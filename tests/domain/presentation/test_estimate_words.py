from datetime import date

import pytest

from domain.model.estimate import Estimate
from domain.presentation.estimate_words import estimate_values, place_words

TODAY = date(2026, 12, 1)


def expected(earliest: date, latest: date, today: date = TODAY) -> str:
    return estimate_values(Estimate(ahead=3, earliest=earliest, latest=latest), today)["expected"]


@pytest.mark.parametrize(
    ("earliest", "latest", "words"),
    [
        (date(2027, 3, 3), date(2027, 3, 17), "between 3 and 17 March 2027"),
        (date(2027, 2, 24), date(2027, 3, 3), "between 24 February and 3 March 2027"),
        (date(2026, 12, 28), date(2027, 1, 11), "between 28 December 2026 and 11 January 2027"),
        (date(2026, 12, 2), date(2026, 12, 4), "between 2 and 4 December 2026"),
        (date(2026, 12, 4), date(2026, 12, 4), "by 4 December 2026"),
        (TODAY, date(2026, 12, 4), "by 4 December 2026"),
        (date(2026, 11, 20), date(2026, 12, 2), "by 2 December 2026"),
    ],
)
def test_days_are_named_in_whole_and_only_those_to_come(earliest: date, latest: date, words: str) -> None:
    assert expected(earliest, latest) == words


def test_days_that_are_over_are_not_named() -> None:
    over = Estimate(ahead=3, earliest=date(2026, 11, 20), latest=TODAY)

    assert estimate_values(over, TODAY) == estimate_values(None, TODAY) == {"ahead": "", "expected": ""}


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        (0, "No other applications are ahead of yours."),
        (1, "One application is ahead of yours."),
        (2, "About 2 applications are ahead of yours."),
        (20, "About 20 applications are ahead of yours."),
        (21, "About 20 applications are ahead of yours."),
        (137, "About 140 applications are ahead of yours."),
    ],
)
def test_place_is_rounded_where_it_is_far(ahead: int, words: str) -> None:
    assert place_words(ahead) == words
