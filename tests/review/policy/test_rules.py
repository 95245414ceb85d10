from typing import Any

import pytest

from review.account import Plan
from review.policy import Result, RuleId, evaluate, load_policy
from tests.examples import account, application


def rejected_rules(**changes: Any) -> list[RuleId]:
    return [finding.rule for finding in evaluate(application(), account(**changes)).rejected]


def test_an_account_in_order_passes_every_rule() -> None:
    verdict = evaluate(application(), account())

    assert verdict.rejected == ()
    assert {finding.rule for finding in verdict.findings} == set(RuleId)
    assert verdict.policy_version == load_policy().version


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"identity_verified_on": None}, RuleId.IDENTITY_VERIFIED),
        ({"name": "Example Analytics LLC"}, RuleId.PERSONAL_NAME),
        ({"name": "Example Analytics, Inc."}, RuleId.PERSONAL_NAME),
        ({"name": "Beispiel G.m.b.H."}, RuleId.PERSONAL_NAME),
        ({"company_address": None}, RuleId.COMPANY_ADDRESS),
        ({"has_photo": False}, RuleId.PROFILE_PHOTO),
        ({"plan": Plan.BUSINESS}, RuleId.ENTERPRISE_PLAN),
    ],
)
def test_each_thing_that_is_wrong_rejects_by_its_own_rule_alone(changes: dict[str, Any], rule: RuleId) -> None:
    assert rejected_rules(**changes) == [rule]


def test_everything_that_is_wrong_is_named_at_once() -> None:
    assert rejected_rules(has_photo=False, company_address=None, plan=Plan.BASIC) == [
        RuleId.COMPANY_ADDRESS,
        RuleId.PROFILE_PHOTO,
        RuleId.ENTERPRISE_PLAN,
    ]


def test_a_business_that_is_named_as_its_owner_is_fine() -> None:
    assert rejected_rules(name="Avery Example Ltd", legal_name="Avery Example Ltd") == []


@pytest.mark.parametrize("name", ["Limited", "Vincent Corporan", "Inca Example", "Ag Example", "山田太郎"])
def test_names_of_people_are_not_taken_for_companies(name: str) -> None:
    assert rejected_rules(name=name) == []


@pytest.mark.parametrize("use", ["", "   ", "reports", "12345 67890 !!!"])
def test_a_use_that_says_nothing_is_rejected(use: str) -> None:
    verdict = evaluate(application(use=use), account())

    assert [finding.rule for finding in verdict.rejected] == [RuleId.USE_STATED]


@pytest.mark.parametrize("use", ["Nightly payroll export", "毎晩の勤怠報告を給与計算に取り込みます"])
def test_a_use_that_a_person_could_have_meant_goes_to_the_reviewer(use: str) -> None:
    assert evaluate(application(use=use), account()).rejected == ()


def test_an_unknown_account_is_judged_by_that_alone() -> None:
    verdict = evaluate(application(), None)

    assert [(finding.rule, finding.result) for finding in verdict.findings] == [(RuleId.ACCOUNT_KNOWN, Result.REJECT)]
    assert "acct-in-order" in verdict.findings[0].message


def test_every_rule_tells_what_is_wrong_and_how_to_mend_it() -> None:
    texts = load_policy().rules

    assert set(texts) == set(RuleId)
    assert all(text.message and text.fix for text in texts.values())


def test_a_name_with_braces_stays_as_it_is_in_the_message() -> None:
    (finding,) = evaluate(application(), account(name="{saw} {0} LLC")).rejected

    assert "{saw} {0} LLC" in finding.message
