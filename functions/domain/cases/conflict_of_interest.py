"""Nobody decides about a case that they are involved in."""

from domain.cases.any_case import AnyCase
from domain.cases.case import Case


def own_part(case: AnyCase, person: str) -> str:
    """How the person with this email address is involved in the case, in words; empty if not at all."""
    parts = _parts(case)
    return next((part for address, part in parts.items() if address.casefold() == person.casefold()), "")


def _parts(case: AnyCase) -> dict[str, str]:
    """How people are involved in the case, by email address."""
    if not isinstance(case, Case):
        return {
            case.account.email: "the holder of the account",
            case.request.account_manager.email: "the account manager who filed it",
        }
    request = case.application.request
    parts = {round_.account.email: "the holder of the account" for round_ in case.rounds if round_.account}
    if request.owner:
        parts[request.owner.email] = "the owner of the key"
    return {**parts, request.applicant.email: "the applicant"}
