"""Cases of either kind: applications and exceptions."""

from domain.cases.case import Case
from domain.cases.exception import ExceptionCase
from domain.cases.ports import Cases, Exceptions
from domain.model.ids import CaseKind, kind_of

AnyCase = Case | ExceptionCase


def any_case(case_id: str, cases: Cases, exceptions: Exceptions) -> AnyCase:
    """The application or exception with this id. Raises ``CaseNotStored`` for an unknown id."""
    return exceptions.get_exception(case_id) if kind_of(case_id) is CaseKind.EXCEPTION else cases.get_case(case_id)


def case_at(case: AnyCase, round_number: int) -> AnyCase:
    """A case as that round sees it; an exception has only one."""
    return case.at_round(round_number) if isinstance(case, Case) else case
