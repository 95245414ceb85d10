from datetime import UTC, date, datetime, timedelta

import pytest

from domain.model.estimate import Estimate
from domain.reporting.forecast import MAX_AGE, Forecast

MADE = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(days=1)
FORECAST = Forecast(
    made_at=MADE,
    waiting={date(2026, 11, 24): 6, date(2026, 11, 25): 3, date(2026, 11, 26): 2},
    days_each=0.5,
    shortest=0.5,
    longest=1.5,
)


def estimate(since: datetime, now: datetime = MADE) -> Estimate:
    found = FORECAST.estimate(since, now)
    assert found
    return found


def test_new_application_is_behind_all_that_wait() -> None:
    now = MADE + timedelta(minutes=30)

    # 11 are ahead: 12 answers at half a day each, and the day for what no queue explains, by 0.5 and by 1.5.
    assert estimate(now, now) == Estimate(ahead=11, earliest=date(2026, 11, 30), latest=date(2026, 12, 7))


@pytest.mark.parametrize(
    ("since", "ahead"),
    [(MADE - 2 * DAY, 5), (MADE - DAY, 8), (MADE, 10), (MADE - 3 * DAY, 0), (MADE + timedelta(seconds=1), 11)],
)
def test_application_is_not_ahead_of_itself(since: datetime, ahead: int) -> None:
    assert estimate(since).ahead == ahead


def test_last_day_is_to_come() -> None:
    quick = FORECAST.model_copy(update={"waiting": {}, "days_each": 0.01, "shortest": 0.1, "longest": 0.2})

    assert quick.estimate(MADE, MADE) == Estimate(ahead=0, earliest=date(2026, 11, 26), latest=date(2026, 11, 27))


def test_old_forecast_estimates_nothing() -> None:
    assert FORECAST.estimate(MADE, MADE + MAX_AGE)
    assert FORECAST.estimate(MADE, MADE + MAX_AGE + timedelta(seconds=1)) is None
