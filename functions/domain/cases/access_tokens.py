"""Tokens of links, reply addresses and sessions: 256 random bits, of which only the hash is stored."""

import base64
import hashlib
import re
import secrets
from datetime import datetime
from typing import ClassVar, Protocol, TypeVar

from pydantic import AwareDatetime

from domain.cases.case import DecisionType, TaskKey
from domain.model.errors import UnknownToken
from domain.model.field_types import AccountId, Record

LONGEST_TOKEN = 52  # characters
# In letters of either case, as ``hash_token`` takes them. Programs that check links put letters right beside one.
TOKEN = re.compile(r"[a-z2-7]{52,}", re.IGNORECASE)


class AccessToken(Record):
    """What a token opens. ``stored_kind`` names the kind in the table, so a token opens nothing of another kind."""

    stored_kind: ClassVar[str]
    expires_at: AwareDatetime


class DecisionToken(AccessToken):
    """A link in a request email: one task, one decision, one person."""

    stored_kind = "TaskLink"
    task: TaskKey
    answer: DecisionType
    person: str


class ReplyToken(AccessToken):
    """The token in an email's Reply-To address: the application, and the email that a reply answers."""

    stored_kind = "ReplyAddress"
    application_id: str
    round: int
    mail: str


class StatusToken(AccessToken):
    """Opens the status page, where its reader confirms the address, answers a question, or withdraws the application.

    The applicant's also opens what ``RevisionToken`` opens, once the address is confirmed.
    """

    stored_kind = "StatusLink"
    application_id: str
    person: str


class RevisionToken(AccessToken):
    """Opens the form to change an application after its first rejection, until the re-review starts."""

    stored_kind = "ReviseLink"
    application_id: str
    person: str


class QuarantineToken(AccessToken):
    """Opens the quarantined messages for a member of staff."""

    stored_kind = "HeldLink"
    person: str


class SignInToken(AccessToken):
    """Signs a member of staff in, once."""

    stored_kind = "SignInLink"
    person: str


class SessionToken(AccessToken):
    """The session of a member of staff; its token is the console's cookie."""

    stored_kind = "Session"
    person: str


class ApplyToken(AccessToken):
    """Proves that its bearer reads the account's email: one account, and the address the link was sent to."""

    stored_kind = "ApplyLink"
    account_id: AccountId
    address: str


class ConfirmationToken(AccessToken):
    """Opens the applications that wait for confirmation by the account holder who reads this address."""

    stored_kind = "ConfirmLink"
    address: str


AnyToken = TypeVar("AnyToken", bound=AccessToken)


class AccessTokens(Protocol):
    """What tokens open, stored by the token's hash."""

    def add_token(self, token_hash: str, opens: AccessToken) -> None:
        """Store what a token opens."""

    def get_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        """What a token opens, or None if it opens nothing of this kind."""

    def take_token(self, kind: type[AnyToken], token_hash: str) -> AnyToken | None:
        """Get and delete in one step: of several callers at the same time, one gets it."""


def open_token(tokens: AccessTokens, kind: type[AnyToken], token: str, now: datetime) -> AnyToken:
    """What a token opens.

    Raises:
        UnknownToken: if it opens nothing of this kind, or has expired.
    """
    return _unexpired(tokens.get_token(kind, hash_token(token)), now)


def use_up_token(tokens: AccessTokens, kind: type[AnyToken], token: str, now: datetime) -> AnyToken:
    """What a token opens; from now on it opens nothing.

    Raises:
        UnknownToken: if it opens nothing of this kind, or has expired.
    """
    return _unexpired(tokens.take_token(kind, hash_token(token)), now)


def _unexpired(found: AnyToken | None, now: datetime) -> AnyToken:
    if found is None or found.expires_at <= now:
        raise UnknownToken
    return found


def new_token() -> str:
    """256 random bits in 52 lower-case letters and digits: fits an address's local part (64 octets, RFC 5321)."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=").lower()


def without_tokens(text: str) -> str:
    """A text that can be shown to others: nothing in it opens anything."""
    return TOKEN.sub("…", text)


def new_thread_id(mail_domain: str) -> str:
    """The message id of a new conversation, without angle brackets."""
    return f"{new_token()}@{mail_domain}"


def hash_token(token: str) -> str:
    """The SHA-256 of a token in hex, as the table keeps it.

    Email systems may change the case of ASCII letters, so those are lowered, and no others.
    """
    return hashlib.sha256(token.encode(errors="surrogatepass").lower()).hexdigest()
