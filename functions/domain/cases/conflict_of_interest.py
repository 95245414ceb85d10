"""Nobody of the staff reads or changes a case that they are involved in.

Whatever staff see of cases, one by one or in lists, is handed out here.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from domain.cases.any_case import AnyCase, any_case
from domain.cases.parties import parties_of
from domain.cases.ports import CaseParties, Cases, Exceptions
from domain.model.errors import ConflictOfInterest

Row = TypeVar("Row")


@dataclass(frozen=True)
class CaseAccess:
    """``person`` is the email address of a member of staff everywhere here."""

    cases: Cases
    exceptions: Exceptions
    parties: CaseParties

    def get_case(self, case_id: str, person: str) -> AnyCase:
        """A case of others.

        Raises:
            CaseNotStored: if there is no such case.
            ConflictOfInterest: if it is the person's own.
        """
        case = any_case(case_id, self.cases, self.exceptions)
        _refuse(parties_of(case).part_of(person))
        return case

    def check(self, case_ids: Collection[str], person: str) -> None:
        """Raises ``ConflictOfInterest`` if one of the cases is the person's own."""
        for parties in self.parties.list_parties(case_ids).values():
            _refuse(parties.part_of(person))

    def without_own(self, rows: Iterable[Row], person: str, case_id: Callable[[Row], str]) -> tuple[Row, ...]:
        """The rows that are not about the person's own cases; ``case_id`` is empty for a row about no case."""
        found = tuple(rows)
        about = list(dict.fromkeys(filter(None, map(case_id, found))))
        own = {known for known, parties in self.parties.list_parties(about).items() if parties.part_of(person)}
        return tuple(row for row in found if case_id(row) not in own)


def without_involved(case: AnyCase, people: Iterable[str]) -> tuple[str, ...]:
    """Those of the staff who are not involved in the case."""
    parties = parties_of(case)
    return tuple(person for person in people if not parties.part_of(person))


def _refuse(part: str) -> None:
    if part:
        raise ConflictOfInterest(part)
