import pytest

from domain.cases.case import TaskKind
from domain.cases.staff import PERMISSIONS, ROLE_FOR_TASK, Permission, StaffRole
from domain.model.errors import NotAllowed
from tests.fakes import FakeKeydesk


def test_who_is_of_the_staff_is_known_whatever_the_case_of_the_letters() -> None:
    member = FakeKeydesk().staff.member("ONE@staff.example")

    assert member and (member.address, set(member.roles)) == ("one@staff.example", {StaffRole.REVIEWER})
    assert FakeKeydesk().staff.member("nobody@staff.example") is None
    assert FakeKeydesk().staff.member("") is None


def test_a_person_can_have_two_roles_and_has_the_rights_of_both() -> None:
    member = FakeKeydesk().member("two@staff.example")

    assert member.roles == {StaffRole.REVIEWER, StaffRole.OPERATOR}
    assert member.may(Permission.HANDLE_QUARANTINE) and member.may(Permission.RESTART_REVIEWS)


def test_who_has_no_such_right_is_refused() -> None:
    desk = FakeKeydesk()

    desk.member("one@staff.example").must(Permission.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("marlow@staff.example").must(Permission.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("one@staff.example").must(Permission.RESTART_REVIEWS)


def test_each_right_is_somebodys() -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)
    assert set(PERMISSIONS) == set(StaffRole)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_question_is_for_those_whose_role_it_is_and_for_nobody_else(kind: TaskKind) -> None:
    desk = FakeKeydesk()
    everybody = {one for people in desk.staff.by_role.values() for one in people}

    answering = {one for one in everybody if desk.member(one).answers(kind)}

    same = {one.casefold() for one in desk.staff.colleagues(kind)}
    assert {one.casefold() for one in answering} == same
    assert bool(answering) is (kind in ROLE_FOR_TASK)
