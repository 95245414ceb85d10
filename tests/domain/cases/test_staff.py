import pytest

from domain.cases.case import TaskKind
from domain.cases.staff import PERMISSIONS, ROLE_FOR_TASK, Permission, StaffRole
from domain.model.errors import NotAllowed
from tests.fakes import FakeKeydesk


def test_member_is_found_in_any_letter_case() -> None:
    member = FakeKeydesk().staff.member("ONE@staff.example")

    assert member and (member.address, set(member.roles)) == ("one@staff.example", {StaffRole.REVIEWER})
    assert FakeKeydesk().staff.member("nobody@staff.example") is None
    assert FakeKeydesk().staff.member("") is None


def test_member_with_two_roles_has_the_permissions_of_both() -> None:
    member = FakeKeydesk().member("two@staff.example")

    assert member.roles == {StaffRole.REVIEWER, StaffRole.OPERATOR}
    assert member.may(Permission.HANDLE_QUARANTINE) and member.may(Permission.RESTART_REVIEWS)


def test_member_without_the_permission_is_refused() -> None:
    desk = FakeKeydesk()

    desk.member("one@staff.example").must(Permission.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("marlow@staff.example").must(Permission.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("one@staff.example").must(Permission.RESTART_REVIEWS)


def test_every_permission_and_role_is_used() -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)
    assert set(PERMISSIONS) == set(StaffRole)


@pytest.mark.parametrize("kind", TaskKind)
def test_task_is_for_those_with_its_role_alone(kind: TaskKind) -> None:
    desk = FakeKeydesk()
    everybody = {person for people in desk.staff.by_role.values() for person in people}

    answering = {person.casefold() for person in everybody if desk.member(person).answers(kind)}

    assert answering == {person.casefold() for person in desk.staff.colleagues(kind)}
    assert bool(answering) is (kind in ROLE_FOR_TASK)
