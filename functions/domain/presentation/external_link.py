"""The website that an applicant names, as a link that staff can follow safely."""

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit

# A name with a dot, whose last part begins with a letter: no IP address, and nothing of the reader's own network.
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.ASCII)
_NEVER_IN_A_LINK = frozenset("\\<>\"'`{}|^")


def external_link(text: str) -> dict[str, Any] | None:
    """A link's ``url``, with its host in Punycode; None where the text is no plain http or https URL.

    ``other_form`` is the host as Punycode where the text has it in Unicode, or the other way round; else empty.
    """
    if any(character.isspace() or not character.isprintable() or character in _NEVER_IN_A_LINK for character in text):
        return None
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode("ascii").lower()
        port = parts.port
        in_unicode = host.encode("ascii").decode("idna")
    except ValueError:  # UnicodeError, too
        return None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    url = SplitResult(parts.scheme, host if port is None else f"{host}:{port}", *parts[2:]).geturl()
    other_form = host if host != parts.hostname else in_unicode if in_unicode != host else ""
    return {"url": url, "other_form": other_form}
