"""Whole reviews while one call to AWS in ten fails: ``make faults``. Ends with 1 where anything went wrong.

``--again`` runs the same seed a second time, and prints how many of the faults both runs have.
"""

import argparse
import secrets
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.faults.run import Result, run


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
        f"{reviews} reviews, {kinds.total()} faults, {result.mended} mended by reconcile, "
        f"{result.sent_twice} mails twice, {len(result.complaints)} wrong, "
        f"in {minutes:.1f} minutes ({reviews / minutes:.0f} a minute)",
        flush=True,
    )
    return result


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="")
    parser.add_argument("--reviews", type=int, default=1000)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    results = [main(seed, given.reviews) for _ in range(1 + given.again)]
    if given.again:
        one, other = (result.faults for result in results)
        print(f"{(one & other).total()} faults are of both runs, of {one.total()} and {other.total()}")
    sys.exit(any(result.complaints for result in results))
