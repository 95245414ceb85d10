import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from domain.model.marketplace import Brand
from domain.policy import NEVER_AUTOMATIC, Policy, RuleId, load_policy
from domain.policy.catalogue import with_brand

FILE = Path(__file__).parents[3] / "functions/domain/policy/policy.toml"
SOURCES = [path.read_text("utf-8") for path in FILE.parent.glob("*.py")]


def catalogue() -> dict[str, Any]:
    return with_brand(tomllib.loads(FILE.read_text("utf-8")), Brand())


@pytest.mark.parametrize(("rule", "case"), sorted(NEVER_AUTOMATIC))
def test_doubt_cannot_be_made_a_rejection(rule: RuleId, case: str) -> None:
    data = catalogue()
    data["rules"][rule]["cases"][case]["result"] = "reject"

    with pytest.raises(ValidationError, match="a doubt must not reject"):
        Policy.model_validate(data)


def test_policy_file_with_a_missing_rule_or_misspelt_setting_is_rejected() -> None:
    data = catalogue()
    del data["rules"]["profile_photo"]

    with pytest.raises(ValidationError, match="exactly those of RuleId"):
        Policy.model_validate(data)
    with pytest.raises(ValidationError):
        Policy.model_validate({**catalogue(), "dayly_limit": 1})


@pytest.mark.parametrize("rule", RuleId)
def test_every_case_of_a_rule_is_used_by_the_code(rule: RuleId) -> None:
    for case, text in load_policy().rules[rule].cases.items():
        places = {"in_name", "in_description", "in_website"} if rule is RuleId.NO_BRAND_NAME else set()
        used = any(f'"{case}"' in source for source in SOURCES) or case in places
        assert used, f"{rule}.{case} is never found"
        assert text.message.endswith((".", "?")) and text.fix.endswith(".")


def test_daily_limit_in_the_texts_is_the_one_that_counts() -> None:
    policy = load_policy()

    assert f"{policy.daily_limit:,}" in policy.rules[RuleId.DAILY_LIMIT].title
    assert f"{policy.daily_limit:,}" in policy.rules[RuleId.DAILY_LIMIT].cases["too_many"].fix


def test_reviewer_can_reject_by_every_rule_except_two() -> None:
    judged = load_policy().judged

    assert set(RuleId) - set(judged) == {RuleId.ACCOUNT_KNOWN, RuleId.ONE_OPEN_APPLICATION}
    for text in judged.values():
        assert text.message.endswith(".") and text.fix.endswith(".")
        assert "{" not in text.message + text.fix, "the rule itself found nothing"
        assert "reviewer looks" not in text.fix, "a reviewer has looked"


@pytest.mark.parametrize("rule", RuleId)
def test_staff_read_no_message_that_addresses_the_applicant(rule: RuleId) -> None:
    policy = load_policy()
    for case in policy.rules[rule].cases:
        words = policy.staff_message(policy.finding(rule, case, "something"))
        assert not re.search(r"\byou(r|rs|rself)?\b", words, re.IGNORECASE), f"{rule}.{case} needs a `staff` text"
        assert "something" in words or "{saw}" not in policy.rules[rule].cases[case].message
