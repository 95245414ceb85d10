"""Whole reviews while one call to AWS in ten fails: ``make faults``. Ends with 1 where anything went wrong."""

import argparse
import secrets
import sys
import tempfile
from pathlib import Path

from tests.faults.run import run

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", default="")
    parser.add_argument("--reviews", type=int, default=1000)
    given = parser.parse_args()
    seed = given.seed or secrets.token_hex(4)
    print(f"SEED={seed} REVIEWS={given.reviews}", flush=True)
    with tempfile.TemporaryDirectory(prefix="keydesk-faults-", ignore_cleanup_errors=True) as folder:
        result = run(Path(folder), seed, given.reviews)
    for complaint in result.complaints:
        print(complaint)
    for fate, number in sorted(result.faults.items()):
        print(f"{number:6}  {fate}")
    minutes = result.seconds / 60
    print(
        f"{given.reviews} reviews, {sum(result.faults.values())} faults, {result.mended} mended by reconcile, "
        f"{result.sent_twice} mails twice, {len(result.complaints)} wrong, "
        f"in {minutes:.1f} minutes ({given.reviews / minutes:.0f} a minute)"
    )
    sys.exit(bool(result.complaints))
