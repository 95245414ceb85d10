"""The facts of an account and an application by their names, and how they changed."""

from typing import Any

from domain.model.account import Account, AccountFacts, AccountMember, Grant
from domain.model.application import ApplicationRequest
from domain.model.dates import day_words
from domain.policy import Result, Verdict, load_policy
from domain.presentation.labels import EXPOSURE_WORDS, value_words
from domain.presentation.word_changes import word_changes

MAX_MEMBERS = 20  # named; the others are counted
USE = "What the API will be used for"
WEBSITE = "Website"
_RESULT_WORDS = {Result.PASS: "OK", Result.FLAG: "Needs review", Result.REJECT: "Fix"}

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
        "Registered email": account.email,
        "Company address": account.company_address and account.company_address.one_line,
        "Billing address": account.billing_address and account.billing_address.one_line,
        "Profile photo": "Yes" if account.has_photo else "None",
        "Identity verified": day_words(verified) if verified else None,
        "Customer since": day_words(account.customer_since) if account.customer_since else None,
        "Spend": None if account.spend_usd is None else f"US$ {account.spend_usd:,}",
        "Reputation": None if account.reputation is None else f"{account.reputation} out of 5",
        "Employees": None if account.employees is None else f"{account.employees:,}",
        "High-value client": "Yes" if account.is_high_value else None,
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
        USE: project.use,
        "Who will see the data?": EXPOSURE_WORDS[project.exposure],
        "Is the project commercial?": "Yes" if project.commercial else "No",
        WEBSITE: project.website,
        "Colours": ", ".join(project.theme_colours),
        "Expected usage": f"{usage_words(request)} (limit {load_policy().daily_limit:,})",
        "Applicant": f"{applicant.name} ({value_words(applicant.role)}), {applicant.email}",
        "Key owner": f"{owner.name}, {owner.email}" if owner else "The applicant",
    }
    return {name: value for name, value in facts.items() if value}


def rule_results(verdict: Verdict | None) -> Facts:
    """The result of each rule by its title."""
    rules = load_policy().rules
    findings = verdict.findings if verdict else ()
    return {rules[found.rule].title: f"{_RESULT_WORDS[found.result]}: {found.saw}" for found in findings}


def changes(before: Facts, after: Facts) -> list[dict[str, Any]]:
    """The facts that differ, in the order of ``after``, with the changed words; a missing fact is an empty text."""
    names = dict.fromkeys((*after, *before))
    pairs = [(name, before.get(name, ""), after.get(name, "")) for name in names]
    return [
        {"name": name, "before": old, "after": new, "pieces": word_changes(old, new)}
        for name, old, new in pairs
        if old != new
    ]


def usage_words(request: ApplicationRequest) -> str:
    """The expected usage per hour and per day."""
    hours = f"{request.hours_per_day} hour{'s' * (request.hours_per_day != 1)} a day"
    return f"{request.requests_per_hour:,} requests per hour, {hours}: {request.requests_per_day:,} requests per day"


def _members(members: tuple[AccountMember, ...]) -> str:
    named = ", ".join(f"{member.name} ({value_words(member.role)})" for member in members[:MAX_MEMBERS])
    others = len(members) - MAX_MEMBERS
    return f"{named}, and {others} more" if others > 0 else named


def _until(grant: Grant) -> str:
    return f"Granted by {grant.granted_by}, until {day_words(grant.ends_on)}"
