from domain.applications.help_page import help_values, rejections
from domain.policy import RuleId, load_policy


def test_the_pages_figures_are_the_policys() -> None:
    values, policy = help_values(), load_policy()

    assert values["daily_limit"] == policy.daily_limit
    assert values["exception_days"] == policy.exceptions.lasts_days
    assert values["weeks_to_answer"]
    assert values["rejections"] == rejections(policy)


def test_what_rejects_at_once_is_told_with_every_way_to_mend_it_and_what_is_only_flagged_is_not() -> None:
    policy = load_policy()
    told = {one["title"]: one for one in rejections(policy)}
    rejecting = {
        rule.title: [case for case in rule.cases.values() if case.result == "reject"] for rule in policy.rules.values()
    }

    assert set(told) == {title for title, cases in rejecting.items() if cases}
    for title, one in told.items():
        fixes = [fix for case in one["cases"] for fix in case["fixes"]]
        assert sorted(fixes) == sorted(case.fix for case in rejecting[title])
        assert len({case["message"] for case in one["cases"]}) == len(one["cases"])


def test_what_a_rule_saw_is_left_out_of_its_words() -> None:
    told = rejections(load_policy())
    messages = [case["message"] for one in told for case in one["cases"]]
    photo = load_policy().rules[RuleId.PROFILE_PHOTO]

    assert next(one["asks"] for one in told if one["title"] == photo.title) == photo.serves
    assert not [one for one in messages if "{" in one or " ." in one or ":." in one or "XX" in one]
    assert all(message.endswith(".") for message in messages)
