from datetime import timedelta

import pytest

from domain.cases.staff import Staff
from domain.console.sessions import SESSION_LIFETIME, SIGN_IN_TOKEN_LIFETIME, Sessions, send_sign_in_link
from domain.model.errors import NotSignedIn, UnknownToken
from tests.fakes import FakeKeydesk


def asked(desk: FakeKeydesk, address: str = "one@staff.example") -> str:
    """The token of the link that the mail brings."""
    send_sign_in_link(address, desk.staff, desk.outbox)
    return desk.token("console/enter")


def test_one_of_the_staff_signs_in_by_a_mailed_link() -> None:
    desk = FakeKeydesk()
    token = asked(desk, " One@Staff.example ")

    assert [letter.to for letter in desk.sender.letters] == ["one@staff.example"]
    assert desk.sessions.check(token) == "one@staff.example"
    visit = desk.sessions.session_of(desk.sessions.sign_in(token))
    assert visit.member == desk.member("one@staff.example")


@pytest.mark.parametrize("address", ["avery@client.example", "", "one@staff.example.evil", "one", "*"])
def test_nobody_else_gets_a_mail(address: str) -> None:
    desk = FakeKeydesk()

    send_sign_in_link(address, desk.staff, desk.outbox)

    assert desk.sender.letters == []


def test_there_is_one_mail_a_minute_however_often_one_asks() -> None:
    desk = FakeKeydesk()
    for _ in range(5):
        send_sign_in_link("one@staff.example", desk.staff, desk.outbox)
    assert len(desk.sender.letters) == 1

    desk.clock.move(timedelta(minutes=1))
    send_sign_in_link("one@staff.example", desk.staff, desk.outbox)
    assert len(desk.sender.letters) == 2


def test_looking_at_a_link_uses_nothing_up_and_entering_does() -> None:
    desk = FakeKeydesk()
    token = asked(desk)
    for _ in range(3):
        desk.sessions.check(token)

    desk.sessions.sign_in(token)

    for again in (desk.sessions.check, desk.sessions.sign_in):
        with pytest.raises(UnknownToken):
            again(token)


def test_a_link_lasts_its_minutes() -> None:
    desk = FakeKeydesk()
    token = asked(desk)

    desk.clock.move(SIGN_IN_TOKEN_LIFETIME)

    with pytest.raises(UnknownToken):
        desk.sessions.sign_in(token)


def test_a_session_lasts_its_hours() -> None:
    desk = FakeKeydesk()
    session = desk.sessions.sign_in(asked(desk))

    desk.clock.move(SESSION_LIFETIME - timedelta(seconds=1))
    desk.sessions.session_of(session)
    desk.clock.move(timedelta(seconds=1))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(session)


def test_who_signs_out_is_out() -> None:
    desk = FakeKeydesk()
    session = desk.sessions.sign_in(asked(desk))

    desk.sessions.sign_out(desk.sessions.session_of(session))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(session)


def test_who_leaves_the_staff_is_out_at_once() -> None:
    desk = FakeKeydesk()
    token, session = asked(desk), desk.sessions.sign_in(asked(desk))
    desk.clock.move(timedelta(minutes=1))
    token = asked(desk)
    without = Sessions(desk.tokens, Staff({}), desk.clock)

    with pytest.raises(NotSignedIn):
        without.session_of(session)
    with pytest.raises(UnknownToken):
        without.sign_in(token)


def test_a_sign_in_link_is_no_session_and_a_session_no_link() -> None:
    desk = FakeKeydesk()
    session = desk.sessions.sign_in(asked(desk))
    desk.clock.move(timedelta(minutes=1))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(asked(desk))
    with pytest.raises(UnknownToken):
        desk.sessions.sign_in(session)


def test_what_comes_back_with_each_form_is_each_sessions_own_and_does_not_tell_it() -> None:
    desk = FakeKeydesk()
    one = desk.sessions.session_of(desk.sessions.sign_in(asked(desk)))
    desk.clock.move(timedelta(minutes=1))
    other = desk.sessions.session_of(desk.sessions.sign_in(asked(desk)))

    assert one.csrf != other.csrf
    assert one.session not in one.csrf


def test_the_mail_says_how_long_its_link_opens() -> None:
    desk = FakeKeydesk()
    asked(desk)

    values = desk.templates.written[-1]
    assert values["minutes"] == SIGN_IN_TOKEN_LIFETIME // timedelta(minutes=1)
    assert isinstance(values["minutes"], int)
