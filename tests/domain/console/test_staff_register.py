from dataclasses import dataclass, field
from typing import Any

import pytest

from domain.cases.staff import StaffChange, StaffMember, StaffRole, staff_of
from domain.console.staff_register import By, Roles, StaffRegister, chosen_roles, seen_roles, staff_values
from domain.model.errors import InvalidInput, NotAllowed, StaffChanged
from tests.fakes import FakeClock, FakeStaff
from tests.staff import store_staff

FIRST, SECOND, ONE = "first@staff.example", "second@staff.example", "one@staff.example"
OPERATOR, REVIEWER, SAFETY = (frozenset({role}) for role in (StaffRole.OPERATOR, StaffRole.REVIEWER, StaffRole.SAFETY))
A, B = (StaffMember(address, OPERATOR) for address in (FIRST, SECOND))
COMMAND = "arn:aws:iam::123456789012:user/dana (command)"


@dataclass
class Register:
    """Two operators and a reviewer."""

    store: FakeStaff = field(default_factory=FakeStaff)
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        store_staff(self.store, {StaffRole.OPERATOR: (FIRST, SECOND), StaffRole.REVIEWER: (ONE,)})
        self.register = StaffRegister(self.store, self.clock)

    def roles(self, address: str) -> Roles:
        member = self.store.get_member(address)
        return member.roles if member else frozenset()

    def log(self) -> list[tuple[str, str]]:
        """Changes since the beginning: by whom, and what."""
        return [(entry.by, entry.what) for entry in self.store.list_changes().entries if entry.by != "a test"]


@pytest.fixture
def staff() -> Register:
    return Register()


def refused(change: Any, *arguments: Any) -> str:
    """Why a change is refused."""
    with pytest.raises(InvalidInput) as error:
        change(*arguments)
    return error.value.problems[0].message


def test_operator_adds_changes_and_removes_a_person(staff: Register) -> None:
    staff.register.add(" New@staff.example ", REVIEWER | SAFETY, A)
    assert staff.roles("new@staff.example") == REVIEWER | SAFETY

    staff.register.set_roles("New@staff.example", REVIEWER | SAFETY, SAFETY | OPERATOR, B)
    assert staff.roles("New@staff.example") == SAFETY | OPERATOR

    staff.register.remove("new@staff.example", SAFETY | OPERATOR, A)
    assert staff.roles("New@staff.example") == frozenset()
    assert staff.log() == [
        (FIRST, "Added New@staff.example: Reviewer, Trust & Safety"),
        (SECOND, "Changed New@staff.example: gained Operator; lost Reviewer"),
        (FIRST, "Removed New@staff.example: was Trust & Safety, Operator"),
    ]


@pytest.mark.parametrize(
    ("address", "roles", "why"),
    [
        ("nobody", REVIEWER, "Must be a valid email address"),
        ("a@b.example\r\nBcc: c@d.example", REVIEWER, "Must be a single line"),
        ("", REVIEWER, "Must have at least 3 characters"),
        (ONE.upper(), SAFETY, "is on the staff. Change the roles in the list"),
        ("new@staff.example", frozenset(), "Choose at least one role"),
    ],
)
def test_person_who_cannot_be_added_is_refused_with_the_reason(
    staff: Register, address: str, roles: Roles, why: str
) -> None:
    assert why in refused(staff.register.add, address, roles, A)
    assert staff.log() == []


def test_changed_roles_are_some_and_others_than_before(staff: Register) -> None:
    assert "Choose at least one role" in refused(staff.register.set_roles, ONE, REVIEWER, frozenset(), A)
    assert "Select or clear a role first" in refused(staff.register.set_roles, ONE, REVIEWER, REVIEWER, A)
    assert staff.log() == []


