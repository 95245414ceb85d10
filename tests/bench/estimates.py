"""How often the answer comes within the days that applicants were told, on simulated histories.

Run by ``make bench``. Fails if, over all of them, fewer than 80 % come within the days. The constants of
``domain/reporting/measured_waits.py`` were chosen on the scenarios of ``TUNED``, with the seeds 1 and 2, some with a
prototype of the simulation. The scenarios of ``UNSEEN`` were written later, and nothing was changed for them. Each
scenario's share is printed as it is.
"""

import sys
from dataclasses import dataclass
from datetime import UTC
from statistics import median

from domain.reporting.estimate_quality import EstimateQuality, estimate_quality
from domain.reporting.outcomes import BY_PEOPLE, OutcomeRecord
from tests.bench.simulated_desk import DAYS, Scenario, SimulatedDesk, looks

SEEDS = (101, 102)
LOWEST = 0.80
YEAR, FOUR_WEEKS = 365, 28


def is_holiday(day: int) -> bool:
    """Two weeks from 22 December, and two in August (``day`` 0 is 6 January)."""
    of_year = day % YEAR
    return 350 <= of_year < 364 or 210 <= of_year < 224


def with_stop(day: int) -> float:
    """Nobody decides for four weeks; then everybody works off what waits for two months."""
    if 330 <= day < 330 + FOUR_WEEKS:
        return 0
    return 12 if 330 <= day < 390 + FOUR_WEEKS else 9.4


def steady(_: int) -> float:
    return 6


def usual(_: int) -> float:
    return 9.2


TUNED = (
    Scenario("steady", steady, usual),
    Scenario("growing backlog", lambda day: 6 + 1.8 * day / DAYS, usual),
    Scenario("shrinking backlog", lambda day: 6.6 - 1.8 * day / DAYS, usual, backlog=350),
    Scenario("holidays in August and December", steady, lambda day: 0 if is_holiday(day) else 10),
    Scenario("four weeks' stop, and recovery", steady, with_stop),
    Scenario("reviewers decide on Tuesdays and Thursdays", steady, usual, in_batches=True),
    Scenario("long tails, any order", steady, usual, stalls=0.25, stall_days=14, in_order=0.5, reach=1_000),
    Scenario("a third of the staff leaves", steady, lambda day: 9.2 if day < 400 else 6.5),
    Scenario("answers within days", steady, lambda _: 12, backlog=1, effort=0),
    Scenario("one application a day", lambda _: 1, lambda _: 1.55, backlog=45),
)
UNSEEN = (
    Scenario("a month's surge", lambda day: 10 if 400 <= day < 430 else 5.8, usual),
    Scenario("pace changes every quarter", steady, lambda day: (9.2, 11, 8, 9.6)[day // 91 % 4]),
    Scenario("half of the reviewers on holiday", steady, lambda day: 5 if is_holiday(day) else 9.6),
    Scenario("strictly in order, no stalls", steady, usual, in_order=1, stalls=0),
    Scenario("newest first", lambda _: 6, lambda _: 10.5, newest_first=True),
    Scenario("large desk", lambda _: 20, lambda _: 30.5, backlog=900),
)


@dataclass(frozen=True)
class Result:
    """``on_the_day`` counts those that came within the days told without adding the time of the client."""

    quality: EstimateQuality
    on_the_day: int
    took: float
    looks: list[bool]
    without: int


def measure(scenario: Scenario, seeds: tuple[int, ...], days: int = DAYS) -> Result:
    desks = [SimulatedDesk(scenario, seed) for seed in seeds]
    for desk in desks:
        desk.run(days)
    decided = [record for desk in desks for record in desk.judged() if record.decided_by in BY_PEOPLE]
    told = [record for record in decided if record.estimate]
    return Result(
        estimate_quality(told),
        sum(map(_on_the_day, told)),
        median(record.our_time.total_seconds() / 86_400 for record in decided),
        [look for desk in desks for look in looks(desk.ended)],
        len(decided) - len(told),
    )


def _on_the_day(record: OutcomeRecord) -> bool:
    told, decided = record.estimate, record.answered_at.astimezone(UTC).date()
    return told is not None and told.earliest <= decided <= told.latest


def main() -> None:
    print("Estimates, on simulated desks: told when the review began; days without the client's")
    print(
        f"{'':44} {'within':>7} {'early':>6} {'late':>6} {'days':>5} {'took':>5} {'dates':>6} {'page':>6} {'none':>5}"
    )
    results = []
    for scenario in (*TUNED, *UNSEEN):
        if scenario is UNSEEN[0]:
            print("not looked at while the constants were chosen:")
        results.append(measure(scenario, SEEDS))
        print(_line(scenario.name, results[-1]), flush=True)
    within, total = (sum(getattr(one.quality, name) for one in results) for name in ("within", "total"))
    dates = sum(one.on_the_day for one in results)
    print(f"all: {within / total:.1%} of {total:,} within the days; {dates / total:.1%} with the client's days as well")
    if min(within, dates) / total < LOWEST:
        sys.exit(f"fewer than {LOWEST:.0%} within the days")


def _line(name: str, result: Result) -> str:
    quality = result.quality
    parts = [part / max(quality.total, 1) for part in (quality.within, quality.earlier, quality.later)]
    page = sum(result.looks) / max(len(result.looks), 1)
    shares = f"{parts[0]:7.1%} {parts[1]:6.1%} {parts[2]:6.1%} {quality.median_days:5} {result.took:5.0f}"
    return f"{name:44} {shares} {result.on_the_day / max(quality.total, 1):6.1%} {page:6.1%} {result.without:5}"


if __name__ == "__main__":
    main()
