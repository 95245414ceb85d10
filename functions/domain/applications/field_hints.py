"""What a check found, beside the fields of the form."""

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
"""The fields that each rule reads. Its findings are shown beside the first one, unless ``_BESIDE`` names another."""

_BESIDE = {
    (RuleId.OWNERSHIP_AGREED, "not_agreed"): "owner_agreed",
    (RuleId.NON_COMMERCIAL, "sounds_commercial"): "project_use",
    (RuleId.NO_BRAND_NAME, "in_website"): "project_website",
    (RuleId.NO_BRAND_NAME, "own_site"): "project_website",
    (RuleId.NO_BRAND_NAME, "in_description"): "project_use",
    (RuleId.NO_BRAND_LOOK, "image"): "icon",
}


def field_of(finding: Finding) -> str:
    """The field beside which a finding is shown; empty for a finding about the account."""
    return _field(finding.rule, finding.case)


def account_demands() -> list[dict[str, str]]:
    """The rules about the account."""
    rules = load_policy().rules
    return [{"title": rule.title, "why": rule.serves} for rule_id, rule in rules.items() if rule_id not in READS]


def unaffected_findings(findings: Iterable[Finding], wrong: Iterable[str]) -> list[Finding]:
    """The findings of rules that read none of the wrong fields."""
    wrong = set(wrong)
    return [finding for finding in findings if wrong.isdisjoint(READS.get(finding.rule, ()))]


def hints_of_findings(findings: Iterable[Finding]) -> dict[str, list[dict[str, Any]]]:
    """By field, what to fix or what needs review."""
    hints: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for finding in findings:
        if finding.result is not Result.PASS and field_of(finding):
            hint = {"result": str(finding.result), "message": finding.message, "fix": finding.fix}
            hints[field_of(finding)].append(hint)
    return dict(hints)


def _field(rule: RuleId, case: str) -> str:
    return _BESIDE.get((rule, case)) or READS.get(rule, ("",))[0]
