"""The short form of ``make soak PART=faults``: every path of a review while one call to AWS in ten fails."""

from pathlib import Path

from tests.soak.faults.paths import PATHS
from tests.soak.faults.run import run


def test_failing_calls_lose_nothing_and_do_nothing_twice(tmp_path: Path) -> None:
    seed = "short"

    result = run(tmp_path, seed, len(PATHS))

    assert result.complaints == [], f"make soak PART=faults SEED={seed} REVIEWS={len(PATHS)}"
    assert sum(result.faults.values()) > len(PATHS), "calls did fail"
