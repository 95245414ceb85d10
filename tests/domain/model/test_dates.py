import pytest

from domain.model.dates import duration_words


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "less than a day"), (0.97, "less than a day"), (1, "1 day"), (2.5, "2.5 days"), (1_200, "1,200 days")],
)
def test_duration_is_in_days(days: float, words: str) -> None:
    assert duration_words(days) == words
