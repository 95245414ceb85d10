"""The short form of ``make soak PART=load``: a crowd has reviews open at once, and decides them from both ends."""

from pathlib import Path

import pytest

from tests.soak.faults.run import CROWD
from tests.soak.load import load

pytestmark = pytest.mark.xdist_group("faults")


def test_many_reviews_that_are_open_at_once_all_end_right(tmp_path: Path) -> None:
    assert load(tmp_path, CROWD) == []
