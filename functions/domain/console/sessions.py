"""Signing in to the console: by a link that is mailed to the staff alone, and by its form's POST, once."""

from dataclasses import dataclass
from datetime import timedelta

from domain.cases.access_tokens import (
    AccessTokens,
    SessionToken,
    SignInToken,
    hash_token,
    new_thread_id,
    new_token,
    open_token,
    use_up_token,
)
from domain.cases.staff import Staff, StaffMember
from domain.model.errors import NotSignedIn, UnknownToken
from domain.model.ports import Clock
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox

SIGN_IN_TOKEN_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=10)  # a working day


def send_sign_in_link(address: str, staff: Staff, room: Outbox) -> None:
    """Mail a link to one of the staff, at most one a minute; to anybody else nothing."""
    member = staff.member(address.strip())
    if member is None:
        return
    now = room.clock()
    mail = OutboxEntry(name=EmailName.SIGN_IN, to=member.address, occasion=f"{now:%Y-%m-%dT%H:%M}")
    link = SignInToken(person=member.address, expires_at=now + SIGN_IN_TOKEN_LIFETIME)
    values = {"minutes": SIGN_IN_TOKEN_LIFETIME.seconds // 60}
    room.send_once(
        mail, new_thread_id(room.mail_domain), lambda: {**values, "url": room.new_url("console/enter", link)}
    )


@dataclass(frozen=True)
class StaffSession:
    """One of the staff who is signed in. ``csrf`` must come back with every form: no other site knows it."""

    member: StaffMember
    session: str

    @property
    def csrf(self) -> str:
        """Made of the session's token, which it does not tell."""
        return hash_token(f"form of {self.session}")


@dataclass(frozen=True)
class Sessions:
    """Signing in and out of the console. Leaving the staff ends links and sessions at once."""

    tokens: AccessTokens
    staff: Staff
    clock: Clock

    def check(self, token: str) -> str:
        """The address that a sign-in link signs in. Changes nothing, since email scanners open links, too.

        Raises:
            UnknownToken: if there is no such link, it was used, or it has expired.
        """
        return self._member_of_staff(open_token(self.tokens, SignInToken, token, self.clock()))

    def sign_in(self, token: str) -> str:
        """Use up a sign-in link; returns the token of a new session.

        Raises:
            UnknownToken: if there is no such link, it was used, or it has expired.
        """
        self.check(token)  # a link that is refused stays as it is
        person = self._member_of_staff(use_up_token(self.tokens, SignInToken, token, self.clock()))
        session = new_token()
        expires_at = self.clock() + SESSION_LIFETIME
        self.tokens.add_token(hash_token(session), SessionToken(person=person, expires_at=expires_at))
        return session

    def session_of(self, session: str) -> StaffSession:
        """The session of a cookie.

        Raises:
            NotSignedIn: if there is no such session, it has ended, or its person has left the staff.
        """
        try:
            member = self.staff.member(open_token(self.tokens, SessionToken, session, self.clock()).person)
        except UnknownToken:
            member = None
        if member is None:
            raise NotSignedIn
        return StaffSession(member=member, session=session)

    def sign_out(self, session: StaffSession) -> None:
        """End a session."""
        self.tokens.take_token(SessionToken, hash_token(session.session))

    def _member_of_staff(self, opened: SignInToken) -> str:
        if self.staff.member(opened.person) is None:
            raise UnknownToken
        return opened.person
