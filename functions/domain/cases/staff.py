"""The staff: who they are, by the parameters of the template, and what each may do at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.cases.case import TaskKind
from domain.model.errors import NotAllowed


class Role(StrEnum):
    """What one of the staff is to the desk. A person can be several."""

    REVIEWER = "reviewer"
    SAFETY = "safety"
    EXCEPTION_APPROVER = "exception_approver"
    ACCOUNT_MANAGER = "account_manager"
    OPERATOR = "operator"


class Right(StrEnum):
    """What can be done in the console besides answering a question of one's own."""

    SEE_CASES = "see_cases"
    SEE_ACCOUNTS = "see_accounts"
    JUDGE_HELD_MAIL = "judge_held_mail"
    WRITE_SAVED_REPLIES = "write_saved_replies"
    FILE_EXCEPTIONS = "file_exceptions"
    RESTART_REVIEWS = "restart_reviews"
    SEE_NUMBERS = "see_numbers"
    EXPORT = "export"


ANSWERED_BY: dict[TaskKind, Role] = {
    TaskKind.SAFETY: Role.SAFETY,
    TaskKind.REVIEW: Role.REVIEWER,
    TaskKind.EXCEPTION_SAFETY: Role.SAFETY,
    TaskKind.EXCEPTION: Role.EXCEPTION_APPROVER,
}
"""Which of the staff a question is for; those to the owner and to the applicant are for nobody of the staff."""

_ALL = frozenset(Right)
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.REVIEWER: _ALL - {Right.FILE_EXCEPTIONS, Right.RESTART_REVIEWS},
    Role.SAFETY: frozenset({Right.SEE_CASES, Right.SEE_ACCOUNTS, Right.SEE_NUMBERS}),
    Role.EXCEPTION_APPROVER: frozenset({Right.SEE_CASES, Right.SEE_ACCOUNTS, Right.SEE_NUMBERS}),
    # Who looks after clients sees how their accounts stand, and no application: those are for whoever judges them.
    Role.ACCOUNT_MANAGER: frozenset({Right.SEE_ACCOUNTS, Right.FILE_EXCEPTIONS}),
    Role.OPERATOR: frozenset({Right.SEE_CASES, Right.SEE_NUMBERS, Right.RESTART_REVIEWS}),
}


@dataclass(frozen=True)
class Member:
    """One of the staff, by mail address."""

    address: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        """Whether one of the roles has this right."""
        return any(right in RIGHTS[role] for role in self.roles)

    def must(self, right: Right) -> None:
        """Raises ``NotAllowed`` where no role has this right."""
        if not self.may(right):
            raise NotAllowed

    def answers(self, kind: TaskKind) -> bool:
        """Whether questions of this kind are for one of the roles."""
        return ANSWERED_BY.get(kind) in self.roles


@dataclass(frozen=True)
class Staff:
    """Everybody of the staff, by role; an address counts whatever the case of its letters."""

    by_role: Mapping[Role, tuple[str, ...]]

    def member(self, address: str) -> Member | None:
        """Who has this address, or None where nobody of the staff has."""
        everybody = [(role, one) for role, people in self.by_role.items() for one in people]
        same = {role: one for role, one in everybody if one.casefold() == address.casefold()}
        return Member(address=next(iter(same.values())), roles=frozenset(same)) if same else None

    def colleagues(self, kind: TaskKind) -> tuple[str, ...]:
        """Whom questions of this kind are for."""
        role = ANSWERED_BY.get(kind)
        return self.by_role.get(role, ()) if role else ()
