"""Links and reply addresses: 256 random bits that a person holds, of which the desk keeps only the hash."""

import base64
import hashlib
import secrets

from pydantic import AwareDatetime

from domain.cases.case import Answer, TaskKey
from domain.model.field_types import AccountId, Record


class Link(Record):
    """What the token of a link or of a reply address stands for; the kinds below say what each opens."""

    expires_at: AwareDatetime


class TaskLink(Link):
    """A link in a mail that asks: one task, one answer, one person."""

    task: TaskKey
    answer: Answer
    person: str


class ReplyAddress(Link):
    """The token in a mail's Reply-To: the application of which a reply speaks, and the mail that it answers."""

    application_id: str
    round: int
    mail: str


class StatusLink(Link):
    """Shows where an application stands, to whom the desk mailed it, who may also withdraw it."""

    application_id: str
    person: str


class ReviseLink(Link):
    """Lets whom the desk told of a first rejection change the application before replying."""

    application_id: str
    person: str


class HeldLink(Link):
    """Opens the messages that wait for a person to look at them, for one of the staff."""

    person: str


class SignInLink(Link):
    """Lets one of the staff in, once."""

    person: str


class Session(Link):
    """One of the staff who is signed in: the token of it is the console's cookie."""

    person: str


class ApplyLink(Link):
    """Proves that who holds it reads the mail of an account's holder: one account, and the address it was mailed to."""

    account_id: AccountId
    address: str


class ConfirmLink(Link):
    """Opens the applications that wait for the confirmation of whoever reads the mail of this address."""

    address: str


def new_token() -> str:
    """256 random bits in 52 lower-case letters and digits: fits a mail's local part (64, RFC 5321)."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=").lower()


def new_thread_id(mail_domain: str) -> str:
    """The message id of a new conversation, without angle brackets."""
    return f"{new_token()}@{mail_domain}"


def hash_token(token: str) -> str:
    """The SHA-256 of a token in hex, as the table keeps it. Mail systems may change the case.

    Of ASCII letters alone, so that no other letter stands for one of a token; and any text can be asked for.
    """
    return hashlib.sha256(token.encode(errors="surrogatepass").lower()).hexdigest()
