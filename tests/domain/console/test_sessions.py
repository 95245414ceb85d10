from datetime import timedelta

import pytest

from domain.cases.staff import Staff
from domain.console.sessions import LINK_LIFETIME, SESSION_LIFETIME, SignIn, send_sign_in_link
from domain.model.errors import NotSignedIn, UnknownLink
from tests.fakes import FakeDesk


def asked(desk: FakeDesk, address: str = "one@staff.example") -> str:
    """The token of the link that the mail brings."""
    send_sign_in_link(address, desk.staff, desk.room)
    return desk.token("console/enter")


def test_one_of_the_staff_signs_in_by_a_mailed_link() -> None:
    desk = FakeDesk()
    token = asked(desk, " One@Staff.example ")

    assert [letter.to for letter in desk.post.letters] == ["one@staff.example"]
    assert desk.sign_in.check(token) == "one@staff.example"
    visit = desk.sign_in.visit(desk.sign_in.enter(token))
    assert visit.member == desk.member("one@staff.example")


@pytest.mark.parametrize("address", ["avery@client.example", "", "one@staff.example.evil", "one", "*"])
def test_nobody_else_gets_a_mail(address: str) -> None:
    desk = FakeDesk()

    send_sign_in_link(address, desk.staff, desk.room)

    assert desk.post.letters == []


def test_there_is_one_mail_a_minute_however_often_one_asks() -> None:
    desk = FakeDesk()
    for _ in range(5):
        send_sign_in_link("one@staff.example", desk.staff, desk.room)
    assert len(desk.post.letters) == 1

    desk.clock.move(timedelta(minutes=1))
    send_sign_in_link("one@staff.example", desk.staff, desk.room)
    assert len(desk.post.letters) == 2


def test_looking_at_a_link_uses_nothing_up_and_entering_does() -> None:
    desk = FakeDesk()
    token = asked(desk)
    for _ in range(3):
        desk.sign_in.check(token)

    desk.sign_in.enter(token)

    for again in (desk.sign_in.check, desk.sign_in.enter):
        with pytest.raises(UnknownLink):
            again(token)


def test_a_link_lasts_its_minutes() -> None:
    desk = FakeDesk()
    token = asked(desk)

    desk.clock.move(LINK_LIFETIME)

    with pytest.raises(UnknownLink):
        desk.sign_in.enter(token)


def test_a_session_lasts_its_hours() -> None:
    desk = FakeDesk()
    session = desk.sign_in.enter(asked(desk))

    desk.clock.move(SESSION_LIFETIME - timedelta(seconds=1))
    desk.sign_in.visit(session)
    desk.clock.move(timedelta(seconds=1))

    with pytest.raises(NotSignedIn):
        desk.sign_in.visit(session)


def test_who_signs_out_is_out() -> None:
    desk = FakeDesk()
    session = desk.sign_in.enter(asked(desk))

    desk.sign_in.leave(desk.sign_in.visit(session))

    with pytest.raises(NotSignedIn):
        desk.sign_in.visit(session)


def test_who_leaves_the_staff_is_out_at_once() -> None:
    desk = FakeDesk()
    token, session = asked(desk), desk.sign_in.enter(asked(desk))
    desk.clock.move(timedelta(minutes=1))
    token = asked(desk)
    without = SignIn(desk.links, Staff({}), desk.clock)

    with pytest.raises(NotSignedIn):
        without.visit(session)
    with pytest.raises(UnknownLink):
        without.enter(token)


def test_a_sign_in_link_is_no_session_and_a_session_no_link() -> None:
    desk = FakeDesk()
    session = desk.sign_in.enter(asked(desk))
    desk.clock.move(timedelta(minutes=1))

    with pytest.raises(NotSignedIn):
        desk.sign_in.visit(asked(desk))
    with pytest.raises(UnknownLink):
        desk.sign_in.enter(session)


def test_what_comes_back_with_each_form_is_each_sessions_own_and_does_not_tell_it() -> None:
    desk = FakeDesk()
    one = desk.sign_in.visit(desk.sign_in.enter(asked(desk)))
    desk.clock.move(timedelta(minutes=1))
    other = desk.sign_in.visit(desk.sign_in.enter(asked(desk)))

    assert one.csrf != other.csrf
    assert one.session not in one.csrf


def test_the_mail_says_how_long_its_link_opens() -> None:
    desk = FakeDesk()
    asked(desk)

    values = desk.templates.written[-1]
    assert values["minutes"] == LINK_LIFETIME // timedelta(minutes=1)
    assert isinstance(values["minutes"], int)
