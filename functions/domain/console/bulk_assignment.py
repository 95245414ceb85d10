"""Assigning several cases at once, each by the rules for one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from domain.cases.any_case import AnyCase
from domain.cases.case import Case
from domain.cases.staff import Permission, StaffMember
from domain.console.case_actions import CaseActions
from domain.model.errors import ConflictOfInterest, FieldProblem, InvalidInput, UnknownCase

MAX_PICKS = 50


@dataclass(frozen=True)
class Pick:
    """A selected case: ``task`` is the name of its task, and ``assignee`` who had it on the page (empty for nobody)."""

    case_id: str
    task: str
    assignee: str


@dataclass(frozen=True)
class Refusal:
    """``case_id`` and ``title`` are empty where the member may not see the case."""

    why: str
    case_id: str = ""
    title: str = ""


@dataclass(frozen=True)
class BulkResult:
    assigned: int
    refused: tuple[Refusal, ...]


def read_picks(values: Iterable[str]) -> tuple[Pick, ...]:
    """The cases that a form names, each once, as ``queue_row_values`` has them. What is no pick is left out.

    Raises:
        InvalidInput: if there are more than ``MAX_PICKS``.
    """
    parts = [value.split(" ", 4) for value in values]
    found = {part[0]: Pick(part[0], " ".join(part[1:4]), part[4]) for part in parts if len(part) == 5}
    if len(found) > MAX_PICKS:
        raise InvalidInput([FieldProblem("/pick", f"Select at most {MAX_PICKS} cases at a time.")])
    return tuple(found.values())


def assign_all(actions: CaseActions, picks: Collection[Pick], to: str, member: StaffMember) -> BulkResult:
    """Assign each case to an address, or to nobody (empty). One that can't be assigned stops no other.

    Raises:
        NotAllowed: if the member may not see cases.
    """
    member.must(Permission.SEE_CASES)
    refused = tuple(refusal for pick in picks if (refusal := _assign(actions, pick, to, member)))
    return BulkResult(len(picks) - len(refused), refused)


def _assign(actions: CaseActions, pick: Pick, to: str, member: StaffMember) -> Refusal | None:
    try:
        case = actions.get_case(pick.case_id, member)
    except ConflictOfInterest:
        return Refusal("You're involved in this case, so a colleague has to handle it.")
    except UnknownCase:
        return Refusal("There's no such case.")
    try:
        actions.assign_task(case, pick.task, to, pick.assignee, member)
    except InvalidInput as error:
        return Refusal(error.problems[0].message, pick.case_id, _title(case))
    return None


def _title(case: AnyCase) -> str:
    return case.application.request.project.name if isinstance(case, Case) else case.account.name


def bulk_values(result: BulkResult, to: str, back: str) -> dict[str, Any]:
    """Values for ``templates/pages/console/assigned.html``; ``back`` is the query of the queue to return to."""
    refused = [{"case_id": one.case_id, "title": one.title, "why": one.why} for one in result.refused]
    return {"assigned": result.assigned, "to": to, "refused": refused, "back": back}
