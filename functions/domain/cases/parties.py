"""Who is involved in a case, by email address."""

from domain.cases.case import Case
from domain.cases.exception import ExceptionCase
from domain.model.field_types import Record

HOLDER = "the account holder"


class Parties(Record):
    """The addresses of those involved in a case, in any of its rounds."""

    applicants: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    account_holders: tuple[str, ...] = ()
    account_managers: tuple[str, ...] = ()

    def part_of(self, person: str) -> str:
        """How the person with this address is involved, in words; empty if not at all."""
        parts = {
            "the applicant": self.applicants,
            "the key owner": self.owners,
            "the account manager who filed it": self.account_managers,
            HOLDER: self.account_holders,
        }
        own = person.casefold()
        return next((part for part, people in parts.items() if own in map(str.casefold, people)), "")


def parties_of(case: Case | ExceptionCase) -> Parties:
    if not isinstance(case, Case):
        return Parties(account_holders=(case.account.email,), account_managers=(case.request.account_manager.email,))
    requests = [case.application.request, *(judged.request for judged in case.rounds if judged.request)]
    requests += [case.revision.request] if case.revision else []
    return Parties(
        applicants=tuple(request.applicant.email for request in requests),
        owners=tuple(request.owner.email for request in requests if request.owner),
        account_holders=tuple(judged.account.email for judged in case.rounds if judged.account),
    )
