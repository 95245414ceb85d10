from domain.policy import load_policy
from tests.bench.uses import misses


def test_descriptions_are_judged_within_the_bounds() -> None:
    assert list(misses(load_policy())) == []
