"""The policy: which applications the business's rules let through to a reviewer.

The texts and figures live in ``policy.toml``, so that they can be read and changed without reading code.
"""

import re
import tomllib
from collections.abc import Callable
from enum import StrEnum
from functools import cache
from pathlib import Path

from review.account import Account, Plan
from review.application import Application
from review.fields import Record


class RuleId(StrEnum):
    """The rules, in the order in which a person would check them."""

    ACCOUNT_KNOWN = "account_known"
    IDENTITY_VERIFIED = "identity_verified"
    PERSONAL_NAME = "personal_name"
    COMPANY_ADDRESS = "company_address"
    PROFILE_PHOTO = "profile_photo"
    ENTERPRISE_PLAN = "enterprise_plan"
    USE_STATED = "use_stated"


class Result(StrEnum):
    """What a rule says of an application."""

    PASS = "pass"
    REJECT = "reject"


class RuleText(Record):
    """What a rule tells the applicant; ``{saw}`` stands for what the rule saw."""

    message: str
    fix: str


class Policy(Record):
    """The data file: texts and thresholds, with the version that is stored with each verdict."""

    version: str
    legal_forms: frozenset[str]
    least_letters_of_use: int
    rules: dict[RuleId, RuleText]


class Finding(Record):
    """What one rule found: ``message`` and ``fix`` are for the applicant and empty where it passes."""

    rule: RuleId
    result: Result
    saw: str
    message: str = ""
    fix: str = ""


class Verdict(Record):
    """Every rule's finding, with the version of the policy that judged."""

    policy_version: str
    findings: tuple[Finding, ...]

    @property
    def rejected(self) -> tuple[Finding, ...]:
        """The findings that reject the application; empty where a person may decide."""
        return tuple(finding for finding in self.findings if finding.result is Result.REJECT)


@cache
def load_policy() -> Policy:
    """Read and check the data file beside this module."""
    return Policy.model_validate(tomllib.loads((Path(__file__).parent / "policy.toml").read_text("utf-8")))


def evaluate(application: Application, account: Account | None) -> Verdict:
    """Apply every rule. An account that is not known (``None``) is judged by that alone."""
    policy = load_policy()
    if account is None:
        checks = [(RuleId.ACCOUNT_KNOWN, Result.REJECT, application.request.account_id)]
    else:
        checks = [(RuleId.ACCOUNT_KNOWN, Result.PASS, account.account_id)]
        checks += [(rule, *check(application, account, policy)) for rule, check in _CHECKS.items()]
    findings = tuple(_finding(policy, *check) for check in checks)
    return Verdict(policy_version=policy.version, findings=findings)


def _finding(policy: Policy, rule: RuleId, result: Result, saw: str) -> Finding:
    if result is Result.PASS:
        return Finding(rule=rule, result=result, saw=saw)
    text = policy.rules[rule]
    return Finding(rule=rule, result=result, saw=saw, message=text.message.replace("{saw}", saw), fix=text.fix)


def _identity_verified(_: Application, account: Account, __: Policy) -> tuple[Result, str]:
    verified = account.identity_verified_on
    return (Result.PASS, f"verified on {verified.isoformat()}") if verified else (Result.REJECT, "not verified")


def _personal_name(_: Application, account: Account, policy: Policy) -> tuple[Result, str]:
    """Certain cases only: a legal form at the name's end. A business named as its owner is fine."""
    words = re.findall(r"\w+", account.name.casefold().replace(".", ""))
    is_company = bool(words) and words[-1] in policy.legal_forms and len(words) > 1
    is_legal_name = account.legal_name is not None and account.name.casefold() == account.legal_name.casefold()
    return (Result.REJECT if is_company and not is_legal_name else Result.PASS), account.name


def _company_address(_: Application, account: Account, __: Policy) -> tuple[Result, str]:
    address = account.company_address
    if address is None:
        return Result.REJECT, "none"
    parts = (address.street, address.unit, address.city, address.region, address.postal_code, address.country)
    return Result.PASS, ", ".join(part for part in parts if part)


def _profile_photo(_: Application, account: Account, __: Policy) -> tuple[Result, str]:
    return (Result.PASS, "present") if account.has_photo else (Result.REJECT, "none")


def _enterprise_plan(_: Application, account: Account, __: Policy) -> tuple[Result, str]:
    return (Result.PASS if account.plan is Plan.ENTERPRISE else Result.REJECT), account.plan.capitalize()


def _use_stated(application: Application, _: Account, policy: Policy) -> tuple[Result, str]:
    letters = sum(character.isalpha() for character in application.request.project.use)
    return (Result.PASS if letters >= policy.least_letters_of_use else Result.REJECT), f"{letters} letters"


_CHECKS: dict[RuleId, Callable[[Application, Account, Policy], tuple[Result, str]]] = {
    RuleId.IDENTITY_VERIFIED: _identity_verified,
    RuleId.PERSONAL_NAME: _personal_name,
    RuleId.COMPANY_ADDRESS: _company_address,
    RuleId.PROFILE_PHOTO: _profile_photo,
    RuleId.ENTERPRISE_PLAN: _enterprise_plan,
    RuleId.USE_STATED: _use_stated,
}
