"""The short form of ``make soak PART=faults``: every path of a review while one call to AWS in ten fails."""

from pathlib import Path

import pytest

from tests.soak.faults.paths import PATHS
from tests.soak.faults.run import run

pytestmark = pytest.mark.xdist_group("faults")


def test_nothing_is_lost_and_nothing_done_twice_while_calls_fail(tmp_path: Path) -> None:
    seed = "short"

    result = run(tmp_path, seed, len(PATHS) + 4)

    assert result.complaints == [], f"make soak PART=faults SEED={seed} REVIEWS={len(PATHS) + 4}"
    assert sum(result.faults.values()) > len(PATHS), "calls did fail"
