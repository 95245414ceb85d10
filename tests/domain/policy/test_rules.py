"""Each rule, by its result and what the applicant is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from domain.model.account import Account, AccountMember, AccountStatus, Address, Grant, MemberRole, Plan, Rejection
from domain.model.icon import Icon
from domain.model.marketplace import Brand
from domain.policy import Finding, Policy, Result, RuleId, Verdict, evaluate, evaluate_for_stranger, load_policy
from domain.policy.application_rules import APPLICATION_CHECKS
from domain.policy.catalogue import with_brand
from tests.bench.uses import USES
from tests.examples import account, application, request_data, with_icon
from tests.fakes import NOON

OWNER = {"name": "Robin Example", "email": "robin@client.example", "agreed": True}
USE = request_data()["project"]["use"]


def finding(verdict: Verdict, rule: RuleId) -> Finding:
    (found,) = (candidate for candidate in verdict.findings if candidate.rule is rule)
    return found


def results(verdict: Verdict) -> dict[RuleId, Result]:
    return {found.rule: found.result for found in verdict.findings if found.result is not Result.PASS}


def of_account(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(), account(**changes)))


def of_request(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(request_data(**changes)), account()))


def of_project(**changes: Any) -> dict[RuleId, Result]:
    return results(evaluate(application(**changes), account()))


def by_role(role: str, owner: dict[str, Any] | None = None) -> dict[str, Any]:
    data = request_data(owner=owner)
    data["applicant"]["role"] = role
    return data


def test_application_in_order_passes_every_rule() -> None:
    verdict = evaluate(application(), account())

    assert results(verdict) == {}
    assert [found.rule for found in verdict.findings] == list(RuleId)
    assert verdict.policy_version == load_policy().version


REJECT, FLAG = Result.REJECT, Result.FLAG
TOMORROW = NOON.date() + timedelta(days=1)


@pytest.mark.parametrize(
    ("results_of", "changes", "rule", "result"),
    [
        (of_account, {"identity_verified_on": None}, RuleId.IDENTITY_VERIFIED, REJECT),
        (of_account, {"name": "Example Analytics LLC"}, RuleId.PERSONAL_NAME, REJECT),
        (of_account, {"name": "asdf qwerty"}, RuleId.REAL_NAME, REJECT),
        (of_account, {"company_address": None}, RuleId.COMPANY_ADDRESS, REJECT),
        (of_account, {"has_photo": False}, RuleId.PROFILE_PHOTO, REJECT),
        (of_account, {"plan": Plan.BUSINESS}, RuleId.ENTERPRISE_PLAN, REJECT),
        (of_account, {"standing": AccountStatus(open_application="kother")}, RuleId.ONE_OPEN_APPLICATION, REJECT),
        (of_request, {"owner": {**OWNER, "agreed": False}}, RuleId.OWNERSHIP_AGREED, REJECT),
        (of_request, {"requests_per_hour": 5_001}, RuleId.DAILY_LIMIT, REJECT),
        (of_project, {"commercial": True}, RuleId.NON_COMMERCIAL, REJECT),
        (of_project, {"use": ""}, RuleId.USE_STATED, REJECT),
        (of_project, {"name": "Askwork hours"}, RuleId.NO_BRAND_NAME, REJECT),
        (of_account, {"name": "Example Group"}, RuleId.PERSONAL_NAME, FLAG),
        (of_account, {"name": "Noise Meter", "business_name": "Noise Meter"}, RuleId.PERSONAL_NAME, FLAG),
        (of_account, {"name": "Avery Example", "legal_name": "Blake Other"}, RuleId.PERSONAL_NAME, FLAG),
        (of_account, {"name": "John Doe"}, RuleId.REAL_NAME, FLAG),
        (of_account, {"name": "test test", "legal_name": "test test"}, RuleId.REAL_NAME, FLAG),
        (of_account, {"identity_verified_on": TOMORROW}, RuleId.IDENTITY_VERIFIED, FLAG),
        (of_project, {"use": "reports"}, RuleId.USE_STATED, FLAG),
        (of_project, {"use": f"{USE} Our customers see them, too."}, RuleId.EXPOSURE_STATED, FLAG),
        (of_project, {"use": f"{USE} We resell the data."}, RuleId.NON_COMMERCIAL, FLAG),
        (of_project, {"use": f"{USE} © Example Corp."}, RuleId.NO_COPIED_MATERIAL, FLAG),
        (of_project, {"use": f"{USE} The app is called Askwork Hours."}, RuleId.NO_BRAND_NAME, FLAG),
        (of_project, {"theme_colours": ["#732f86"]}, RuleId.NO_BRAND_LOOK, FLAG),
    ],
)
def test_fault_is_rejected_or_flagged_by_its_own_rule_alone(
    results_of: Callable[..., dict[RuleId, Result]], changes: dict[str, Any], rule: RuleId, result: Result
) -> None:
    assert results_of(**changes) == {rule: result}


def test_description_or_name_that_explains_itself_is_not_flagged() -> None:
    assert of_account(name="Bob Example", legal_name="Robert Example") == {}
    assert of_account(name="John Doe", legal_name="John Doe") == {}
    assert of_project(use=f"{USE} Our customers see them, too.", exposure="third_parties") == {}


def test_every_fault_is_named_at_once_with_its_fix() -> None:
    verdict = evaluate(application(use="test"), account(has_photo=False, company_address=None, plan=Plan.BASIC))

    expected = [RuleId.COMPANY_ADDRESS, RuleId.PROFILE_PHOTO, RuleId.ENTERPRISE_PLAN, RuleId.USE_STATED]
    assert [found.rule for found in verdict.rejected] == expected
    assert all(found.message and found.fix for found in verdict.rejected)


def test_unknown_account_is_rejected_with_the_applications_faults() -> None:
    verdict = evaluate(application(use="test"), None)

    assert [found.rule for found in verdict.rejected] == [RuleId.ACCOUNT_KNOWN, RuleId.USE_STATED]
    assert "acct-in-order" in verdict.rejected[0].message
    assert RuleId.PROFILE_PHOTO not in [found.rule for found in verdict.findings]


def test_stranger_is_told_nothing_about_the_account() -> None:
    findings = evaluate_for_stranger(application(request_data(owner=OWNER))).findings

    assert {found.rule for found in findings} == set(RuleId) - {
        *(RuleId.ACCOUNT_KNOWN, RuleId.ONE_OPEN_APPLICATION, RuleId.IDENTITY_VERIFIED, RuleId.PERSONAL_NAME),
        *(RuleId.REAL_NAME, RuleId.COMPANY_ADDRESS, RuleId.PROFILE_PHOTO, RuleId.ENTERPRISE_PLAN),
    }


@pytest.mark.parametrize("name", ["Avery Example Ltd", "AVERY EXAMPLE LTD", "Ävery Example Ltd"])
def test_company_name_that_is_the_legal_name_is_only_flagged(name: str) -> None:
    for legal_name in ("Avery Example Ltd", "Avery Example Ltd.", "AveryExample L.T.D."):
        assert of_account(name=name, legal_name=legal_name) == {RuleId.PERSONAL_NAME: Result.FLAG}
    assert of_account(name="Avery & Sons", legal_name="Avery & Sons", business_name="Avery & Sons") == {}


def test_legal_name_with_other_spaces_is_the_same_name() -> None:
    assert of_account(name="山田 太郎", legal_name="山田太郎").get(RuleId.PERSONAL_NAME) is None


def test_application_does_not_block_itself() -> None:
    submitted = application()

    verdict = evaluate(submitted, account(standing=AccountStatus(open_application=submitted.id)))

    assert results(verdict) == {}
    found = (finding(judged, RuleId.ONE_OPEN_APPLICATION) for judged in (verdict, evaluate(submitted, account())))
    assert [passed.saw for passed in found] == ["no other"] * 2, "so that nothing changes in the re-review"


def granted(ends_on: date) -> AccountStatus:
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=ends_on)
    return AccountStatus(exception=grant)


def test_exception_replaces_the_plan_through_its_last_day() -> None:
    today = NOON.date()

    assert of_account(plan=Plan.BASIC, standing=granted(today)) == {}
    ended = evaluate(application(), account(plan=Plan.BASIC, standing=granted(today - timedelta(days=1))))
    assert results(ended) == {RuleId.ENTERPRISE_PLAN: Result.REJECT}
    assert "has ended" in finding(ended, RuleId.ENTERPRISE_PLAN).message


def test_fix_of_the_plan_depends_on_the_client() -> None:
    plain = finding(evaluate(application(), account(plan=Plan.PLUS)), RuleId.ENTERPRISE_PLAN)
    high_value = finding(evaluate(application(), account(plan=Plan.PLUS, is_high_value=True)), RuleId.ENTERPRISE_PLAN)

    assert "account manager" in plain.fix
    assert "exception" in high_value.fix
    assert "exception" not in plain.fix


def members(*people: tuple[str, MemberRole]) -> Account:
    return account(members=tuple(AccountMember(name="A", email=email, role=role) for email, role in people))


@pytest.mark.parametrize(
    ("email", "role", "flagged"),
    [
        ("AVERY@client.example", MemberRole.ADMIN, False),
        ("avery@client.example", MemberRole.OWNER, False),
        ("avery@client.example", MemberRole.FREELANCER, True),
        ("other@client.example", MemberRole.ADMIN, True),
    ],
)
def test_role_of_the_applicant_is_checked_against_the_members(email: str, role: MemberRole, flagged: bool) -> None:
    verdict = evaluate(application(by_role("admin")), members((email, role)))

    assert (RuleId.ROLE_ALLOWED in results(verdict)) is flagged


@pytest.mark.parametrize("role", ["admin", "team_member", "freelancer"])
def test_owner_who_agreed_allows_each_role(role: str) -> None:
    assert results(evaluate(application(by_role(role, OWNER)), account())) == {}


def test_ownership_of_a_freelancer_or_stranger_to_the_account_is_flagged() -> None:
    flagged = {RuleId.OWNERSHIP_AGREED: Result.FLAG}
    without_owner = members(("avery@client.example", MemberRole.ADMIN))

    assert results(evaluate(application(by_role("freelancer")), account())) == flagged
    assert results(evaluate(application(request_data(owner=OWNER)), without_owner)) == flagged


@pytest.mark.parametrize(
    ("per_hour", "hours", "rejected"),
    [(5_000, 8, False), (5_001, 8, True), (1_666, 24, False), (1_667, 24, True), (3_077, 13, True)],
)
def test_daily_limit_is_computed_from_hours(per_hour: int, hours: int, rejected: bool) -> None:
    data = request_data(requests_per_hour=per_hour, hours_per_day=hours)

    found = finding(evaluate(application(data), account()), RuleId.DAILY_LIMIT)

    assert (found.result is Result.REJECT) is rejected
    assert f"{per_hour * hours:,} requests per day" in found.saw


@pytest.mark.parametrize(
    "words",
    [
        "For non-commercial use inside our company only.",
        "We do not resell anything.",
        "It is never sold, and no lead generation.",
        "Private use, not exposed to any third parties.",
        "No third party sees it.",
        "It tracks the hours of our freelancers at a glance.",
        "It pulls our Askwork time reports into payroll.",
    ],
)
def test_description_that_denies_a_fault_is_not_flagged_for_it(words: str) -> None:
    assert of_project(use=f"{USE} {words}") == {}


@pytest.mark.parametrize(
    "words",
    [
        *("Our clients subscribe for $49 a month.", "The data will be resold.", "We'll charge 10% on top."),
        *("Unser Produkt kostet 5 € im Monat.", "Les utilisateurs paient chaque mois.", "Usuarios pagan por búsqueda."),
        *("Il servizio è in abbonamento.", "Gebruikers betalen per maand.", "Пользователи платят ежемесячно."),
        *("ユーザーから毎月料金を徴収", "向客户收费的订阅服务", "The tool isn't only for us. We sell it."),
    ],
)
def test_words_of_a_sale_are_only_flagged(words: str) -> None:
    assert of_project(use=f"{USE} {words}", exposure="third_parties") == {RuleId.NON_COMMERCIAL: Result.FLAG}


@pytest.mark.parametrize(
    "words",
    [
        *("Hours per month for each freelancer.", "Paid hours go to payroll.", "An in-house tool for what we sell."),
        *("Wir verkaufen die Daten nicht.", "Nous ne vendons rien.", "Fecha de pago de facturas."),
        *(
            "販売はしません",
            "毎月フリーランスに料金を支払う",
            "自由职业者付费合同导入财务系统",
            "ساعات العمل كل أسابيع",
        ),
    ],
)
def test_payments_inside_the_company_are_not_taken_for_sales(words: str) -> None:
    assert of_project(use=f"{USE} {words}") == {}


@pytest.mark.parametrize("use", [use for use in USES if len(use) > 40])
def test_real_description_is_flagged_for_nothing_but_being_unclear(use: str) -> None:
    assert set(of_project(use=use, exposure="third_parties")) <= {RuleId.USE_STATED, RuleId.NON_COMMERCIAL}


def test_icon_is_never_rejected() -> None:
    violet = Icon(hash="0f" * 16, colours=("#722f85",), thumbnail="AAAA")

    verdict = evaluate(with_icon(application(), violet), account())

    assert results(verdict) == {RuleId.NO_BRAND_LOOK: Result.FLAG}


def test_icon_like_a_brand_image_is_flagged_before_its_colours() -> None:
    policy = load_policy()
    mark = Icon(hash="0f" * 16, colours=("#722f85",), thumbnail="AAAA")
    ours = policy.model_copy(update={"looks": policy.looks.model_copy(update={"images": {"round mark": mark.hash}})})
    check = APPLICATION_CHECKS[RuleId.NO_BRAND_LOOK]

    def check_icon(icon: Icon | None) -> tuple[str | None, str]:
        return check(with_icon(application(), icon).request, None, ours)

    assert check_icon(mark) == ("image", "the brand's round mark (0 of 128 bits differ)")
    assert check_icon(Icon(hash="f0" * 16, colours=("#112233",), thumbnail="AAAA")) == (None, "#112233")
    assert check_icon(None) == (None, "no icon or colours given")


def test_reviewer_reads_what_of_the_brand_was_not_compared() -> None:
    policy = load_policy()
    nothing = Brand()
    bare = Policy.model_validate(with_brand({**policy.model_dump(), "version": "2026-11-5"}, nothing))
    icon = Icon(hash="0f" * 16, colours=("#112233",), thumbnail="AAAA")
    look, name = APPLICATION_CHECKS[RuleId.NO_BRAND_LOOK], APPLICATION_CHECKS[RuleId.NO_BRAND_NAME]
    images, colours = (
        "no brand images are configured, so the icon was not compared",
        "no brand colours are configured, so no colour was compared",
    )

    assert look(with_icon(application(), icon).request, None, policy) == (None, f"#112233; {images}")
    assert look(with_icon(application(), icon).request, None, bare) == (None, f"#112233; {images}; {colours}")
    assert look(application(theme_colours=["#445566"]).request, None, bare) == (None, f"#445566; {colours}")
    assert look(application().request, None, bare) == (None, "no icon or colours given"), "there was nothing to compare"
    assert name(application().request, None, bare) == (
        None,
        "no brand words are configured, so nothing was compared",
    )


def test_version_changes_with_the_brand() -> None:
    content = {**load_policy().model_dump(), "version": "2026-11-5"}
    versions = [with_brand(content, brand)["version"] for brand in (Brand(), Brand(words=("askwork",)))]

    assert len(set(versions)) == 2
    assert all(version.startswith("2026-11-5.") for version in versions)


def test_brand_in_the_name_rejects_whatever_else_is_only_flagged() -> None:
    found = of_project(name="Askw0rk", use=f"{USE} Powered by Askwork.", website="https://askwork-x.example")

    assert found == {RuleId.NO_BRAND_NAME: Result.REJECT}


@pytest.mark.parametrize(
    ("rule", "saw"),
    [
        (RuleId.ROLE_ALLOWED, "team member"),
        (RuleId.EXPOSURE_STATED, "third parties"),
        (RuleId.USE_STATED, "stated"),
        (RuleId.NO_BRAND_NAME, "none"),
        (RuleId.NON_COMMERCIAL, "stated as not commercial"),
        (RuleId.NO_COPIED_MATERIAL, "no signs of copied material"),
    ],
)
def test_finding_that_passes_says_what_the_rule_found(rule: RuleId, saw: str) -> None:
    data = by_role("team_member", OWNER)
    data["project"]["exposure"] = "third_parties"

    assert finding(evaluate(application(data), account()), rule).saw == saw


def test_finding_names_the_role_on_record() -> None:
    data = by_role("team_member", OWNER)

    def saw(role: MemberRole) -> str:
        ours = members(("avery@client.example", role), ("robin@client.example", MemberRole.ADMIN))
        return finding(evaluate(application(data), ours), RuleId.ROLE_ALLOWED).saw

    assert saw(MemberRole.TEAM_MEMBER) == "team member"
    assert saw(MemberRole.FREELANCER) == "team member, but freelancer on record"


def test_message_keeps_braces_in_a_name() -> None:
    (found,) = evaluate(application(), account(name="{saw} {0} LLC")).rejected

    assert "{saw} {0} LLC" in found.message


def test_address_on_the_billing_record_alone_is_rejected_with_a_fix() -> None:
    billing = Address(street="500 Example Street", city="Springfield", region="IL", postal_code="62701", country="US")
    verdict = evaluate(application(), account(company_address=None, billing_address=billing))

    found = finding(verdict, RuleId.COMPANY_ADDRESS)

    assert found.result is Result.REJECT
    assert "Tech Support" in found.fix


@pytest.mark.parametrize(
    ("is_final", "case", "words"),
    [(True, "too_soon", "in the final email: 31 May 2026"), (False, "re_review_possible", "kother was rejected")],
)
def test_account_that_was_rejected_is_told_what_comes_before_a_new_application(
    is_final: bool, case: str, words: str
) -> None:
    status = AccountStatus(
        rejection=Rejection(application_id="kother", is_final=is_final, reapply_on=date(2026, 5, 31))
    )
    waits = account(standing=status, as_of=date(2026, 5, 30))

    found = finding(evaluate(application(), waits, is_submitted=False), RuleId.ONE_OPEN_APPLICATION)

    assert (found.result, found.case) == (REJECT, case)
    assert words in found.message
    assert finding(evaluate(application(), waits), RuleId.ONE_OPEN_APPLICATION).result is Result.PASS, "once submitted"
    over = account(standing=status, as_of=date(2026, 5, 31))
    verdict = evaluate(application(), over, is_submitted=False)
    assert finding(verdict, RuleId.ONE_OPEN_APPLICATION).result is Result.PASS
