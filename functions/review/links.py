"""Links and reply addresses: 256 random bits that a person holds, of which the desk keeps only the hash."""

import base64
import hashlib
import secrets

from pydantic import AwareDatetime

from review.fields import Record
from review.lifecycle import Answer, TaskKey


class TaskLink(Record):
    """What a link in a staff mail stands for: one task, one answer, one person."""

    task: TaskKey
    answer: Answer
    person: str
    expires_at: AwareDatetime


class ReplyAddress(Record):
    """What the token in a mail's Reply-To stands for."""

    application_id: str


def new_token() -> str:
    """256 random bits in 52 lower-case letters and digits: fits a mail's local part (64, RFC 5321)."""
    return base64.b32encode(secrets.token_bytes(32)).decode().rstrip("=").lower()


def hash_token(token: str) -> str:
    """The SHA-256 of a token in hex, as the table keeps it. Mail systems may change the case."""
    return hashlib.sha256(token.lower().encode()).hexdigest()
