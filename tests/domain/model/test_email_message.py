"""Composing emails: what a receiver reads is what was meant, whatever an applicant typed."""

import itertools
import unicodedata
from contextlib import suppress
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.model import email_message
from domain.model.email_message import Email, MailableAddress, compose, is_plain_address
from domain.model.errors import EmailCannotBeSent, InvalidInput
from domain.model.field_types import Record, parse
from domain.model.marketplace import Plain, load_marketplace
from infra.local.mailbox import StoredMail, reply_to

EMAIL = Email(
    to="avery@client.example",
    subject="Your application for Wöchentliche Stunden 🙂\r\nBcc: everyone@elsewhere.example",
    text="Hello Zoë,\n\n" + "long line " * 200,
    html="<p>Hello Zoë</p>",
    reply_to="reply+" + "a" * 52 + "@desk.example",
    thread_id="b" * 52 + "@apikey-desk.some-long-name-of-a-company.example",
)
SENDER = "desk@desk.example"
FIELDS = [
    *("From", "To", "Reply-To", "Subject", "References", "In-Reply-To", "Auto-Submitted", "X-Auto-Response-Suppress"),
    *("MIME-Version", "Content-Type"),
]


class Mailed(Record):
    to: MailableAddress


ENCODED = "=?utf-8?q?Hours=0D=0AContent-Type:_text/html=0D=0A=0D=0A<a_href=//x.example>?="


def raw(**changes: Any) -> bytes:
    return compose(EMAIL.model_copy(update=changes), SENDER)


def arrived(message: bytes) -> EmailMessage:
    """As a receiver reads it."""
    return message_from_bytes(message, policy=policy.default)


def raw_fields(message: bytes) -> dict[str, str]:
    """The header without Python's own reading of it: lines up to the first blank one, unfolded."""
    header = message.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    assert "\r" not in header.replace("\r\n", "")
    return dict(line.split(": ", 1) for line in header.split("\r\n"))


def test_email_arrives_as_it_was_written() -> None:
    message = arrived(raw())

    assert message["From"] == "Example Marketplace API keys <desk@desk.example>"
    assert message["Reply-To"] == EMAIL.reply_to
    assert message["References"] == message["In-Reply-To"] == f"<{EMAIL.thread_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content().split() == EMAIL.text.split()
    assert html.get_content().strip() == EMAIL.html


NAMES = st.one_of(
    st.text(min_size=1, max_size=60),
    st.text(st.sampled_from("Ab .,;:&'()[]-=?_`éß\u05d0\u4e2d🙂"), min_size=1, max_size=60),
)


@given(NAMES)
@example("Lindqvist & Söner, Marknad")
@example("Ask, Work; Co.")
@example("Ask (work)")
@example("Ask: Work")
@example("東京マーケットプレイス" * 5)
@example("נמל")
def test_any_name_of_a_marketplace_is_shown_as_it_is_and_adds_no_header(name: str) -> None:
    try:
        ours = load_marketplace().model_copy(update={"name": TypeAdapter(Plain).validate_python(name)})
    except ValidationError:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(email_message, "load_marketplace", lambda: ours)
        message = raw()

    (sender,) = arrived(message)["From"].addresses
    assert sender.addr_spec == SENDER
    named = str(make_header(decode_header(raw_fields(message)["From"]))).removesuffix(f" <{SENDER}>")
    assert named.strip('"') == f"{ours.name} API keys"
    assert list(raw_fields(message)) == FIELDS


def test_message_is_7bit_with_lines_that_smtp_allows() -> None:
    message = raw(subject="é" * 2_000)

    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1


def test_subject_with_line_breaks_adds_no_header() -> None:
    message = arrived(raw())

    assert message["Bcc"] is None
    assert message["Subject"].endswith("🙂 Bcc: everyone@elsewhere.example")


@pytest.mark.parametrize(
    "subject",
    [
        f"API key application: {ENCODED}",
        "=?utf-8?q?Hours=0D=0ABcc:_everyone@elsewhere.example?=",
        "=?utf-8?b?SG91cnMNCkJjYzogeEB5LmV4YW1wbGU=?= =?utf-8?q?=0D=0A=0D=0Abody?=",
        "=?us-ascii?q?a?= =? =?utf-8?x?b?= ?=",
    ],
)
def test_encoded_word_in_a_subject_is_shown_as_it_was_typed(subject: str) -> None:
    message = raw(subject=subject)

    assert list(raw_fields(message)) == FIELDS
    assert arrived(message)["Subject"] == subject
    assert b"=?utf-8?q?Hours" not in message


def one_line(text: str) -> str:
    """Without control characters, and with single spaces, as a subject is shown."""
    unseen = ("Cc", "Cs", "Zl", "Zp")
    return " ".join("".join(" " if unicodedata.category(letter) in unseen else letter for letter in text).split())


SUBJECTS = st.one_of(
    st.text(),
    st.text(st.characters(codec="ascii"), max_size=2_000),
    st.lists(st.sampled_from(["=?", "?=", "utf-8?q?", "=0D=0A", "?b?", "SGk=", "é", " ", "Bcc: a@b.c"])).map("".join),
)


