"""The ids of cases. Everything about a case is stored under its id."""

import base64
import hashlib
import re
import secrets
from enum import StrEnum


class CaseKind(StrEnum):
    """The value is the first letter of the id.

    A ``HOLDER`` case belongs to an account holder's email address: the applications that wait for its confirmation, and
    the emails that asked for it.
    """

    APPLICATION = "k"
    EXCEPTION = "x"
    HOLDER = "h"


def new_case_id(kind: CaseKind, *seed: str) -> str:
    """The kind's letter and 16 letters and digits (80 bits), derived from ``seed``, or random without one."""
    bits = hashlib.sha256("\n".join(seed).encode()).digest()[:10] if seed else secrets.token_bytes(10)
    return kind + base64.b32encode(bits).decode().lower()


def kind_of(case_id: str) -> CaseKind:
    return CaseKind(case_id[0])


def is_application_id(text: str) -> bool:
    """Checks the form of the text alone."""
    return bool(re.fullmatch(f"{CaseKind.APPLICATION}[a-z2-7]{{16}}", text))


def is_case_id(text: str) -> bool:
    """Whether a text has the form of the id of an application or exception."""
    return bool(re.fullmatch(f"[{CaseKind.APPLICATION}{CaseKind.EXCEPTION}][a-z2-7]{{16}}", text))
