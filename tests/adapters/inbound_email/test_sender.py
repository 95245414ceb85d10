"""Which messages have a sender: those whose header every program reads in the same way."""

import pytest

from tests.adapters.inbound_email.test_parser import read

AVERY = "avery@client.example"
FROM = b"From: Avery Example <avery@client.example>\r\n"
OTHERS = b"To: reply@desk.example\r\nSubject: Re: Your application\r\nDate: Mon, 2 Mar 2026 12:00:00 +0000\r\n"
BODY = b"\r\nIt is fixed.\r\n"


@pytest.mark.parametrize(
    "value",
    [
        b"avery@client.example",
        b"<avery@client.example>",
        b"\tAvery <avery@client.example> ",
        b"avery@client.example (Avery Example)",
        b"Avery Example <avery@client.example> (Sales)",
        b"Avery (Sales) Example <avery@client.example>",
        b'"Example, Avery (Sales) <sales> \\"A\\"" <avery@client.example>',
        b"Avery J. O'Example-Smith / Sales <avery@client.example>",
        b'"Avery"<avery@client.example>',
        b"=?utf-8?q?Zo=C3=AB?= =?utf-8?q?_Example?= <avery@client.example>",
        "Zoë <avery@client.example>".encode(),
        "Zoë <avery@client.example>".encode("latin-1"),
        "名前 <avery@client.example>".encode(),
        "表示 <avery@client.example>".encode("shift-jis"),  # its second byte is that of a backslash
        "許功蓋 <avery@client.example>".encode("big5"),
        "王小明 <avery@client.example>".encode("gb18030"),
        b"=?utf-8?B?QXZlcnk?= <avery@client.example>",  # base64 without its padding
        b"Avery\r\n Example\r\n\t<avery@client.example>",
        b'"avery@client.example" <avery@client.example>',
    ],
)
def test_sender_is_read_as_peoples_programs_write_it(value: bytes) -> None:
    message = read(b"From: " + value + b"\r\n" + OTHERS + BODY)

    assert (message.from_address, message.sender_defect) == (AVERY, "")


@pytest.mark.parametrize("address", ["o'a+b_c.d=e@x-1.client.example", "AVERY@Client.Example", "a@xn--mnchen-3ya.de"])
def test_plain_address_is_kept_as_it_is(address: str) -> None:
    assert read(f"From: <{address}>\r\n\r\nhello".encode()).from_address == address


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"Avery",
        b"<>",
        b"<",
        b'"',
        b"a@",
        b"<a@[",
        b"avery@client.example, mallory@elsewhere.example",
        b"avery@client.example,",
        b"<avery@client.example> <mallory@elsewhere.example>",
        b"avery@client.example <mallory@elsewhere.example>",
        b"avery@client.example (a) <mallory@elsewhere.example>",
        b"<avery@client.example> mallory@elsewhere.example",
        b"Staff: avery@client.example;",  # a group (RFC 6854)
        b"Staff:;",
        b"Staff: Avery <avery@client.example>;",
        b"<@elsewhere.example:avery@client.example>",  # a route
        b"<avery(Sales)@client.example>",
        b"(<mallory@elsewhere.example>) avery@client.example",
        b"(mallory@elsewhere.example) <avery@client.example>",
        b"((x) <avery@client.example>",
        b"<avery @client.example>",
        b"<avery@client.example >",
        b"<avery@client .example>",
        b"<avery.@client.example>",
        b'<"avery"@client.example>',
        b"<avery@[203.0.113.7]>",
        b"=?utf-8?q?avery=40client.example?=",
        b"<=?utf-8?q?avery?=@client.example>",
        b"=?utf-8?q?Avery_=3Cavery=40client.example=3E?=",
        "avery\uff20client.example".encode(),
        "avery@cl\u0456ent.example".encode(),
        "<avéry@client.example>".encode(),
        b"<avery@client.example\xff>",
        b"\x81@ <avery@client.example>",
        b"\x81<mallory@elsewhere.example> <avery@client.example>",
        b'"\x95\\" <avery@client.example>',
        b"<avery@client.example",
        b"<" + b"a" * 250 + b"@client.example>",
        b"x" * 900 + b"\r\n " + b"x" * 900 + b"\r\n " + b"x" * 900 + b" <avery@client.example>",
        b"(" * 900 + b" <avery@client.example>",
    ],
)
def test_from_without_a_single_plain_address_is_nobodys(value: bytes) -> None:
    message = read(b"From: " + value + b"\r\n" + OTHERS + BODY)

    assert (message.from_address, message.text) == ("", "It is fixed.")
    assert message.sender_defect == "its From has no single address"


MALLORY = b"From: mallory@elsewhere.example\r\n"


