from domain.applications.help_page import help_values, rejections
from domain.policy import RuleId, load_policy


def test_figures_are_the_policys() -> None:
    values, policy = help_values(), load_policy()

    assert values["daily_limit"] == policy.daily_limit
    assert values["exception_days"] == policy.exceptions.lasts_days
    assert values["weeks_to_answer"]
    assert values["rejections"] == rejections(policy)


def test_rejections_are_all_rules_that_reject_with_every_fix() -> None:
    policy = load_policy()
    shown = {rule["title"]: rule["cases"] for rule in rejections(policy)}
    rejecting = {
        rule.title: [case for case in rule.cases.values() if case.result == "reject"] for rule in policy.rules.values()
    }

    assert set(shown) == {title for title, cases in rejecting.items() if cases}
    for title, cases in shown.items():
        assert sorted(fix for case in cases for fix in case["fixes"]) == sorted(case.fix for case in rejecting[title])
        assert len({case["message"] for case in cases}) == len(cases)


def test_rejection_messages_leave_out_what_the_rule_saw() -> None:
    shown = rejections(load_policy())
    messages = [case["message"] for rule in shown for case in rule["cases"]]
    photo = load_policy().rules[RuleId.PROFILE_PHOTO]

    assert next(rule["asks"] for rule in shown if rule["title"] == photo.title) == photo.serves
    assert not [text for text in messages if "{" in text or " ." in text or ":." in text or "XX" in text]
    assert all(message.endswith(".") for message in messages)
