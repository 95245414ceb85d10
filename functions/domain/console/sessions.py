"""Signing in to the console: by a link that is emailed to staff only, and works once, by POST."""

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
from domain.cases.staff import FindMember, Staff, StaffMember
from domain.model.errors import NotSignedIn, UnknownToken
from domain.model.ports import Clock
from domain.notifications.messages import EmailName, OutboxEntry
from domain.notifications.outbox import Outbox

SIGN_IN_TOKEN_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=10)  # a working day


def send_sign_in_link(address: str, staff: Staff, outbox: Outbox) -> None:
    """Email a link to a member of staff, at most one per minute; to anybody else nothing."""
    member = staff.member(address.strip())
    if member is None or not member.uses_console:
        return
    now = outbox.clock()
    entry = OutboxEntry(name=EmailName.SIGN_IN, to=member.address, occasion=f"{now:%Y-%m-%dT%H:%M}")
    token = SignInToken(person=member.address, expires_at=now + SIGN_IN_TOKEN_LIFETIME)
    values = {"minutes": SIGN_IN_TOKEN_LIFETIME.seconds // 60}
    outbox.send_once(
        entry, new_thread_id(outbox.mail_domain), lambda: {**values, "url": outbox.new_url("console/enter", token)}
    )


@dataclass(frozen=True)
class StaffSession:
    """A signed-in member of staff. Every form must contain ``csrf``, which no other site knows."""

    member: StaffMember
    session: str

    @property
    def csrf(self) -> str:
        """Derived from the session's token, without revealing it."""
        return hash_token(f"form of {self.session}")


@dataclass(frozen=True)
class Sessions:
    """Links and sessions of who has left the staff are invalid at once."""

    tokens: AccessTokens
    find_member: FindMember
    clock: Clock

    def check(self, token: str) -> str:
        """The address that a sign-in link is for. Changes nothing, since email scanners open links, too.

        Raises:
            UnknownToken: if there is no such link, it was used, or it has expired.
        """
        return self._member_of_staff(open_token(self.tokens, SignInToken, token, self.clock()))

    def sign_in(self, token: str) -> str:
        """Use up a sign-in link; returns the token of a new session.

        Raises:
            UnknownToken: if there is no such link, it was used, or it has expired.
        """
        self.check(token)  # an invalid link is not used up
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
            member = self.find_member(open_token(self.tokens, SessionToken, session, self.clock()).person)
        except UnknownToken:
            member = None
        if member is None or not member.uses_console:
            raise NotSignedIn
        return StaffSession(member=member, session=session)

    def sign_out(self, session: StaffSession) -> None:
        self.tokens.take_token(SessionToken, hash_token(session.session))

    def _member_of_staff(self, opened: SignInToken) -> str:
        member = self.find_member(opened.person)
        if member is None or not member.uses_console:
            raise UnknownToken
        return opened.person
