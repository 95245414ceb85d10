"""Each rule, by what an applicant would be told."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.model.account import Account, AccountMember, AccountStatus, Address, Grant, MemberRole, Plan
from domain.model.icon import Icon
from domain.policy import Finding, Result, RuleId, Verdict, evaluate, evaluate_for_stranger, load_policy
from domain.policy.application_rules import APPLICATION_CHECKS
from tests.bench.names import USES
from tests.examples import account, application, request_data, with_icon
from tests.fakes import NOON

OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
USE = request_data()["project"]["use"]


def finding(verdict: Verdict, rule: RuleId) -> Finding:
    (found,) = (one for one in verdict.findings if one.rule is rule)
    return found


def results(verdict: Verdict) -> dict[RuleId, Result]:
    return {one.rule: one.result for one in verdict.findings if one.result is not Result.PASS}


def of_account(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(), account(**changes)))


def of_request(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(request_data(**changes)), account()))


def of_project(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(**changes), account()))


def test_an_application_in_order_passes_every_rule() -> None:
    verdict = evaluate(application(), account())

    assert results(verdict) == {}
    assert [one.rule for one in verdict.findings] == list(RuleId)
    assert verdict.policy_version == load_policy().version


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"identity_verified_on": None}, RuleId.IDENTITY_VERIFIED),
        ({"name": "Example Analytics LLC"}, RuleId.PERSONAL_NAME),
        ({"name": "Example Analytics, Inc."}, RuleId.PERSONAL_NAME),
        ({"name": "Beispiel G.m.b.H."}, RuleId.PERSONAL_NAME),
        ({"name": "asdf qwerty"}, RuleId.REAL_NAME),
        ({"company_address": None}, RuleId.COMPANY_ADDRESS),
        ({"has_photo": False}, RuleId.PROFILE_PHOTO),
        ({"plan": Plan.BUSINESS}, RuleId.ENTERPRISE_PLAN),
        ({"standing": AccountStatus(open_application="kother")}, RuleId.ONE_OPEN_APPLICATION),
    ],
)
def test_each_thing_that_is_wrong_with_an_account_rejects_by_its_own_rule_alone(
    changes: dict[str, Any], rule: RuleId
) -> None:
    assert of_account(**changes) == {rule: Result.REJECT}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"owner": {**OWNER, "agreed": False}}, RuleId.OWNERSHIP_AGREED),
        ({"requests_per_hour": 5_001}, RuleId.DAILY_LIMIT),
        ({"project": {**request_data()["project"], "commercial": True}}, RuleId.NON_COMMERCIAL),
        ({"project": {**request_data()["project"], "use": ""}}, RuleId.USE_STATED),
        ({"project": {**request_data()["project"], "name": "Upwork hours"}}, RuleId.NO_BRAND_NAME),
    ],
)
def test_each_thing_that_is_wrong_with_an_application_rejects_by_its_own_rule_alone(
    changes: dict[str, Any], rule: RuleId
) -> None:
    assert of_request(**changes) == {rule: Result.REJECT}


def test_everything_that_is_wrong_is_named_at_once_with_its_fix() -> None:
    verdict = evaluate(application(use="test"), account(has_photo=False, company_address=None, plan=Plan.BASIC))

    assert [one.rule for one in verdict.rejected] == [
        RuleId.COMPANY_ADDRESS,
        RuleId.PROFILE_PHOTO,
        RuleId.ENTERPRISE_PLAN,
        RuleId.USE_STATED,
    ]
    assert all(one.message and one.fix for one in verdict.rejected)


def test_an_unknown_account_is_rejected_and_what_else_is_wrong_is_named_too() -> None:
    verdict = evaluate(application(use="test"), None)

    assert [one.rule for one in verdict.rejected] == [RuleId.ACCOUNT_KNOWN, RuleId.USE_STATED]
    assert "acct-in-order" in verdict.rejected[0].message
    assert RuleId.PROFILE_PHOTO not in [one.rule for one in verdict.findings]


def test_a_stranger_hears_nothing_about_the_account() -> None:
    told = {one.rule for one in evaluate_for_stranger(application(request_data(owner=OWNER))).findings}

    assert told == set(RuleId) - {
        *(RuleId.ACCOUNT_KNOWN, RuleId.ONE_OPEN_APPLICATION, RuleId.IDENTITY_VERIFIED, RuleId.PERSONAL_NAME),
        *(RuleId.REAL_NAME, RuleId.COMPANY_ADDRESS, RuleId.PROFILE_PHOTO, RuleId.ENTERPRISE_PLAN),
    }


@pytest.mark.parametrize("name", ["Avery Example Ltd", "AVERY EXAMPLE LTD", "Ävery Example Ltd"])
def test_a_business_that_is_named_as_its_owner_is_not_rejected(name: str) -> None:
    for legal_name in ("Avery Example Ltd", "Avery Example Ltd.", "AveryExample L.T.D."):
        assert of_account(name=name, legal_name=legal_name) == {RuleId.PERSONAL_NAME: Result.FLAG}
    assert of_account(name="Avery & Sons", legal_name="Avery & Sons", business_name="Avery & Sons") == {}


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"name": "Example Group"}, "looks like a company"),
        ({"name": "Noise Meter", "business_name": "Noise Meter"}, "it is the business name"),
        ({"name": "Avery Example", "legal_name": "Blake Other"}, "the legal name is another"),
    ],
)
def test_a_doubt_about_whose_name_it_is_goes_to_the_reviewer(facts: dict[str, Any], why: str) -> None:
    assert of_account(**facts) == {RuleId.PERSONAL_NAME: Result.FLAG}, why


def test_a_legal_name_that_shares_a_name_is_no_doubt() -> None:
    assert of_account(name="Bob Example", legal_name="Robert Example") == {}


def test_a_placeholder_that_could_be_a_name_is_flagged_and_with_an_identity_document_passes() -> None:
    assert of_account(name="John Doe") == {RuleId.REAL_NAME: Result.FLAG}
    assert of_account(name="John Doe", legal_name="John Doe") == {}
    assert of_account(name="test test", legal_name="test test") == {RuleId.REAL_NAME: Result.FLAG}


def test_a_legal_name_that_is_spaced_otherwise_is_the_same_name() -> None:
    assert of_account(name="山田 太郎", legal_name="山田太郎").get(RuleId.PERSONAL_NAME) is None


def test_an_identity_that_is_verified_in_the_future_is_looked_at() -> None:
    assert of_account(identity_verified_on=NOON.date() + timedelta(days=1)) == {RuleId.IDENTITY_VERIFIED: Result.FLAG}


def test_an_application_is_not_in_its_own_way() -> None:
    handed_in = application()

    verdict = evaluate(handed_in, account(standing=AccountStatus(open_application=handed_in.id)))

    assert results(verdict) == {}
    assert finding(verdict, RuleId.ONE_OPEN_APPLICATION).saw == handed_in.id
    assert finding(evaluate(handed_in, account()), RuleId.ONE_OPEN_APPLICATION).saw == "none"


def granted(ends_on: date) -> AccountStatus:
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=ends_on)
    return AccountStatus(exception=grant)


def test_an_exception_stands_for_the_plan_up_to_its_last_day() -> None:
    today = NOON.date()

    assert of_account(plan=Plan.BASIC, standing=granted(today)) == {}
    ended = evaluate(application(), account(plan=Plan.BASIC, standing=granted(today - timedelta(days=1))))
    assert results(ended) == {RuleId.ENTERPRISE_PLAN: Result.REJECT}
    assert "has ended" in finding(ended, RuleId.ENTERPRISE_PLAN).message


def test_who_is_not_on_enterprise_hears_whom_to_ask() -> None:
    plain = finding(evaluate(application(), account(plan=Plan.PLUS)), RuleId.ENTERPRISE_PLAN)
    high_value = finding(evaluate(application(), account(plan=Plan.PLUS, is_high_value=True)), RuleId.ENTERPRISE_PLAN)

    assert "account manager" in plain.fix
    assert "exception" in high_value.fix
    assert "exception" not in plain.fix


def members(*people: tuple[str, MemberRole]) -> Account:
    return account(members=tuple(AccountMember(name="A", email=email, role=role) for email, role in people))


@pytest.mark.parametrize(
    ("role", "member", "flagged"),
    [
        ("admin", ("AVERY@client.example", MemberRole.ADMIN), False),
        ("admin", ("avery@client.example", MemberRole.OWNER), False),
        ("admin", ("avery@client.example", MemberRole.FREELANCER), True),
        ("admin", ("other@client.example", MemberRole.ADMIN), True),
    ],
)
def test_the_applicant_is_looked_for_among_the_members(
    role: str, member: tuple[str, MemberRole], flagged: bool
) -> None:
    data = request_data()
    data["applicant"]["role"] = role

    assert (RuleId.ROLE_ALLOWED in results(evaluate(application(data), members(member)))) is flagged


@pytest.mark.parametrize("role", ["admin", "team_member", "freelancer"])
def test_each_role_may_apply_for_an_owner_who_agreed(role: str) -> None:
    data = request_data(owner=OWNER)
    data["applicant"]["role"] = role

    assert results(evaluate(application(data), account())) == {}


def test_a_freelancer_who_would_own_the_key_is_looked_at() -> None:
    data = request_data()
    data["applicant"]["role"] = "freelancer"

    assert results(evaluate(application(data), account())) == {RuleId.OWNERSHIP_AGREED: Result.FLAG}


def test_an_owner_who_is_no_member_is_looked_at() -> None:
    ours = members(("avery@client.example", MemberRole.ADMIN))

    found = results(evaluate(application(request_data(owner=OWNER)), ours))

    assert found == {RuleId.OWNERSHIP_AGREED: Result.FLAG}


@pytest.mark.parametrize(
    "hours", [(5_000, 8, False), (5_001, 8, True), (1_666, 24, False), (1_667, 24, True), (3_077, 13, True)]
)
def test_the_daily_limit_is_computed_from_hours(hours: tuple[int, int, bool]) -> None:
    an_hour, a_day, rejected = hours

    found = finding(
        evaluate(application(request_data(requests_per_hour=an_hour, hours_per_day=a_day)), account()),
        RuleId.DAILY_LIMIT,
    )

    assert (found.result is Result.REJECT) is rejected
    assert f"{an_hour * a_day:,} a day" in found.saw


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"use": "reports"}, RuleId.USE_STATED),
        ({"use": f"{USE} Our customers see them, too."}, RuleId.EXPOSURE_STATED),
        ({"use": f"{USE} We resell the data."}, RuleId.NON_COMMERCIAL),
        ({"use": f"{USE} © Example Corp."}, RuleId.NO_COPIED_MATERIAL),
        ({"use": f"{USE} It reads Upwork time reports."}, RuleId.NO_BRAND_NAME),
        ({"theme_colours": ["#15a902"]}, RuleId.NO_BRAND_LOOK),
    ],
)
def test_what_a_person_has_to_judge_is_flagged(changes: dict[str, Any], rule: RuleId) -> None:
    assert of_project(**changes) == {rule: Result.FLAG}


@pytest.mark.parametrize(
    "words",
    [
        "For non-commercial use inside our company only.",
        "We do not resell anything.",
        "It is never sold, and no lead generation.",
        "Private use, not exposed to any third parties.",
        "No third party sees it.",
        "It tracks the hours of our freelancers at a glance.",
    ],
)
def test_who_says_what_the_business_asks_for_is_not_flagged_for_it(words: str) -> None:
    assert of_project(use=f"{USE} {words}") == {}


@pytest.mark.parametrize("use", [use for use in USES if len(use) > 40])
def test_honest_descriptions_are_flagged_for_nothing_but_being_unclear(use: str) -> None:
    assert set(of_project(use=use, exposure="third_parties")) <= {RuleId.USE_STATED, RuleId.NON_COMMERCIAL}


def test_third_parties_that_are_stated_are_no_contradiction() -> None:
    assert of_project(use=f"{USE} Our customers see them, too.", exposure="third_parties") == {}


@pytest.mark.parametrize("use", ["", "   ", "test", "12345 67890 !!!", "asdf asdf", "Weekly hours report", "n/a"])
def test_a_use_that_says_nothing_is_rejected(use: str) -> None:
    assert of_project(use=use) == {RuleId.USE_STATED: Result.REJECT}


@pytest.mark.parametrize("use", ["Nightly payroll export", "毎晩の勤怠報告を給与計算に取り込みます", "reports"])
def test_a_use_that_a_person_could_have_meant_goes_to_the_reviewer(use: str) -> None:
    assert evaluate(application(use=use), account()).rejected == ()


def test_an_icon_is_only_ever_flagged() -> None:
    green = Icon(hash="0f" * 16, colours=("#14a800",), thumbnail="AAAA")

    verdict = evaluate(with_icon(application(), green), account())

    assert results(verdict) == {RuleId.NO_BRAND_LOOK: Result.FLAG}


def test_an_icon_that_looks_like_an_image_of_the_brand_is_flagged_by_it() -> None:
    policy = load_policy()
    mark = Icon(hash="0f" * 16, colours=("#14a800",), thumbnail="AAAA")
    ours = policy.model_copy(update={"looks": policy.looks.model_copy(update={"images": {"round mark": mark.hash}})})
    check = APPLICATION_CHECKS[RuleId.NO_BRAND_LOOK]

    def seen(icon: Icon | None) -> tuple[str | None, str]:
        return check(with_icon(application(), icon).request, None, ours)

    assert seen(mark) == ("image", "the brand's round mark (0 of 128 bits differ)")
    assert seen(Icon(hash="f0" * 16, colours=("#112233",), thumbnail="AAAA")) == (None, "#112233")
    assert seen(None) == (None, "no icon or colours given")


def test_a_brand_in_the_name_rejects_whatever_a_reviewer_would_have_to_judge_beside_it() -> None:
    found = of_project(name="Upw0rk", use=f"{USE} It reads Upwork reports.", website="https://upwork-x.example")

    assert found == {RuleId.NO_BRAND_NAME: Result.REJECT}


@pytest.mark.parametrize(
    ("rule", "saw"),
    [
        (RuleId.ROLE_ALLOWED, "team member"),
        (RuleId.EXPOSURE_STATED, "third parties"),
        (RuleId.USE_STATED, "stated"),
        (RuleId.NO_BRAND_NAME, "none"),
        (RuleId.NON_COMMERCIAL, "stated as not commercial"),
        (RuleId.NO_COPIED_MATERIAL, "no signs of it"),
    ],
)
def test_a_reviewer_reads_in_plain_words_what_was_seen(rule: RuleId, saw: str) -> None:
    data = request_data(owner=OWNER)
    data["applicant"]["role"] = "team_member"
    data["project"]["exposure"] = "third_parties"

    assert finding(evaluate(application(data), account()), rule).saw == saw


def test_a_reviewer_reads_as_what_the_members_of_the_account_have_the_applicant() -> None:
    data = request_data(owner=OWNER)
    data["applicant"]["role"] = "team_member"

    def saw(role: MemberRole) -> str:
        ours = members(("avery@client.example", role), ("robin@client.example", MemberRole.ADMIN))
        return finding(evaluate(application(data), ours), RuleId.ROLE_ALLOWED).saw

    assert saw(MemberRole.TEAM_MEMBER) == "team member"
    assert saw(MemberRole.FREELANCER) == "team member, and freelancer on record"


def test_a_name_with_braces_stays_as_it_is_in_the_message() -> None:
    (found,) = evaluate(application(), account(name="{saw} {0} LLC")).rejected

    assert "{saw} {0} LLC" in found.message


def test_an_address_that_is_on_the_billing_record_only_can_be_copied() -> None:
    billing = Address(street="500 Example Street", city="Springfield", region="IL", postal_code="62701", country="US")
    found = finding(
        evaluate(application(), account(company_address=None, billing_address=billing)), RuleId.COMPANY_ADDRESS
    )

    assert found.result is Result.REJECT
    assert "Tech Support" in found.fix
