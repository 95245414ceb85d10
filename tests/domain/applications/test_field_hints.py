from domain.applications.application_form import FIELDS
from domain.applications.field_hints import READS, account_demands, field_of
from domain.policy import RuleId, load_policy


def test_each_rule_about_the_application_has_a_field() -> None:
    rules = list(RuleId)
    assert set(READS) == set(rules[rules.index(RuleId.ROLE_ALLOWED) :])
    assert {name for names in READS.values() for name in names} <= set(FIELDS)
    policy = load_policy()
    for rule in READS:
        for case in policy.rules[rule].cases:
            assert field_of(policy.finding(rule, case, "seen")) in FIELDS


def test_what_the_account_needs_is_in_the_policys_words() -> None:
    assert account_demands()[0]["title"] == load_policy().rules[RuleId.ACCOUNT_KNOWN].title
