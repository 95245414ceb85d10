"""The rules about the account: identity, name, address, photo and plan."""

from collections.abc import Callable

from domain.model.account import Account, Plan, Rejection
from domain.model.dates import day_words
from domain.policy.addresses import judge_address
from domain.policy.catalogue import Policy
from domain.policy.evidence import CheckResult
from domain.policy.names.company_names import company_evidence
from domain.policy.names.placeholder_names import placeholder_evidence
from domain.policy.text import words
from domain.policy.verdict import RuleId


def _identity_verified(account: Account, _: Policy) -> CheckResult:
    verified = account.identity_verified_on
    if verified is None:
        return "not_verified", "not verified"
    detail = f"verified on {verified.isoformat()}"
    return ("date_to_come", detail) if verified > account.as_of else (None, detail)


def _personal_name(account: Account, policy: Policy) -> CheckResult:
    """A name that equals the legal name on record is at most flagged."""
    evidence = company_evidence(account.name, policy.names)
    if _is_legal_name(account):
        if evidence and evidence.certain:
            return "legal_name_looks_like_company", evidence.detail
        return None, account.name
    if evidence:
        return ("company" if evidence.certain else "looks_like_company"), evidence.detail
    if account.business_name and words(account.business_name) == words(account.name):
        return "looks_like_company", f"{account.name}, which is also the business name"
    if account.legal_name and set(words(account.legal_name)).isdisjoint(words(account.name)):
        return "other_legal_name", f"{account.name}, but {account.legal_name} is the legal name"
    return None, account.name


def _real_name(account: Account, policy: Policy) -> CheckResult:
    """A legal name on record softens the result by one step: a rejection becomes a flag, a flag a pass."""
    evidence = placeholder_evidence(account.name, policy.names)
    if evidence is None:
        return None, account.name
    if _is_legal_name(account):
        return ("looks_like_placeholder", evidence.detail) if evidence.certain else (None, account.name)
    return ("placeholder" if evidence.certain else "looks_like_placeholder"), evidence.detail


def _is_legal_name(account: Account) -> bool:
    """Compares the letters alone: dots, spaces and case do not count."""
    return account.legal_name is not None and "".join(words(account.name)) == "".join(words(account.legal_name))


def _company_address(account: Account, policy: Policy) -> CheckResult:
    return judge_address(account.company_address, account.billing_address, policy)


def _profile_photo(account: Account, _: Policy) -> CheckResult:
    return (None, "present") if account.has_photo else ("none", "none")


def _enterprise_plan(account: Account, _: Policy) -> CheckResult:
    plan = account.plan.capitalize()
    if account.plan is Plan.ENTERPRISE:
        return None, plan
    exception = account.standing.exception
    if exception is None:
        return ("high_value" if account.is_high_value else "no_exception"), plan
    if exception.ends_on < account.as_of:
        return "exception_ended", f"{plan}, exception ended on {exception.ends_on.isoformat()}"
    return None, f"{plan}, with an exception until {exception.ends_on.isoformat()}"


def other_application(account: Account, application_id: str, is_submitted: bool) -> CheckResult:
    """Whether another application of the account is open, or was rejected and keeps this one from being submitted."""
    status = account.standing
    if status.open_application not in (None, application_id):
        return "another", str(status.open_application)
    rejection = None if is_submitted else status.waits_after(account.as_of)
    return after_rejection(rejection) if rejection else (None, "no other")


def after_rejection(rejection: Rejection) -> tuple[str, str]:
    """Why a rejection keeps the account from submitting another application: the catalogue's case, and the evidence."""
    if rejection.is_final:
        return "too_soon", day_words(rejection.reapply_on)
    return "re_review_possible", rejection.application_id


ACCOUNT_CHECKS: dict[RuleId, Callable[[Account, Policy], CheckResult]] = {
    RuleId.IDENTITY_VERIFIED: _identity_verified,
    RuleId.PERSONAL_NAME: _personal_name,
    RuleId.REAL_NAME: _real_name,
    RuleId.COMPANY_ADDRESS: _company_address,
    RuleId.PROFILE_PHOTO: _profile_photo,
    RuleId.ENTERPRISE_PLAN: _enterprise_plan,
}
