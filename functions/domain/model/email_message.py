"""An email as it is sent: composed, then read again as its receiver would."""

import re
from email import message_from_bytes, policy
from email.header import Header
from email.message import EmailMessage
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo

from domain.model.errors import EmailCannotBeSent
from domain.model.field_types import EmailAddress, Record, is_looked_up, is_new_input
from domain.model.marketplace import load_marketplace

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
_NEVER_IN_A_LINE = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LONGEST_ADDRESS = 320  # characters, as SES has it
_LONGEST_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
_ADDRESS = re.compile(rf"(?!.*=\?)(?=.{{1,{_LONGEST_LOCAL_PART}}}@){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_LINE = 900  # characters; RFC 5322 allows 998 with the field's name
_PLAIN_NAME = re.compile(rf"{_ATOM}(?: {_ATOM})*")
_TO = {"To", "Reply-To"}


class Email(Record):
    """An email that is ready to send; ``reply_to`` is empty where replies are not read."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str
    thread_id: str


def is_plain_address(text: str) -> bool:
    """Whether a text is an address that goes into a header as it is: a dot-atom (RFC 5322, 3.4.1) and a host name.

    One that contains ``=?`` is not: email programs may read it as encoded text (RFC 2047).
    """
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def sender_name() -> str:
    """Who writes, as email programs show it."""
    return f"{load_marketplace().name} API keys"


def compose(email: Email, sender: str) -> bytes:
    """The message as it is sent: multipart/alternative, 7bit.

    The header is written here and not by the library, which decodes encoded words in a value before it writes it, with
    the line breaks in them (Python 3.11 and 3.12). SES sets Message-ID and Date. ``References`` and ``In-Reply-To``
    have the thread's id, of a message that never was: replies contain it, and email programs show the case as one
    conversation (RFC 5256, REFERENCES). ``Auto-Submitted`` (RFC 3834) and ``X-Auto-Response-Suppress`` (MS-OXCMAIL
    2.1.3.2.20) keep auto-responders quiet. The latter names all but ``NDR``: Exchange should tell us if a mailbox
    doesn't exist.

    Raises:
        EmailCannotBeSent: if an address cannot be written, or a receiver would not read the message as it was meant.
    """
    if not is_plain_address(email.to) or not (email.reply_to == "" or is_plain_address(email.reply_to)):
        raise EmailCannotBeSent("The address can't be used in an email.")
    subject = " ".join(_NEVER_IN_A_LINE.sub(" ", email.subject).split())
    fields = {
        "From": sender,
        "To": email.to,
        **({"Reply-To": email.reply_to} if email.reply_to else {}),
        "Subject": subject,
        "References": f"<{email.thread_id}>",
        "In-Reply-To": f"<{email.thread_id}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply",
    }
    try:
        body = _body(email)
        written = {**fields, "From": _from(sender), "Subject": _encoded(subject)}
        header = "".join(f"{name}: {value}\r\n" for name, value in written.items())
        raw = header.encode("ascii") + body.as_bytes()
    except ValueError:  # also what is no Unicode
        raise EmailCannotBeSent("It contains characters that an email can't contain.") from None
    if not _is_read_as(raw, fields, body.keys()):
        raise EmailCannotBeSent("Email programs would read it differently from how it was written.")
    return raw


def _body(email: Email) -> EmailMessage:
    message = EmailMessage(policy=policy.SMTP.clone(cte_type="7bit"))
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    return message


def _from(sender: str) -> str:
    """The name as plain words, a quoted string (RFC 5322, 3.2.4) or encoded words (RFC 2047), and the address."""
    name = sender_name()
    if not name.isascii():
        return Header(name, "utf-8", header_name="From").encode(linesep="\r\n") + f"\r\n <{sender}>"
    return f"{name} <{sender}>" if _PLAIN_NAME.fullmatch(name) else f'"{name}" <{sender}>'


def _encoded(text: str) -> str:
    """As encoded words (RFC 2047), all of it, unless it is plain, printable ASCII that no reader takes for one."""
    if text.isascii() and "=?" not in text and len(text) < _LONGEST_LINE:
        return text
    return Header(text, "utf-8", header_name="Subject").encode(linesep="\r\n")


def _is_read_as(raw: bytes, fields: dict[str, str], further: list[str]) -> bool:
    """Whether a receiver finds these fields, each once, no others but ``further``, and the two bodies."""
    message = message_from_bytes(raw, policy=policy.default)
    if message.keys() != [*fields, *further] or message.get_content_type() != "multipart/alternative":
        return False
    found, parts = dict(message.items()), list(message.iter_parts())
    return (
        all(found[name] == value for name, value in fields.items() if name != "From")
        and [one.addr_spec for one in found["From"].addresses] == [fields["From"]]
        and _spaceless(found["From"].addresses[0].display_name) == _spaceless(sender_name())
        and all([to.addr_spec for to in found[name].addresses] == [fields[name]] for name in _TO & fields.keys())
        and not any(read.defects for read in (message, *found.values(), *parts))
        and [part.get_content_type() for part in parts] == ["text/plain", "text/html"]
    )


def _spaceless(name: str) -> str:
    """Python's parser puts a space between the encoded words of a name, which RFC 2047 (6.2) ignores."""
    return name.replace(" ", "")


def _try_as_recipient(address: str, info: ValidationInfo) -> str:
    """Composes a trial email to a new address, so that a bad address is refused while the person can correct it."""
    if is_new_input(info) and not is_looked_up(info):
        trial = Email(to=address, subject="", text="", html="", reply_to="", thread_id="trial@keydesk.example")
        try:
            compose(trial, "trial@keydesk.example")
        except EmailCannotBeSent:
            raise ValueError("must be an address that can receive email. Enter a different one") from None
    return address


MailableAddress = Annotated[
    EmailAddress, AfterValidator(_try_as_recipient), Field(json_schema_extra={"pattern": r"^(?!.*=\?)"})
]
"""An address that we write to. Subjects need no trial: whatever is in them can be written."""
