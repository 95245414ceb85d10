"""Some of the staff, each with one role, and storing whoever a test needs."""

from collections.abc import Iterable, Mapping

from domain.cases.audit_entry import AuditEntry
from domain.cases.ports import StaffStore
from domain.cases.staff import PERMISSIONS, StaffChange, StaffMember, StaffRole
from tests.fakes.basics import NOON

REVIEWER = StaffMember(address="one@staff.example", roles=frozenset({StaffRole.REVIEWER}))
MANAGER = StaffMember(address="marlow@staff.example", roles=frozenset({StaffRole.ACCOUNT_MANAGER}))
OPERATOR = StaffMember(address="operator@staff.example", roles=frozenset({StaffRole.OPERATOR}))
IN_CONSOLE = [role for role in StaffRole if PERMISSIONS[role]]
"""The roles that can sign in."""


def store_staff(store: StaffStore, people: Mapping[StaffRole, Iterable[str]]) -> None:
    """Add everybody with all of their roles."""
    for address in {address: None for addresses in people.values() for address in addresses}:
        roles = frozenset(role for role, addresses in people.items() if address in addresses)
        entry = AuditEntry(at=NOON, by="a test", what=f"Added {address}")
        store.apply(StaffChange(address, frozenset(), roles, "", entry))


TOLD_ONLY = StaffMember("lead@staff.example", frozenset({StaffRole.ESCALATION}))
