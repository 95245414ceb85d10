"""The staff: who they are, by the parameters of the template, and what each may do at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.cases.case import TaskKind
from domain.model.errors import NotAllowed


class StaffRole(StrEnum):
    """What one of the staff is to the desk. A person can be several."""

    REVIEWER = "reviewer"
    SAFETY = "safety"
    EXCEPTION_APPROVER = "exception_approver"
    ACCOUNT_MANAGER = "account_manager"
    OPERATOR = "operator"


class Permission(StrEnum):
    """What can be done in the console besides answering a question of one's own."""

    SEE_CASES = "see_cases"
    SEE_ACCOUNTS = "see_accounts"
    HANDLE_QUARANTINE = "judge_held_mail"
    WRITE_SAVED_REPLIES = "write_saved_replies"
    FILE_EXCEPTIONS = "file_exceptions"
    RESTART_REVIEWS = "restart_reviews"
    SEE_STATISTICS = "see_numbers"
    EXPORT = "export"


ROLE_FOR_TASK: dict[TaskKind, StaffRole] = {
    TaskKind.SAFETY: StaffRole.SAFETY,
    TaskKind.REVIEW: StaffRole.REVIEWER,
    TaskKind.EXCEPTION_SAFETY: StaffRole.SAFETY,
    TaskKind.EXCEPTION: StaffRole.EXCEPTION_APPROVER,
}
"""Which of the staff a question is for; those to the owner and to the applicant are for nobody of the staff."""

_ALL = frozenset(Permission)
PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.REVIEWER: _ALL - {Permission.FILE_EXCEPTIONS, Permission.RESTART_REVIEWS},
    StaffRole.SAFETY: frozenset({Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS}),
    StaffRole.EXCEPTION_APPROVER: frozenset({Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS}),
    # Who looks after clients sees how their accounts stand, and no application: those are for whoever judges them.
    StaffRole.ACCOUNT_MANAGER: frozenset({Permission.SEE_ACCOUNTS, Permission.FILE_EXCEPTIONS}),
    StaffRole.OPERATOR: frozenset({Permission.SEE_CASES, Permission.SEE_STATISTICS, Permission.RESTART_REVIEWS}),
}


@dataclass(frozen=True)
class StaffMember:
    """One of the staff, by mail address."""

    address: str
    roles: frozenset[StaffRole]

    def may(self, right: Permission) -> bool:
        """Whether one of the roles has this right."""
        return any(right in PERMISSIONS[role] for role in self.roles)

    def must(self, right: Permission) -> None:
        """Raises ``NotAllowed`` where no role has this right."""
        if not self.may(right):
            raise NotAllowed

    def answers(self, kind: TaskKind) -> bool:
        """Whether questions of this kind are for one of the roles."""
        return ROLE_FOR_TASK.get(kind) in self.roles


@dataclass(frozen=True)
class Staff:
    """Everybody of the staff, by role; an address counts whatever the case of its letters."""

    by_role: Mapping[StaffRole, tuple[str, ...]]

    def member(self, address: str) -> StaffMember | None:
        """Who has this address, or None where nobody of the staff has."""
        everybody = [(role, one) for role, people in self.by_role.items() for one in people]
        same = {role: one for role, one in everybody if one.casefold() == address.casefold()}
        return StaffMember(address=next(iter(same.values())), roles=frozenset(same)) if same else None

    def colleagues(self, kind: TaskKind) -> tuple[str, ...]:
        """Whom questions of this kind are for."""
        role = ROLE_FOR_TASK.get(kind)
        return self.by_role.get(role, ()) if role else ()
