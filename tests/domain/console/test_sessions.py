from datetime import timedelta

import pytest

from domain.cases.staff import Staff, StaffRole
from domain.console.sessions import SESSION_LIFETIME, SIGN_IN_TOKEN_LIFETIME, Sessions, send_sign_in_link
from domain.model.errors import NotSignedIn, UnknownToken
from tests.fakes import FakeKeydesk

ONE = "one@staff.example"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> FakeKeydesk:
    return FakeKeydesk()


def link(desk: FakeKeydesk, address: str = ONE) -> str:
    """The token of the link that is emailed, a minute after the one before."""
    desk.clock.move(MINUTE)
    send_sign_in_link(address, desk.staff, desk.outbox)
    return desk.token("console/enter")


def test_member_of_staff_signs_in_by_an_emailed_link(desk: FakeKeydesk) -> None:
    token = link(desk, " One@Staff.example ")

    assert [letter.to for letter in desk.sender.letters] == [ONE]
    assert desk.sessions.check(token) == ONE
    assert desk.sessions.session_of(desk.sessions.sign_in(token)).member == desk.member(ONE)
    minutes = desk.templates.written[-1]["minutes"]
    assert minutes == SIGN_IN_TOKEN_LIFETIME // MINUTE and isinstance(minutes, int)


@pytest.mark.parametrize("address", ["avery@client.example", "", "one@staff.example.evil", "one", "*"])
def test_nobody_else_gets_an_email(desk: FakeKeydesk, address: str) -> None:
    send_sign_in_link(address, desk.staff, desk.outbox)

    assert desk.sender.letters == []


def test_emails_are_limited_to_one_per_minute(desk: FakeKeydesk) -> None:
    for _ in range(5):
        send_sign_in_link(ONE, desk.staff, desk.outbox)
    assert len(desk.sender.letters) == 1

    link(desk)
    assert len(desk.sender.letters) == 2


def test_link_is_used_up_by_signing_in_and_not_by_opening_it(desk: FakeKeydesk) -> None:
    token = link(desk)
    for _ in range(3):
        desk.sessions.check(token)

    desk.sessions.sign_in(token)

    for use in (desk.sessions.check, desk.sessions.sign_in):
        with pytest.raises(UnknownToken):
            use(token)


def test_link_expires_after_its_minutes(desk: FakeKeydesk) -> None:
    token = link(desk)

    desk.clock.move(SIGN_IN_TOKEN_LIFETIME)

    with pytest.raises(UnknownToken):
        desk.sessions.sign_in(token)


def test_session_expires_after_its_hours(desk: FakeKeydesk) -> None:
    session = desk.sessions.sign_in(link(desk))

    desk.clock.move(SESSION_LIFETIME - timedelta(seconds=1))
    desk.sessions.session_of(session)
    desk.clock.move(timedelta(seconds=1))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(session)


def test_session_ends_by_signing_out(desk: FakeKeydesk) -> None:
    session = desk.sessions.sign_in(link(desk))

    desk.sessions.sign_out(desk.sessions.session_of(session))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(session)


def test_links_and_sessions_end_with_leaving_the_staff(desk: FakeKeydesk) -> None:
    session, token = desk.sessions.sign_in(link(desk)), link(desk)
    without = Sessions(desk.tokens, Staff({}).member, desk.clock)

    with pytest.raises(NotSignedIn):
        without.session_of(session)
    with pytest.raises(UnknownToken):
        without.sign_in(token)


def test_who_is_only_told_about_late_reviews_does_not_sign_in(desk: FakeKeydesk) -> None:
    session, token = desk.sessions.sign_in(link(desk)), link(desk)
    sent = len(desk.sender.letters)

    desk.people[StaffRole.REVIEWER], desk.people[StaffRole.ESCALATION] = (), (ONE,)

    send_sign_in_link(ONE, desk.staff, desk.outbox)
    assert len(desk.sender.letters) == sent
    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(session)
    with pytest.raises(UnknownToken):
        desk.sessions.sign_in(token)


def test_sign_in_link_is_no_session_and_a_session_no_link(desk: FakeKeydesk) -> None:
    session = desk.sessions.sign_in(link(desk))

    with pytest.raises(NotSignedIn):
        desk.sessions.session_of(link(desk))
    with pytest.raises(UnknownToken):
        desk.sessions.sign_in(session)


def test_csrf_token_differs_by_session_and_does_not_reveal_it(desk: FakeKeydesk) -> None:
    first, second = (desk.sessions.session_of(desk.sessions.sign_in(link(desk))) for _ in range(2))

    assert first.csrf != second.csrf
    assert first.session not in first.csrf