@pytest.mark.parametrize(
    ("header", "defect"),
    [
        # a line that some programs take for a field, or for the end of the header
        (b"From : mallory@elsewhere.example\r\n" + FROM, "not part of a field"),
        (b"From\t: mallory@elsewhere.example\r\n" + FROM, "not part of a field"),
        (b"From mallory@elsewhere.example Mon Mar  2 12:00:00 2026\r\n" + FROM, "not part of a field"),
        (b">From mallory@elsewhere.example\r\n" + FROM, "not part of a field"),
        (b": x\r\n" + FROM, "not part of a field"),
        (b"mallory\r\n" + FROM, "not part of a field"),
        (FROM + b"mallory\r\n", "not part of a field"),
        (b"Fr\xc3\xb6m: mallory@elsewhere.example\r\n" + FROM, "not part of a field"),
        (b"X-A: 1\r\n \r\n" + FROM, "not part of a field"),
        (b"X-A: 1\r\n\t \t\r\n" + FROM, "not part of a field"),
        (b" X-A: 1\r\n" + FROM, "not part of a field"),
        # a From that some read as empty
        (b"From:\r\n avery@client.example\r\n", "begins with an empty line"),
        (b"From: \t\r\n\tavery@client.example\r\n", "begins with an empty line"),
        (b"FROM:\r\n avery@client.example\r\n", "begins with an empty line"),
        # a line break that some do not take for one
        (b"X-A: 1\rFrom: mallory@elsewhere.example\r\n" + FROM, "line break that is not CRLF"),
        (b"X-A: 1\nFrom: mallory@elsewhere.example\r\n" + FROM, "line break that is not CRLF"),
        (b"X-A: 1\r\r\n" + FROM, "line break that is not CRLF"),
        (b"X-A: 1\n\n" + FROM, "line break that is not CRLF"),
        (b"X-A: 1\r\n\n" + FROM, "line break that is not CRLF"),
        (FROM + b"X-A: 1\n\n<p>" + b"X-B: 1\r\n", "line break that is not CRLF"),
        # characters at which some stop reading
        (b"X-A: \x00\r\n" + FROM, "control character"),
        (b"From: avery@client.example\x00@elsewhere.example\r\n", "control character"),
        (b"X-A: 1\x0bFrom: mallory@elsewhere.example\r\n" + FROM, "control character"),
        (b"X-A: 1\x1cFrom: mallory@elsewhere.example\r\n" + FROM, "control character"),
        (b"X-A: \x7f\r\n" + FROM, "control character"),
        # more than one of what a message has once
        (MALLORY + FROM, "more than one From"),
        (b"From:\r\n" + FROM, "more than one From"),
        (FROM + b"from: mallory@elsewhere.example\r\n", "more than one From"),
        (FROM + b"Sender: a@client.example\r\nSender: b@client.example\r\n", "more than one Sender"),
        (FROM + b"Reply-To: a@client.example\r\nREPLY-TO: b@client.example\r\n", "more than one Reply-To"),
        (FROM + b"Subject: another\r\n", "more than one Subject"),
        (FROM + b"Message-ID: <a@x.example>\r\nMessage-ID: <b@x.example>\r\n", "more than one Message-ID"),
        # a line that some break in two
        (b"X-A: " + b"a" * 994 + b"From: mallory@elsewhere.example\r\n" + FROM, "more than 998 bytes"),
    ],
)
def test_header_that_can_be_read_in_two_ways_is_nobodys(header: bytes, defect: str) -> None:
    message = read(header + OTHERS + BODY)

    assert message.from_address == ""
    assert defect in message.sender_defect


def test_header_without_its_end_is_nobodys() -> None:
    for raw in (FROM, FROM + OTHERS, FROM[:-2], FROM.replace(b"\r\n", b"\n") + b"\nIt is fixed.", b""):
        assert read(raw).sender_defect == "its header does not end with an empty line"


def test_only_the_header_is_held_to_it() -> None:
    body = b"\r\nfrom: x\n\n\x00 \r" + b"x" * 2_000 + b"\r\nFrom : mallory@elsewhere.example\r\n"

    assert read(FROM + OTHERS + body).from_address == AVERY


@pytest.mark.parametrize(
    "header",
    [
        b"X-A:\r\n",
        b"X-A: \r\nX-B:1\r\n",
        b"References:\r\n <a@x.example>\r\n\t<b@x.example>\r\n",
        b"Received: from a\r\nReceived: from b\r\nDKIM-Signature: a\r\nDKIM-Signature: b\r\n",
        "Comments: Zoë says \u2028 hi\r\n".encode(),
        b"Comments: Zo\xeb\r\n",
        b"x_y!z: 1\r\n",
        b"X-A: " + b"a" * 993 + b"\r\n",
    ],
)
def test_header_of_an_ordinary_message_has_no_defect(header: bytes) -> None:
    assert read(header + FROM + OTHERS + BODY).from_address == AVERY
