import pytest

from domain.cases.case import TaskKind
from domain.cases.staff import ANSWERED_BY, RIGHTS, Right, Role
from domain.model.errors import NotAllowed
from tests.fakes import FakeDesk


def test_who_is_of_the_staff_is_known_whatever_the_case_of_the_letters() -> None:
    member = FakeDesk().staff.member("ONE@staff.example")

    assert member and (member.address, set(member.roles)) == ("one@staff.example", {Role.REVIEWER})
    assert FakeDesk().staff.member("nobody@staff.example") is None
    assert FakeDesk().staff.member("") is None


def test_a_person_can_have_two_roles_and_has_the_rights_of_both() -> None:
    member = FakeDesk().member("two@staff.example")

    assert member.roles == {Role.REVIEWER, Role.OPERATOR}
    assert member.may(Right.JUDGE_HELD_MAIL) and member.may(Right.RESTART_REVIEWS)


def test_who_has_no_such_right_is_refused() -> None:
    desk = FakeDesk()

    desk.member("one@staff.example").must(Right.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("marlow@staff.example").must(Right.SEE_CASES)
    with pytest.raises(NotAllowed):
        desk.member("one@staff.example").must(Right.RESTART_REVIEWS)


def test_each_right_is_somebodys() -> None:
    assert set().union(*RIGHTS.values()) == set(Right)
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize("kind", TaskKind)
def test_a_question_is_for_those_whose_role_it_is_and_for_nobody_else(kind: TaskKind) -> None:
    desk = FakeDesk()
    everybody = {one for people in desk.staff.by_role.values() for one in people}

    answering = {one for one in everybody if desk.member(one).answers(kind)}

    same = {one.casefold() for one in desk.staff.colleagues(kind)}
    assert {one.casefold() for one in answering} == same
    assert bool(answering) is (kind in ANSWERED_BY)
