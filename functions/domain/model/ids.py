"""The ids of the desk's cases. Everything about one case lies together under its id."""

import base64
import hashlib
import re
import secrets
from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about; its id begins with this letter.

    ``HOLDER`` is the case of a mail address that holds accounts: the applications that wait for its confirmation, and
    the mails that asked for it.
    """

    APPLICATION = "k"
    EXCEPTION = "x"
    HOLDER = "h"


def new_case_id(kind: CaseKind, *same: str) -> str:
    """The kind's letter and 16 letters and digits (80 bits): always the same for the same texts, random without."""
    bits = hashlib.sha256("\n".join(same).encode()).digest()[:10] if same else secrets.token_bytes(10)
    return kind + base64.b32encode(bits).decode().lower()


def kind_of(case_id: str) -> CaseKind:
    """What a case is about."""
    return CaseKind(case_id[0])


def is_application_id(text: str) -> bool:
    """Whether a text has the form of an application's id."""
    return bool(re.fullmatch(f"{CaseKind.APPLICATION}[a-z2-7]{{16}}", text))


def is_case_id(text: str) -> bool:
    """Whether a text has the form of the id of an application or an exception."""
    return bool(re.fullmatch(f"[{CaseKind.APPLICATION}{CaseKind.EXCEPTION}][a-z2-7]{{16}}", text))