@given(SUBJECTS)
def test_any_subject_is_one_field_and_read_as_it_was_written(subject: str) -> None:
    message = raw(subject=subject)
    read = arrived(message)

    assert list(raw_fields(message)) == read.keys() == FIELDS
    assert read["Subject"] == one_line(subject)
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


ODD_ADDRESSES = [
    "=?utf-8?q?a=0D=0Ab?=@client.example",
    "=?utf-8?q?victim=40other.example?=@client.example",
    "=?utf-8?q?victim?=@client.example",
    "a=?b@client.example",
    "avery@client.example, other@client.example",
    "avery@client.example\r\nBcc: x@y.example",
    "Avery <avery@client.example>",
    "everyone: avery@client.example;",
    "avery@client.example\n",
    '"avery example"@client.example',
    "avery@client..example",
    "ävery@client.example",
    "avery@müller.example",
    "avery@client.example" + "e" * 320,
    "a" * 65 + "@client.example",
    "avery",
    "",
]


@pytest.mark.parametrize("address", ODD_ADDRESSES)
def test_address_that_could_be_read_as_another_is_not_written(address: str) -> None:
    with pytest.raises(EmailCannotBeSent):
        raw(to=address)
    if address:
        with pytest.raises(EmailCannotBeSent):
            raw(reply_to=address)


ADDRESSES = st.one_of(
    st.text(),
    st.emails(),
    st.text(st.sampled_from("ab.@=?_-+'<>,:;()\"\\ \r\n\0é")),
    st.sampled_from(ODD_ADDRESSES),
)


@given(ADDRESSES, ADDRESSES)
def test_any_address_is_written_as_it_is_or_not_at_all(to: str, reply_address: str) -> None:
    try:
        message = raw(to=to, reply_to=reply_address)
    except EmailCannotBeSent:
        return
    fields = raw_fields(message)

    assert (fields["To"], fields.get("Reply-To", "")) == (to, reply_address)
    assert list(fields) == [name for name in FIELDS if reply_address or name != "Reply-To"]
    assert [address.addr_spec for address in arrived(message)["To"].addresses] == [to]


@given(st.emails())
def test_every_address_that_a_form_takes_can_be_written(address: str) -> None:
    with suppress(InvalidInput):
        assert is_plain_address(parse(Mailed, {"to": address}).to)


def test_text_that_no_email_can_hold_is_named() -> None:
    with pytest.raises(EmailCannotBeSent) as refused:
        raw(text="lone \ud800 surrogate")

    assert refused.value.reason == "It contains characters that an email can't contain."


@given(st.text(), st.text())
def test_any_text_leaves_two_bodies(text: str, html: str) -> None:
    read = arrived(raw(text=text, html=html))

    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]
    assert not any(part.is_multipart() for part in read.iter_parts())


def test_message_suppresses_auto_replies_but_no_delivery_reports() -> None:
    unwanted = arrived(raw())["X-Auto-Response-Suppress"].split(", ")

    assert {"OOF", "AutoReply"} <= set(unwanted)
    assert not {"NDR", "All"} & set(unwanted), "Exchange would keep to itself that a mailbox is gone"


def sent(thread_id: str, subject: str, number: int) -> EmailMessage:
    """An email as it arrives: SES sets its Message-ID."""
    message = arrived(raw(thread_id=thread_id, subject=subject))
    message["Message-ID"] = f"<0100-{number}@email.amazonses.com>"
    return message


def threads(messages: list[EmailMessage]) -> int:
    """The number of threads into which a mail program sorts messages: RFC 5256, REFERENCES, steps 1 to 4.

    Each message is below the last one in its References, and each of those below the one before it, whether it was
    ever received or not.
    """
    parents: dict[str, str] = {}
    for message in messages:
        above = str(message["References"] or message["In-Reply-To"] or "").split()
        for parent, child in itertools.pairwise([*above, str(message["Message-ID"])]):
            parents.setdefault(child, parent)

    def root(message_id: str) -> str:
        while message_id in parents:
            message_id = parents[message_id]
        return message_id

    return len({root(str(message["Message-ID"])) for message in messages})


def test_case_with_its_replies_is_one_thread() -> None:
    receipt = sent("one@desk.example", "We have your application", 1)
    rejection = sent("one@desk.example", "We could not approve your application", 2)
    reply = reply_to(StoredMail("1", rejection.as_bytes(), ("avery@client.example",), "desk@desk.example"), "Mended.")
    second = sent("one@desk.example", "We look at it again", 3)
    other = sent("other@desk.example", "We have your application", 4)

    assert threads([receipt, rejection, reply, second]) == 1
    assert threads([reply, second]) == 1, "whatever was deleted"
    assert threads([receipt, rejection, other]) == 2
    for message in (receipt, rejection):
        del message["References"]
    assert threads([receipt, rejection]) == 1, "also by In-Reply-To alone"
