import pytest

from domain.applications.application_form import (
    FIELDS,
    form_values,
)
from domain.applications.field_hints import READS, account_demands, field_of, hints_for_form
from domain.applications.form_check import check
from domain.policy import Result, RuleId, load_policy
from tests.examples import request_data
from tests.fakes import NOON, no_image

GOOD = {
    "account_id": "acct-in-order",
    "applicant_name": "Avery Example",
    "applicant_email": "avery@client.example",
    "applicant_role": "admin",
    "project_name": "Weekly hours report",
    "project_use": request_data()["project"]["use"],
    "exposure": "private",
    "commercial": "no",
    "requests_per_hour": "200",
    "hours_per_day": "8",
}


def noted(**typed: str) -> dict[str, list[str]]:
    """What stands beside the fields of a form with wrong fields: the rules' results."""
    checked = check({**GOOD, **typed}, {}, no_image, lambda: NOON)
    assert (checked.is_valid, checked.submitted) == (False, None)
    return {name: [hint["result"] for hint in hints] for name, hints in checked.values["notes"].items()}


def test_each_rule_of_the_application_speaks_beside_a_field_of_the_form() -> None:
    rules = list(RuleId)
    assert set(READS) == set(rules[rules.index(RuleId.ROLE_ALLOWED) :])
    assert {name for names in READS.values() for name in names} <= set(FIELDS)
    policy = load_policy()
    for rule in READS:
        for case in policy.rules[rule].cases:
            assert field_of(policy.finding(rule, case, "seen")) in FIELDS


def test_the_hints_are_the_policys_own_words_and_name_all_that_is_rejected() -> None:
    policy, shown = load_policy(), hints_for_form()

    for rule in READS:
        assert any(policy.rules[rule].serves in one["why"] for one in shown.values())
    rejecting = [c for rule in READS for c in policy.rules[rule].cases.values() if c.result is Result.REJECT]
    rejected = [text for one in shown.values() for text in one["rejected"]]
    assert len(rejected) == len(rejecting)
    assert not any("{" in text or " ." in text for text in rejected)
    assert account_demands()[0]["title"] == policy.rules[RuleId.ACCOUNT_KNOWN].title


def test_what_is_wrong_elsewhere_does_not_silence_the_policy() -> None:
    assert noted(applicant_name="", project_name="Upwork hours") == {"project_name": ["reject"]}
    assert noted(applicant_email="nobody", commercial="yes", requests_per_hour="9000") == {
        "commercial": ["reject"],
        "hours_per_day": ["reject"],
    }


@pytest.mark.parametrize(
    "typed",
    [
        {name: "" for name in GOOD if name != "project_use"},
        {"applicant_email": "", "owner_name": "Robin Example"},
        {"hours_per_day": "", "requests_per_hour": "900000"},
        {"project_use": "x" * 5001},
        {"theme_colours": "green"},
    ],
)
def test_of_what_is_wrong_itself_the_policy_says_nothing(typed: dict[str, str]) -> None:
    assert noted(**typed) == {}


@pytest.mark.parametrize(
    ("typed", "total"),
    [(("200", "8"), 1_600), (("5000", " 8 "), 40_000), (("", "8"), None), (("-5", "8"), None), (("2e3", "8"), None)],
)
def test_the_daily_total_is_known_where_both_are_numbers(typed: tuple[str, str], total: int | None) -> None:
    fields = {"requests_per_hour": typed[0], "hours_per_day": typed[1]}

    assert form_values(fields, [])["daily_total"] == total
