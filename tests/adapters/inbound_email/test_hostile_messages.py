"""Parsing never fails, and what is parsed can be stored and shown, whatever a message contains."""

import json
from base64 import b64encode

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from domain.cases.inbound_message import InboundMessage
from domain.inbound_email.reply_text import new_text
from domain.model.field_types import LongText
from tests.adapters.inbound_email.test_parser import read

MAX_STORED = 350_000  # bytes; an item of DynamoDB holds 400 KB
NAMES = [
    *(b"From", b"To", b"Subject", b"Message-ID", b"References", b"In-Reply-To", b"Return-Path", b"Received"),
    *(b"Content-Type", b"Content-Transfer-Encoding", b"Content-Disposition", b"Auto-Submitted", b"Precedence"),
    *(b"Authentication-Results", b"X-SES-RECEIPT", b"List-Id", b"MIME-Version", b"Content-ID"),
]
TYPES = [
    *(b"text/plain", b"text/html", b"text/", b"text", b"/", b"", b"message/rfc822", b"message/delivery-status"),
    *(b"multipart/mixed", b"multipart/alternative", b"multipart/digest", b"multipart/report", b"message/partial"),
    *(b"image/png", b"application/ms-tnef", b"message/external-body", b"multipart/signed", b"MULTIPART/RELATED"),
]
CHARSETS = [
    *(b"utf-8", b"utf-16", b"utf-7", b"us-ascii", b"iso-2022-jp", b"x-unknown", b"idna", b"punycode", b"rot13"),
    *(b"unicode_escape", b"undefined", b"base64", b"zlib", b"\xff", b"\x00", b"", b"..", b"utf-8'en'", b"mbcs"),
]
ENCODINGS = [b"7bit", b"8bit", b"base64", b"quoted-printable", b"x-uuencode", b"uu", b"", b"\xff", b"base64 (c)"]
NONSENSE = [
    *(b"=?utf-8?B?!?=", b"=?utf-8?Q?=0D=0A=00?=", b"=?utf-16?B?AA?=", b"=?idna?Q?xn--a?=", b"=?x?X?x?=", b"=?", b"?="),
    *(b"<", b">", b"@", b'"', b"\\", b"(", b")", b"[", b"]", b",", b";", b":", b"=", b"\x00", b"\xff", b"\xed\xa0\x80"),
    *(b"avery@client.example", b"Avery <a@b.example>", b"<@a,@b:c@d>", b"group: a@b;", b"\r\n ", b"\r", b"\n\t", b"%"),
    *(
        b"name*0*=utf-8''%",
        b"name*1=b",
        b"name*99999999999999999999=c",
        b"filename*=x'y'%ff%00",
        b"boundary=b",
        b"\x1b$B",
    ),
    *(
        b"\xe2\x80\xae",
        b"\xf0\x9f\x98\x80",
        b"--b",
        b"--b--",
        b"a" * 300,
        b"amazonses.com; dkim=pass header.i=@a.example",
    ),
]

fragments = st.lists(st.sampled_from(NONSENSE) | st.binary(max_size=12), max_size=12).map(b"".join)
field = st.tuples(st.sampled_from(NAMES), fragments).map(lambda one: one[0] + b": " + one[1])
content_type = st.tuples(st.sampled_from(TYPES), st.sampled_from(CHARSETS), fragments).map(
    lambda one: b"Content-Type: " + one[0] + b'; boundary="b"; charset="' + one[1] + b'"; ' + one[2]
)
encoding = st.sampled_from(ENCODINGS).map(lambda one: b"Content-Transfer-Encoding: " + one)
header = st.lists(field | content_type | encoding, max_size=8).map(b"\r\n".join)
TAGS = [b"<p>", b"</p>", b"<li>", b"<a href=x>", b"</a>", b"<!--", b"<ol>", b"</ol>", b"x"]
REFERENCES = [b"&#0;", b"&#1;", b"&#13;", b"&#27;", b"&#x202e;", b"&#xd800;", b"&#x85;", b"&amp;#7;", b"&#xffff;"]
html = st.lists(st.sampled_from(TAGS + REFERENCES))
content = fragments | fragments.map(b64encode) | html.map(b"".join)
leaf = st.tuples(header, content).map(b"\r\n\r\n".join)
nested = st.recursive(
    leaf,
    lambda parts: st.tuples(header, content_type, st.lists(parts, max_size=4), st.booleans()).map(
        lambda one: (
            one[0]
            + b"\r\n"
            + one[1]
            + b"\r\n\r\n"
            + b"".join(b"\r\n--b\r\n" + part for part in one[2])
            + (b"\r\n--b--\r\n" if one[3] else b"")
        )
    ),
    max_leaves=12,
)
bounded = settings(derandomize=True, deadline=None, database=None, max_examples=250)


REPLY: TypeAdapter[str] = TypeAdapter(LongText)


def assert_storable(message: InboundMessage) -> None:
    """What a store, a log and a page can take: UTF-8, one line where it says so, not too much."""
    stored = json.dumps(message.model_dump(mode="json"), ensure_ascii=False).encode()
    assert len(stored) < MAX_STORED
    lines = [message.subject, message.from_address, message.message_id, message.machine, message.hint]
    lines += [message.sender_defect, *message.message_ids, *message.dkim_domains, message.dmarc_domain]
    lines += [word for attached in message.attachments for word in (attached.name, attached.media_type)]
    assert all(line.isprintable() or not set(line) & set("\r\n\t\x00\x1b\u202e") for line in lines)
    assert not set(message.text) & {"\x00", "\r", "\x1b", "\u202e"}
    assert REPLY.validate_python(new_text(message.text)) == new_text(message.text), "a round and a decision take it"


@bounded
@given(nested)
def test_any_structure_can_be_parsed(raw: bytes) -> None:
    assert_storable(read(raw))


@bounded
@given(st.lists(field, max_size=12).map(b"\r\n".join), fragments)
def test_any_header_can_be_parsed(header: bytes, text: bytes) -> None:
    assert_storable(read(header + b"\r\n\r\n" + text))


@bounded
@given(st.binary(max_size=300))
def test_any_bytes_can_be_parsed(raw: bytes) -> None:
    assert_storable(read(raw))


def test_largest_parsed_message_can_be_stored() -> None:
    ids = b"\r\n ".join(b"<%s@x.example>" % (b"%d" % number * 300) for number in range(1_000))
    parts = b"".join(
        b'--b\r\nContent-Type: image/%s; name="%s"\r\n\r\nx\r\n' % (b"y" * 200, "名".encode() * 100) for _ in range(200)
    )
    raw = (
        b"References: "
        + ids[:19_000]
        + b"\r\nIn-Reply-To: "
        + ids[:19_000]
        + b"\r\nSubject: "
        + "名".encode() * 600
        + b"\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        + "😀".encode() * 90_000
        + b"\r\n"
        + parts
        + b"--b--"
    )
    message = read(raw)

    assert len(message.text) == 40_000
    assert len(message.attachments) == 51
    assert_storable(message)
