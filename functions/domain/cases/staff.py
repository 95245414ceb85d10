"""The staff, their permissions, and changes of their roles."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.cases.audit_entry import AuditEntry
from domain.cases.case import TaskKind
from domain.model.errors import NotAllowed


class StaffRole(StrEnum):
    """A person can have several roles."""

    REVIEWER = "reviewer"
    SAFETY = "safety"
    EXCEPTION_APPROVER = "exception_approver"
    ACCOUNT_MANAGER = "account_manager"
    OPERATOR = "operator"
    ESCALATION = "escalation"


class Permission(StrEnum):
    """What a member of staff may do in the console, besides deciding the tasks of their roles."""

    SEE_CASES = "see_cases"
    SEE_ACCOUNTS = "see_accounts"
    HANDLE_QUARANTINE = "judge_held_mail"
    WRITE_SAVED_REPLIES = "write_saved_replies"
    FILE_EXCEPTIONS = "file_exceptions"
    RESTART_REVIEWS = "restart_reviews"
    MANAGE_STAFF = "manage_staff"
    LIFT_WAITS = "lift_waits"
    MANAGE_KEYS = "manage_keys"
    SEE_STATISTICS = "see_numbers"
    EXPORT = "export"


LOG_PAGE = 25  # changes of the staff that are shown at once

ROLE_FOR_TASK: dict[TaskKind, StaffRole] = {
    TaskKind.SAFETY: StaffRole.SAFETY,
    TaskKind.REVIEW: StaffRole.REVIEWER,
    TaskKind.EXCEPTION_SAFETY: StaffRole.SAFETY,
    TaskKind.EXCEPTION: StaffRole.EXCEPTION_APPROVER,
}
"""The role that decides each kind of task; those of the owner and applicant are not for staff."""

_OPERATING = frozenset({Permission.RESTART_REVIEWS, Permission.MANAGE_STAFF, Permission.LIFT_WAITS})
PERMISSIONS: dict[StaffRole, frozenset[Permission]] = {
    StaffRole.REVIEWER: frozenset(Permission) - _OPERATING - {Permission.FILE_EXCEPTIONS},
    StaffRole.SAFETY: frozenset(
        {Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS, Permission.MANAGE_KEYS}
    ),
    StaffRole.EXCEPTION_APPROVER: frozenset({Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS}),
    # Account managers see the state of accounts, but no applications: those are for the people who judge them.
    StaffRole.ACCOUNT_MANAGER: frozenset({Permission.SEE_ACCOUNTS, Permission.FILE_EXCEPTIONS}),
    StaffRole.OPERATOR: _OPERATING | {Permission.SEE_CASES, Permission.SEE_ACCOUNTS, Permission.SEE_STATISTICS},
    # Only told by email about reviews that take too long.
    StaffRole.ESCALATION: frozenset(),
}


@dataclass(frozen=True)
class StaffMember:
    """A member of staff; ``address`` is an email address."""

    address: str
    roles: frozenset[StaffRole]

    @property
    def uses_console(self) -> bool:
        """Whether one of the roles has anything to do there."""
        return any(PERMISSIONS[role] for role in self.roles)

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
        return self.with_role(role) if role else ()

    def with_role(self, role: StaffRole) -> tuple[str, ...]:
        return self.by_role.get(role, ())


FindMember = Callable[[str], StaffMember | None]
"""The member of staff with an address, in any letter case; None if there is none."""


@dataclass(frozen=True)
class StaffEntry:
    """A member of staff as stored. ``added_by`` is the address of an operator, or names who ran the command."""

    member: StaffMember
    added_by: str
    added_at: datetime


@dataclass(frozen=True)
class StaffChange:
    """New roles for one person: without roles ``before``, a new member; without roles ``after``, one who leaves.

    ``witness`` is somebody else who must still be an operator when the change is stored; empty if nobody has to be.
    ``entry`` is stored with the change.
    """

    address: str
    before: frozenset[StaffRole]
    after: frozenset[StaffRole]
    witness: str
    entry: AuditEntry


@dataclass(frozen=True)
class StaffLogPage:
    """Changes of the staff, newest first. ``next`` leads to older ones; empty if there are none."""

    entries: tuple[AuditEntry, ...]
    next: str


def staff_of(entries: Iterable[StaffEntry]) -> Staff:
    members = [entry.member for entry in entries]
    return Staff({role: tuple(one.address for one in members if role in one.roles) for role in StaffRole})
