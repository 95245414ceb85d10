from domain.applications.application_form import FIELDS
from domain.applications.field_hints import READS, account_demands, field_of, hints_for_form
from domain.policy import Result, RuleId, load_policy


def test_each_rule_about_the_application_has_a_field() -> None:
    rules = list(RuleId)
    assert set(READS) == set(rules[rules.index(RuleId.ROLE_ALLOWED) :])
    assert {name for names in READS.values() for name in names} <= set(FIELDS)
    policy = load_policy()
    for rule in READS:
        for case in policy.rules[rule].cases:
            assert field_of(policy.finding(rule, case, "seen")) in FIELDS


def test_hints_are_in_the_policys_words_and_name_all_that_is_rejected() -> None:
    policy, hints = load_policy(), hints_for_form()

    for rule in READS:
        assert any(policy.rules[rule].serves in hint["why"] for hint in hints.values())
    rejecting = [c for rule in READS for c in policy.rules[rule].cases.values() if c.result is Result.REJECT]
    rejected = [text for hint in hints.values() for text in hint["rejected"]]
    assert len(rejected) == len(rejecting)
    assert not any("{" in text or " ." in text for text in rejected)
    assert account_demands()[0]["title"] == policy.rules[RuleId.ACCOUNT_KNOWN].title
