"""Who wrote a message, where its header can be read in one way only.

SES checks DMARC for the sender that SES reads. A header that breaks the rules, or uses what RFC 5322 calls obsolete
(section 4), is read differently by different programs, so SES may authenticate another sender than the one that we
read. Such a message has no sender.
"""

import re

from adapters.inbound_email.headers import LONGEST_VALUE, Fields

LONGEST_ADDRESS = 254  # characters (RFC 5321, 4.5.3.1, less the brackets)
LONGEST_LINE = 998  # bytes, without CRLF (RFC 5322, 2.1.1)
_DEFECTS = {
    "its header has a line break that is not CRLF": re.compile(rb"\r(?!\n)|(?<!\r)\n"),
    "its header has a control character": re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"),
    # neither a name with its colon, nor the continuation of a field, which has more than white space
    "its header has a line that is not part of a field": re.compile(
        rb"\A(?![!-9;-~]+:)|\r\n(?![!-9;-~]+:|[ \t]+[^ \t\r\n])"
    ),
    "its From begins with an empty line": re.compile(rb"(?i:(?:\A|\r\n)from:)[ \t]*\r\n[ \t]"),
}
# RFC 5322, 3.6. A signature may cover one of several.
_ONCE = (
    *("From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject"),
    *("Message-ID", "In-Reply-To", "References"),
)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = rf"({_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)"
_COMMENT = r"\([^()<>@,:;\"\\]*\)"
# The second byte of a character may look like a bracket or a backslash, where a program sends its charset raw.
_RAW = r"[\udc80-\udcff][\[\\\]]"
_NAME = rf"(?:{_RAW}|[^\s\"(),:;<>@\[\\\]]|\s|\"(?:[^\"\\]|\\.)*\"|{_COMMENT})*"
# A name with the address in angle brackets, or the address alone; as people's programs write both, with a comment.
_FROM = re.compile(rf"(?:{_NAME}<{_ADDRESS}>|{_ADDRESS})\s*(?:{_COMMENT})?")


def header_defect(raw: bytes, fields: Fields) -> str:
    """What is wrong with the header of a message, in words; empty if nothing is."""
    end = raw.find(b"\r\n\r\n")
    if end < 0:
        return "its header does not end with an empty line"
    header = raw[:end]
    for defect, sign in _DEFECTS.items():
        if sign.search(header):
            return defect
    if max(map(len, header.split(b"\r\n"))) > LONGEST_LINE:
        return f"its header has a line of more than {LONGEST_LINE} bytes"
    repeated = [name for name in _ONCE if len(fields.values(name.lower())) > 1]
    return f"it has more than one {repeated[0]}" if repeated else ""


def sender_address(fields: Fields) -> str:
    """The address in From; empty unless it has a single one, in ASCII, as RFC 5322 (3.4.1) writes a mailbox."""
    value = next(iter(fields.values("from")), "")
    read = _FROM.fullmatch(value) if len(value) <= LONGEST_VALUE else None
    address = (read[1] or read[2]) if read else ""
    return "" if "=?" in address or len(address) > LONGEST_ADDRESS else address
