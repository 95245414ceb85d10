"""The rules about the account: identity, name, address, photo and plan.

Each check answers with the case that the catalogue names (None where it passes) and with what it saw.
"""

from collections.abc import Callable

from domain.model.account import Account, Plan
from domain.policy.addresses import judge_address
from domain.policy.catalogue import Policy
from domain.policy.company_names import company_evidence
from domain.policy.placeholder_names import placeholder_evidence
from domain.policy.text import words
from domain.policy.verdict import RuleId

Seen = tuple[str | None, str]


def _identity_verified(account: Account, _: Policy) -> Seen:
    verified = account.identity_verified_on
    if verified is None:
        return "not_verified", "not verified"
    saw = f"verified on {verified.isoformat()}"
    return ("date_to_come", saw) if verified > account.as_of else (None, saw)


def _personal_name(account: Account, policy: Policy) -> Seen:
    """A business named as its owner's legal name is fine; the owner's legal name itself may only raise a doubt."""
    sign = company_evidence(account.name, policy.names)
    if _is_legal_name(account):
        return ("legal_name_looks_like_company", sign.saw) if sign and sign.certain else (None, account.name)
    if sign:
        return ("company" if sign.certain else "looks_like_company"), sign.saw
    if account.business_name and words(account.business_name) == words(account.name):
        return "looks_like_company", f"{account.name}, which is the business name too"
    if account.legal_name and set(words(account.legal_name)).isdisjoint(words(account.name)):
        return "other_legal_name", f"{account.name}, and {account.legal_name} as the legal name"
    return None, account.name


def _real_name(account: Account, policy: Policy) -> Seen:
    """A legal name on record takes one step off: what nobody is called is doubtful, what is doubtful passes."""
    sign = placeholder_evidence(account.name, policy.names)
    if sign is None:
        return None, account.name
    if _is_legal_name(account):
        return ("looks_like_placeholder", sign.saw) if sign.certain else (None, account.name)
    return ("placeholder" if sign.certain else "looks_like_placeholder"), sign.saw


def _is_legal_name(account: Account) -> bool:
    """The same letters: dots, spaces and case are not what a name is."""
    return account.legal_name is not None and "".join(words(account.name)) == "".join(words(account.legal_name))


def _company_address(account: Account, policy: Policy) -> Seen:
    return judge_address(account.company_address, account.billing_address, policy)


def _profile_photo(account: Account, _: Policy) -> Seen:
    return (None, "present") if account.has_photo else ("none", "none")


def _enterprise_plan(account: Account, _: Policy) -> Seen:
    plan = account.plan.capitalize()
    if account.plan is Plan.ENTERPRISE:
        return None, plan
    exception = account.standing.exception
    if exception is None:
        return ("high_value" if account.is_high_value else "no_exception"), plan
    if exception.ends_on < account.as_of:
        return "exception_ended", f"{plan}, exception ended on {exception.ends_on.isoformat()}"
    return None, f"{plan}, with an exception until {exception.ends_on.isoformat()}"


ACCOUNT_CHECKS: dict[RuleId, Callable[[Account, Policy], Seen]] = {
    RuleId.IDENTITY_VERIFIED: _identity_verified,
    RuleId.PERSONAL_NAME: _personal_name,
    RuleId.REAL_NAME: _real_name,
    RuleId.COMPANY_ADDRESS: _company_address,
    RuleId.PROFILE_PHOTO: _profile_photo,
    RuleId.ENTERPRISE_PLAN: _enterprise_plan,
}
