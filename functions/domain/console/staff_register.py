"""Who is on the staff, and changing it: by an operator in the console, or by a command."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.cases.audit_entry import AuditEntry
from domain.cases.ports import StaffStore
from domain.cases.staff import (
    Permission,
    Staff,
    StaffChange,
    StaffEntry,
    StaffLogPage,
    StaffMember,
    StaffRole,
    staff_of,
)
from domain.model.errors import FieldProblem, InvalidInput, NotAllowed, StaffChanged
from domain.model.field_types import EmailAddress, Record, parse
from domain.model.ports import Clock
from domain.presentation.labels import ROLE_LABELS, ROLE_MISSING

Roles = frozenset[StaffRole]
By = StaffMember | str
"""Who makes a change: an operator in the console, or in words whoever ran the command."""
NO_ROLES: Roles = frozenset()


class NewMember(Record):
    address: EmailAddress


@dataclass(frozen=True)
class StaffRegister:
    store: StaffStore
    clock: Clock

    def add(self, address: str, roles: Roles, by: By) -> None:
        """Add a person.

        Raises:
            InvalidInput: with what is wrong with the address or the roles.
            NotAllowed: if ``by`` is a member of staff who is no operator by now.
            StaffChanged: if somebody else changes the staff at this moment.
        """
        address = parse(NewMember, {"address": address}).address
        if self.store.get_member(address):
            raise InvalidInput([FieldProblem("/address", f"{address} is on the staff. Change the roles in the list.")])
        self._change(address, NO_ROLES, _some(roles), by)

    def set_roles(self, address: str, seen: Roles, roles: Roles, by: By) -> None:
        """Give a person these roles in place of those that the operator has ``seen``.

        Raises:
            InvalidInput: if there are none or the same, or no operator would be left.
            NotAllowed, StaffChanged: see ``add``; also if the person has other roles by now.
        """
        if seen == roles:
            raise InvalidInput([FieldProblem("/roles", "Select or clear a role first, then save.")])
        self._change(self._known(address), seen, _some(roles), by)

    def remove(self, address: str, seen: Roles, by: By) -> None:
        """Take a person off the staff.

        Raises:
            InvalidInput: if no operator would be left.
            NotAllowed, StaffChanged: see ``set_roles``.
        """
        self._change(self._known(address), seen, NO_ROLES, by)

    def _known(self, address: str) -> str:
        """The address as it is stored; who is not on the staff can only be added."""
        member = self.store.get_member(address)
        if member is None:
            raise StaffChanged
        return member.address

    def _change(self, address: str, before: Roles, after: Roles, by: By) -> None:
        staff = staff_of(self.store.list_members())
        member = staff.member(address)
        if isinstance(by, StaffMember):
            _must_be_operator(staff.member(by.address))
        if before != (member.roles if member else NO_ROLES):
            raise StaffChanged
        who = by.address if isinstance(by, StaffMember) else by
        entry = AuditEntry(at=self.clock(), by=who, what=_words(address, before, after))
        witness = _witness(address, StaffRole.OPERATOR in before - after, by, staff)
        self.store.apply(StaffChange(address, before, after, witness, entry))


def _some(roles: Roles) -> Roles:
    if not roles:
        raise InvalidInput([FieldProblem("/roles", "Choose at least one role.")])
    return roles


def _must_be_operator(member: StaffMember | None) -> None:
    if member is None:
        raise NotAllowed
    member.must(Permission.MANAGE_STAFF)


def _witness(address: str, loses_operator: bool, by: By, staff: Staff) -> str:
    """Who else must be an operator still when the change is stored: who makes it, or whoever is left."""
    others = [one for one in staff.with_role(StaffRole.OPERATOR) if one.casefold() != address.casefold()]
    if loses_operator and not others:
        problem = f"{address} is the only operator. Make somebody else an operator first."
        raise InvalidInput([FieldProblem("/roles", problem)])
    if isinstance(by, StaffMember) and by.address.casefold() != address.casefold():
        return by.address
    return others[0] if loses_operator else ""


def _words(address: str, before: Roles, after: Roles) -> str:
    if not before:
        return f"Added {address}: {role_words(after)}"
    if not after:
        return f"Removed {address}: was {role_words(before)}"
    changes = (("gained", after - before), ("lost", before - after))
    return f"Changed {address}: " + "; ".join(f"{verb} {role_words(roles)}" for verb, roles in changes if roles)


def role_words(roles: Roles) -> str:
    return ", ".join(label for role, label in ROLE_LABELS.items() if role in roles)


def chosen_roles(fields: Mapping[str, str]) -> Roles:
    """The roles that are ticked in a form."""
    return frozenset(role for role in StaffRole if f"role-{role}" in fields)


def seen_roles(fields: Mapping[str, str]) -> Roles:
    """The roles that a person had when the form was shown; unknown ones are left out."""
    return frozenset(role for role in StaffRole if role in fields.get("seen", "").split())


def staff_values(
    entries: Iterable[StaffEntry],
    log: StaffLogPage,
    fields: Mapping[str, str] | None = None,
    problem: str = "",
    confirmed: str = "",
) -> dict[str, Any]:
    """Plain values for ``templates/pages/console/staff.html``.

    ``fields`` are those of a form that was refused, with its ``problem``; ``confirmed`` says what was changed last.
    """
    fields, entries = fields or {}, tuple(entries)
    staff = staff_of(entries)
    is_new = fields.get("do") == "add"
    return {
        "members": [_member_values(entry, fields, problem) for entry in entries],
        "typed": fields.get("address", "") if is_new else "",
        "new_roles": _role_values(chosen_roles(fields) if is_new else NO_ROLES),
        "new_problem": problem if is_new else "",
        "problem": problem,
        "confirmed": confirmed,
        "missing": [words for role, words in ROLE_MISSING.items() if not staff.with_role(role)],
        "log": [entry.model_dump() for entry in log.entries],
        "next": log.next,
    }


def _member_values(entry: StaffEntry, fields: Mapping[str, str], problem: str) -> dict[str, Any]:
    member = entry.member
    is_refused = bool(problem) and fields.get("do") != "add" and fields.get("address") == member.address
    return {
        "address": member.address,
        "seen": " ".join(sorted(member.roles)),
        "roles": _role_values(member.roles),
        "added_by": entry.added_by,
        "added_at": entry.added_at,
        "problem": problem if is_refused else "",
    }


def _role_values(roles: Roles) -> list[dict[str, Any]]:
    return [{"name": role.value, "label": label, "has": role in roles} for role, label in ROLE_LABELS.items()]
