"""The facts of an account and an application by their names, and how they changed."""

from domain.model.account import Account, AccountFacts, AccountMember, Grant
from domain.model.application import ApplicationRequest
from domain.policy import Result, Verdict, load_policy
from domain.presentation.labels import value_words

MAX_MEMBERS = 20  # named; the others are counted
_RESULT_WORDS = {Result.PASS: "passes", Result.FLAG: "flagged", Result.REJECT: "rejected"}

Facts = dict[str, str]
"""The text of each fact by its name; unknown facts are left out."""


def account_facts(account: AccountFacts | None) -> Facts:
    """The facts from the account lookup."""
    if account is None:
        return {}
    verified = account.identity_verified_on
    facts = {
        "Registered name": account.name,
        "Legal name": account.legal_name,
        "Business name": account.business_name,
        "Plan": account.plan.capitalize(),
        "Address for notices": account.email,
        "Company address": account.company_address and account.company_address.one_line,
        "Billing address": account.billing_address and account.billing_address.one_line,
        "Profile photo": "present" if account.has_photo else "none",
        "Identity verified": verified.isoformat() if verified else None,
        "Customer since": account.customer_since.isoformat() if account.customer_since else None,
        "Spend": None if account.spend_usd is None else f"US$ {account.spend_usd:,}",
        "Reputation": None if account.reputation is None else f"{account.reputation} of 5",
        "Employees": None if account.employees is None else f"{account.employees:,}",
        "High-value client": "yes" if account.is_high_value else None,
        "Members": _members(account.members),
    }
    return {name: value for name, value in facts.items() if value}


def own_account_facts(account: Account | None) -> Facts:
    """The facts from our own record of the account."""
    return {"Exception": _until(account.standing.exception)} if account and account.standing.exception else {}


def request_facts(request: ApplicationRequest) -> Facts:
    """The applicant's own statements."""
    project, owner, applicant = request.project, request.other_owner, request.applicant
    facts = {
        "Project": project.name,
        "Use": project.use,
        "Seen by": value_words(project.exposure),
        "Commercial": "yes" if project.commercial else "no",
        "Website": project.website,
        "Colours": ", ".join(project.theme_colours),
        "Requests": f"{request.requests_per_hour:,} an hour, {request.hours_per_day} hours a day: "
        f"{request.requests_per_day:,} a day (limit {load_policy().daily_limit:,})",
        "Applicant": f"{applicant.name} ({value_words(applicant.role)}), {applicant.email}",
        "Owner of the key": f"{owner.name}, {owner.email}" if owner else "the applicant",
    }
    return {name: value for name, value in facts.items() if value}


def rule_results(verdict: Verdict | None) -> Facts:
    """The result of each rule by its title."""
    rules = load_policy().rules
    findings = verdict.findings if verdict else ()
    return {rules[found.rule].title: f"{_RESULT_WORDS[found.result]}: {found.saw}" for found in findings}


def changes(before: Facts, after: Facts) -> list[dict[str, str]]:
    """The facts that differ, in the order of ``after``; a missing fact is an empty text."""
    names = dict.fromkeys((*after, *before))
    pairs = [{"name": name, "before": before.get(name, ""), "after": after.get(name, "")} for name in names]
    return [pair for pair in pairs if pair["before"] != pair["after"]]


def _members(members: tuple[AccountMember, ...]) -> str:
    named = ", ".join(f"{member.name} ({value_words(member.role)})" for member in members[:MAX_MEMBERS])
    others = len(members) - MAX_MEMBERS
    return f"{named}, and {others} more" if others > 0 else named


def _until(grant: Grant) -> str:
    return f"granted by {grant.granted_by}, until {grant.ends_on.isoformat()}"
