"""Whole reviews while one call to AWS in ten fails. Ends with 1 where anything went wrong.

REVIEWS (300) says how many, and SEED which calls fail. AGAIN=1 runs the same seed a second time, and prints how many of
the faults both runs have.
"""

import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.soak import options
from tests.soak.faults.run import Result, run


def main(seed: str, reviews: int) -> Result:
    """One run, and what is printed of it."""
    print(f"SEED={seed} REVIEWS={reviews}", flush=True)
    with tempfile.TemporaryDirectory(prefix="keydesk-faults-", ignore_cleanup_errors=True) as folder:
        result = run(Path(folder), seed, reviews)
    for complaint in result.complaints:
        print(complaint)
    kinds = Counter[str]()
    for (kind, *_), number in result.faults.items():
        kinds[kind] += number
    for kind, number in sorted(kinds.items()):
        print(f"{number:6}  {kind}")
    minutes = result.seconds / 60
    print(
        f"{reviews} reviews (SEED={seed}), {kinds.total()} faults, {result.mended} mended by reconcile, "
        f"{result.sent_twice} mails twice, {len(result.complaints)} wrong, {reviews / minutes:.0f} reviews a minute",
        flush=True,
    )
    return result


if __name__ == "__main__":
    seed = options.seed()
    results = [main(seed, options.number("REVIEWS", 300)) for _ in range(2 if options.is_set("AGAIN") else 1)]
    if len(results) == 2:
        one, other = (result.faults for result in results)
        print(f"{(one & other).total()} faults are of both runs, of {one.total()} and {other.total()}")
    sys.exit(any(result.complaints for result in results))
