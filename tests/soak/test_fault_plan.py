"""What becomes of calls follows from the seed alone, so that a run that failed can be run again."""

from collections import Counter

from tests.soak.faults.fault_plan import OF_CALLS, Caller, FaultPlan, PlannedFault, about

CALLER = Caller("any", "decide", "acct-faults-7")


def fates(seed: str, caller: Caller, number: int = 1000) -> list[PlannedFault]:
    of_seed = FaultPlan(seed)
    return [of_seed.of(caller, "dynamodb:GetItem", OF_CALLS) for _ in range(number)]


def test_seed_repeats_a_run_and_another_does_not() -> None:
    assert fates("one", CALLER) == fates("one", CALLER)
    assert fates("one", CALLER) != fates("two", CALLER)


def test_calls_about_other_reviews_change_nothing() -> None:
    of_seed = FaultPlan("one")
    alone = fates("one", CALLER, 100)
    for fate in alone:
        of_seed.of(Caller("any", "decide", "acct-faults-8"), "dynamodb:GetItem", OF_CALLS)
        assert of_seed.of(CALLER, "dynamodb:GetItem", OF_CALLS) is fate


def test_one_call_in_ten_fails_and_in_every_way() -> None:
    found = Counter(fates("one", CALLER))
    assert 60 < 1000 - found.pop(PlannedFault.WELL) < 140
    assert set(found) == set(OF_CALLS)


def test_subject_of_a_call_is_found_in_its_text() -> None:
    assert about('{"headers": {"x-review": "acct-faults-12"}, "path": "/decisions/kabc"}') == "acct-faults-12"
    assert about('{"pk": {"S": "CASE#kabcdefghij234567"}}') == "kabcdefghij234567"
    assert about("{}") == ""
