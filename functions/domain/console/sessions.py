"""Signing in to the console: by a link that is mailed to the staff alone, and by its form's POST, once."""

from dataclasses import dataclass
from datetime import timedelta

from domain.cases.access_tokens import Session, SignInLink, hash_token, new_thread_id, new_token
from domain.cases.ports import Links
from domain.cases.staff import Member, Staff
from domain.model.errors import NotSignedIn, UnknownLink
from domain.model.ids import CaseKind, new_case_id
from domain.model.ports import Clock
from domain.notifications.messages import Mail, MailName
from domain.notifications.outbox import MailRoom

LINK_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(hours=10)  # a working day


def send_sign_in_link(address: str, staff: Staff, room: MailRoom) -> None:
    """Mail a link to one of the staff, at most one a minute; to anybody else nothing."""
    member = staff.member(address.strip())
    if member is None:
        return
    case_id = new_case_id(CaseKind.HOLDER, member.address.casefold())
    now = room.clock()
    mail = Mail(name=MailName.SIGN_IN, case_id=case_id, round=1, to=member.address, occasion=f"{now:%Y-%m-%dT%H:%M}")
    link = SignInLink(person=member.address, expires_at=now + LINK_LIFETIME)
    values = {"case_id": case_id, "minutes": LINK_LIFETIME.seconds // 60}
    room.send_once(
        mail, new_thread_id(room.mail_domain), lambda: {**values, "url": room.new_url("console/enter", link)}
    )


@dataclass(frozen=True)
class Visit:
    """One of the staff who is signed in. ``csrf`` must come back with every form: no other site knows it."""

    member: Member
    session: str

    @property
    def csrf(self) -> str:
        """Made of the session's token, which it does not tell."""
        return hash_token(f"form of {self.session}")


@dataclass(frozen=True)
class SignIn:
    """What sign-in links and sessions open. Who leaves the staff is out at once, whatever they hold."""

    links: Links
    staff: Staff
    clock: Clock

    def check(self, token: str) -> str:
        """Whom a sign-in link lets in. Changes nothing, since mail scanners open links, too.

        Raises:
            UnknownLink: if there is no such link, it was used, or it has expired.
        """
        return self._holder(self.links.get(SignInLink, hash_token(token)))

    def enter(self, token: str) -> str:
        """Use a sign-in link up; answers with the token of a new session.

        Raises:
            UnknownLink: if there is no such link, it was used, or it has expired.
        """
        self.check(token)  # what is refused leaves no trace
        person = self._holder(self.links.take(SignInLink, hash_token(token)))
        session = new_token()
        self.links.add(hash_token(session), Session(person=person, expires_at=self.clock() + SESSION_LIFETIME))
        return session

    def visit(self, session: str) -> Visit:
        """Who holds a session.

        Raises:
            NotSignedIn: if there is no such session, it has ended, or its person is not of the staff any more.
        """
        found = self.links.get(Session, hash_token(session)) if session else None
        member = self.staff.member(found.person) if found and found.expires_at > self.clock() else None
        if member is None:
            raise NotSignedIn
        return Visit(member=member, session=session)

    def leave(self, visit: Visit) -> None:
        """End a session."""
        self.links.take(Session, hash_token(visit.session))

    def _holder(self, link: SignInLink | None) -> str:
        if link is None or link.expires_at <= self.clock() or self.staff.member(link.person) is None:
            raise UnknownLink
        return link.person