@pytest.mark.parametrize("by", [B, COMMAND])
def test_last_operator_stays_one_whoever_asks(staff: Register, by: By) -> None:
    staff.register.remove(FIRST, OPERATOR, B)

    words = f"{SECOND} is the only operator. Make somebody else an operator first."
    assert refused(staff.register.remove, SECOND.upper(), OPERATOR, by) == words
    assert refused(staff.register.set_roles, SECOND, OPERATOR, REVIEWER, by) == words
    assert staff.roles(SECOND) == OPERATOR


def test_operator_steps_down_while_there_is_another(staff: Register) -> None:
    staff.register.set_roles(FIRST, OPERATOR, REVIEWER, A)

    assert staff.roles(FIRST) == REVIEWER


@pytest.mark.parametrize("address", [ONE, "left@staff.example"])
def test_nobody_but_an_operator_changes_the_staff(staff: Register, address: str) -> None:
    by = StaffMember(address, OPERATOR)  # as it was at the beginning of the request
    with pytest.raises(NotAllowed):
        staff.register.add("new@staff.example", REVIEWER, by)
    with pytest.raises(NotAllowed):
        staff.register.set_roles(ONE, REVIEWER, REVIEWER | OPERATOR, by)
    with pytest.raises(NotAllowed):
        staff.register.remove(FIRST, OPERATOR, by)
    assert staff.log() == []


@pytest.mark.parametrize("address", [ONE, "never@staff.example"])
@pytest.mark.parametrize("seen", [SAFETY, frozenset()])
def test_change_of_what_somebody_else_has_changed_meanwhile_is_refused(
    staff: Register, seen: Roles, address: str
) -> None:
    with pytest.raises(StaffChanged):
        staff.register.set_roles(address, seen, OPERATOR, A)
    with pytest.raises(StaffChanged):
        staff.register.remove(address, seen, A)
    assert staff.log() == []


class Meanwhile(FakeStaff):
    """Somebody else changes the staff between what is read and what is stored."""

    other: StaffChange | None = None

    def apply(self, change: StaffChange) -> None:
        if self.other:
            super().apply(self.other)
        super().apply(change)


def test_two_operators_who_remove_each_other_do_not_both_succeed() -> None:
    store = Meanwhile()
    staff = Register(store)
    entry = store.list_changes().entries[0]
    store.other = StaffChange(FIRST, OPERATOR, frozenset(), SECOND, entry)

    with pytest.raises(StaffChanged):
        staff.register.remove(SECOND, OPERATOR, A)

    assert staff_of(staff.store.list_members()).with_role(StaffRole.OPERATOR) == (SECOND,)


@pytest.mark.parametrize("address", ["new@staff.example", FIRST])
def test_operator_who_is_removed_at_this_moment_changes_nothing(address: str) -> None:
    store = Meanwhile()
    staff = Register(store)
    store.other = StaffChange(FIRST, OPERATOR, frozenset(), SECOND, store.list_changes().entries[0])

    with pytest.raises(StaffChanged):
        if address == FIRST:
            staff.register.set_roles(FIRST, OPERATOR, OPERATOR | REVIEWER, A)
        else:
            staff.register.add(address, OPERATOR, A)

    assert staff.roles(address) == frozenset()


def test_command_names_the_first_operator_and_who_ran_it() -> None:
    store, clock = FakeStaff(), FakeClock()
    StaffRegister(store, clock).add(FIRST, OPERATOR, COMMAND)

    (entry,) = store.list_members()
    assert (entry.member.roles, entry.added_by, entry.added_at) == (OPERATOR, COMMAND, clock())


def test_page_names_every_role_that_nobody_has(staff: Register) -> None:
    values = staff_values(staff.store.list_members(), staff.store.list_changes())

    assert len(values["missing"]) == 4
    assert any("nobody in Trust & Safety" in words for words in values["missing"])
    assert not any("reviewer" in words for words in values["missing"])


def test_form_has_the_roles_that_are_ticked_and_those_that_were_seen() -> None:
    fields = {"role-reviewer": "on", "role-king": "on", "seen": "operator king safety"}

    assert chosen_roles(fields) == REVIEWER
    assert seen_roles(fields) == OPERATOR | SAFETY
