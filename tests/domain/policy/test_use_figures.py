from domain.policy import load_policy
from tests.bench.uses import seen_figures


def test_descriptions_are_judged_within_the_bounds() -> None:
    nothing, honest = seen_figures(load_policy())

    assert (nothing.missed, honest.missed) == ([], [])
