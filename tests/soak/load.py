"""Many reviews open at once (REVIEWS, 500), decided from both ends. Ends with 1 if one is not right.

A crowd of people hands them in and clears them, until all wait for a
reviewer at the same time; then two groups of people decide, one the oldest first and one the newest first.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

from domain.cases.case import TaskKind
from tests.soak import options
from tests.soak.faults.ledger import Ledger
from tests.soak.faults.paths import DECIDE, ONE, SAFETY, TWO
from tests.soak.faults.run import crowd_for, desk, left, missing
from tests.soak.faults.visitor import Review, Visitor, until


def load(folder: Path, number: int) -> list[str]:
    """Answers with what is wrong at the end; prints the figures."""
    # Nothing fails here; a wait is not renewed while a run lasts, as none is within minutes on AWS.
    with (
        desk(folder, aws=("tests.soak.faults.injector", str(folder)), wait_seconds="3600") as local,
        Visitor(local) as visitor,
    ):
        times = [time.monotonic()]
        by = ("approved", "approved by the other")  # see _decide_from_both_ends
        reviews = [Review(f"acct-faults-{one}", by[one >= number // 2]) for one in range(number)]
        with ThreadPoolExecutor(crowd_for(number)) as crowd:
            list(crowd.map(lambda one: _open(visitor, one), reviews))
        ledger = Ledger(visitor, folder / "calls.jsonl")
        is_open = len(ledger.open_of(TaskKind.REVIEW))
        times.append(time.monotonic())
        for one in reviews:
            one.seen, one.seconds = set(), []
        _decide_from_both_ends(visitor, reviews)
        until(lambda: not (left(ledger) or missing(visitor, reviews)), lambda: f"{missing(visitor, reviews)}")
        times.append(time.monotonic())
        _tell(times, is_open, sorted(second for one in reviews for second in one.seconds))
        never = [] if is_open == number else [f"{is_open} of {number} were open at once"]
        return never + ledger.complaints(reviews)


def _open(visitor: Visitor, review: Review) -> None:
    """Up to where both reviewers are asked."""
    visitor.apply(review)
    visitor.answer(review, SAFETY, "Cleared")
    for reviewer in (ONE, TWO):
        visitor.letter(review, DECIDE, reviewer)


def _decide_from_both_ends(visitor: Visitor, reviews: list[Review]) -> None:
    middle, people = len(reviews) // 2, crowd_for(len(reviews)) // 2
    with ThreadPoolExecutor(people) as oldest, ThreadPoolExecutor(people) as newest:
        first = oldest.map(lambda one: visitor.answer(one, DECIDE, "Approve", to=ONE), reviews[:middle])
        last = newest.map(lambda one: visitor.answer(one, DECIDE, "Approve", to=TWO), reviews[middle:][::-1])
        for _ in (*first, *last):
            pass  # an error of one is raised here


def _tell(times: list[float], is_open: int, seconds: list[float]) -> None:
    opened, decided = (after - before for before, after in pairwise(times))
    print(
        f"{len(seconds)} reviews: {is_open} open at once after {opened / 60:.1f} minutes, "
        f"all decided and told in {decided / 60:.1f} minutes; "
        f"a decision takes {statistics.median(seconds):.2f} s (p95 {seconds[int(len(seconds) * 0.95)]:.2f} s)"
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="keydesk-load-", ignore_cleanup_errors=True) as work:
        wrong = load(Path(work), options.number("REVIEWS", 500))
    for complaint in wrong:
        print(complaint, file=sys.stderr)
    sys.exit(bool(wrong))
