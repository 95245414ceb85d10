"""The staff, from the parameters of the stack, and their permissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.cases.case import TaskKind
from domain.model.errors import NotAllowed


class StaffRole(StrEnum):
    """A person can have several roles."""

    REVIEWER = "reviewer"
    SAFETY = "safety"
    EXCEPTION_APPROVER = "exception_approver"
    ACCOUNT_MANAGER = "account_manager"
    OPERATOR = "operator"


class Permission(StrEnum):
    """What a member of staff may do in the console, besides deciding the tasks of their roles."""

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
"""The role that decides each kind of task; those of the owner and applicant are not for staff."""

_ALL = frozenset(Permission)
PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.REVIEWER: _ALL - {Permission.FILE_EXCEPTIONS, Permission.RESTART_REVIEWS},
    StaffRole.SAFETY: frozenset({Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS}),
    StaffRole.EXCEPTION_APPROVER: frozenset({Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS}),
    # Account managers see the state of accounts, but no applications: those are for the people who judge them.
    StaffRole.ACCOUNT_MANAGER: frozenset({Permission.SEE_ACCOUNTS, Permission.FILE_EXCEPTIONS}),
    StaffRole.OPERATOR: frozenset({Permission.SEE_CASES, Permission.SEE_STATISTICS, Permission.RESTART_REVIEWS}),
}


@dataclass(frozen=True)
class StaffMember:
    """A member of staff; ``address`` is an email address."""

    address: str
    roles: frozenset[StaffRole]

    def may(self, permission: Permission) -> bool:
        return any(permission in PERMISSIONS[role] for role in self.roles)

    def must(self, permission: Permission) -> None:
        """Raises ``NotAllowed`` without the permission."""
        if not self.may(permission):
            raise NotAllowed

    def answers(self, kind: TaskKind) -> bool:
        """Whether one of the roles decides tasks of this kind."""
        return ROLE_FOR_TASK.get(kind) in self.roles


@dataclass(frozen=True)
class Staff:
    """All email addresses by role, compared without regard to case."""

    by_role: Mapping[StaffRole, tuple[str, ...]]

    def member(self, address: str) -> StaffMember | None:
        """None if nobody has this address."""
        everybody = [(role, person) for role, people in self.by_role.items() for person in people]
        matches = {role: person for role, person in everybody if person.casefold() == address.casefold()}
        return StaffMember(address=next(iter(matches.values())), roles=frozenset(matches)) if matches else None

    def colleagues(self, kind: TaskKind) -> tuple[str, ...]:
        """The addresses of those who decide tasks of this kind."""
        role = ROLE_FOR_TASK.get(kind)
        return self.by_role.get(role, ()) if role else ()
