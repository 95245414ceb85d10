"""The ids of cases. Everything about a case is stored under its id."""

import base64
import hashlib
import re
import secrets
from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about; its id begins with this letter."""

    APPLICATION = "k"
    EXCEPTION = "x"


APPLICATION_ID = f"^{CaseKind.APPLICATION}[a-z2-7]{{16}}$"
ADDRESS = "h"  # the first letter of an address's key


def new_case_id(kind: CaseKind, *seed: str) -> str:
    """The kind's letter and 16 letters and digits (80 bits), derived from ``seed``, or random without one."""
    return kind + _letters(hashlib.sha256("\n".join(seed).encode()).digest() if seed else secrets.token_bytes(10))


def address_key(address: str) -> str:
    """What is stored about an email address, and belongs to no case, lies under this key."""
    return ADDRESS + _letters(hashlib.sha256(address.casefold().encode()).digest())


def mailbox_key(address: str) -> str:
    """The key of an address without its tag: ``avery+work@client.example`` has that of ``avery@client.example``.

    Many providers deliver both to one mailbox (RFC 5233).
    """
    local_part, _, host = address.partition("@")
    return address_key(f"{local_part.partition('+')[0]}@{host}")


def _letters(bits: bytes) -> str:
    return base64.b32encode(bits[:10]).decode().lower()


def kind_of(case_id: str) -> CaseKind:
    return CaseKind(case_id[0])


def is_application_id(text: str) -> bool:
    """Checks the form of the text alone."""
    return bool(re.fullmatch(APPLICATION_ID.strip("^$"), text))


def is_case_id(text: str) -> bool:
    """Whether a text has the form of the id of an application or exception."""
    return bool(re.fullmatch(f"[{CaseKind.APPLICATION}{CaseKind.EXCEPTION}][a-z2-7]{{16}}", text))
