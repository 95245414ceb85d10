"""What the policy says beside each field of the form: why it is asked, what gets rejected, what a check found."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from domain.policy import Finding, Result, RuleId, load_policy

READS = {
    RuleId.ROLE_ALLOWED: ("applicant_role", "applicant_email"),
    RuleId.OWNERSHIP_AGREED: ("owner_name", "owner_email", "owner_agreed", "applicant_role", "applicant_email"),
    RuleId.USE_STATED: ("project_use",),
    RuleId.EXPOSURE_STATED: ("exposure",),
    RuleId.NON_COMMERCIAL: ("commercial",),
    RuleId.NO_BRAND_NAME: ("project_name",),
    RuleId.NO_BRAND_LOOK: ("theme_colours", "icon"),
    RuleId.NO_COPIED_MATERIAL: ("project_use",),
    RuleId.DAILY_LIMIT: ("hours_per_day", "requests_per_hour"),
}
"""The fields without which a rule says nothing; what it says stands beside the first, or as ``_BESIDE`` has it."""

_BESIDE = {
    (RuleId.OWNERSHIP_AGREED, "not_agreed"): "owner_agreed",
    (RuleId.NON_COMMERCIAL, "sounds_commercial"): "project_use",
    (RuleId.NO_BRAND_NAME, "in_website"): "project_website",
    (RuleId.NO_BRAND_NAME, "own_site"): "project_website",
    (RuleId.NO_BRAND_NAME, "in_description"): "project_use",
    (RuleId.NO_BRAND_LOOK, "image"): "icon",
}
_WHAT_IT_SAW = re.compile(r":? \(?\{saw\}\)?")


def field_of(finding: Finding) -> str:
    """The field beside which a finding stands; empty where it speaks of the account."""
    return _field(finding.rule, finding.case)


def hints_for_form() -> dict[str, dict[str, list[str]]]:
    """By field, in the policy's own words: ``why`` it is asked, and what is ``rejected`` at once."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(lambda: {"why": [], "rejected": []})
    rules = load_policy().rules
    for rule in READS:
        found[_field(rule, "")]["why"].append(rules[rule].serves)
        for name, case in rules[rule].cases.items():
            if case.result is Result.REJECT:
                found[_field(rule, name)]["rejected"].append(_WHAT_IT_SAW.sub("", case.message))
    return dict(found)


def account_demands() -> list[dict[str, str]]:
    """What the policy asks of the account: the title of each rule, and what it demands."""
    rules = load_policy().rules
    return [{"title": one.title, "why": one.serves} for rule, one in rules.items() if rule not in READS]


def of_good_fields(findings: Iterable[Finding], wrong: Iterable[str]) -> list[Finding]:
    """The findings of rules that read nothing which is wrong, and so stand whatever that becomes."""
    unknown = set(wrong)
    return [one for one in findings if unknown.isdisjoint(READS.get(one.rule, ()))]


def hints_of_findings(findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """By field, what a check found to mend or to doubt."""
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in findings:
        if one.result is not Result.PASS and field_of(one):
            found[field_of(one)].append({"result": str(one.result), "message": one.message, "fix": one.fix})
    return dict(found)


def _field(rule: RuleId, case: str) -> str:
    return _BESIDE.get((rule, case)) or READS.get(rule, ("",))[0]
