"""The short form of ``make soak PART=load``: a crowd has reviews open at once, and decides them from both ends."""

from pathlib import Path

from tests.soak.load import load


def test_reviews_open_at_once_all_end_right(tmp_path: Path) -> None:
    assert load(tmp_path, 6) == []
