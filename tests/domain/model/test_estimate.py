from datetime import date, timedelta

import pytest

from domain.model.estimate import Estimate

TOLD = Estimate(ahead=3, earliest=date(2026, 3, 20), latest=date(2026, 4, 2))


@pytest.mark.parametrize(
    ("hours", "earliest", "latest"),
    [(0, 20, 2), (1, 20, 3), (24, 21, 3), (25, 21, 4)],
)
def test_time_of_the_client_moves_the_days_by_whole_ones(hours: int, earliest: int, latest: int) -> None:
    moved = TOLD.moved_by(timedelta(hours=hours))

    assert (moved.earliest, moved.latest, moved.ahead) == (date(2026, 3, earliest), date(2026, 4, latest), 3)
