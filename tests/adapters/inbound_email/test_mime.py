from email.message import EmailMessage

import pytest

from domain.cases.inbound_message import Attachment, InboundMessage
from tests.adapters.inbound_email.test_parser import read

HEADER = b"From: avery@client.example\r\nMIME-Version: 1.0\r\n"


def shown(html: str) -> str:
    message = EmailMessage()
    message.set_content(html, subtype="html")
    return read(HEADER + message.as_bytes()).text


def read_parts(kind: str, *parts: tuple[str, str]) -> InboundMessage:
    """A multipart message: for each part its header's lines, and its content."""
    body = "".join(f"--b\r\n{header}\r\n\r\n{content}\r\n" for header, content in parts)
    return read(HEADER + f"Content-Type: multipart/{kind}; boundary=b\r\n\r\n{body}--b--\r\n".encode())


PLAIN, HTML = "Content-Type: text/plain", "Content-Type: text/html"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One<p>Two<br>three", "One\n\nTwo\nthree"),
        ("<div dir=ltr>One<div><br></div><div>Two&nbsp;&amp; three</div></div>", "One\n\nTwo & three"),
        ("<b>bold</b>,\n   <i>not</i>   so", "bold, not so"),
        ("<ul><li>one<li>two</ul><ol><li>first<li>second</ol>", "- one\n- two\n\n1. first\n2. second"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>", "a b\nc"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<style>p {}</style><script>alert(1)</script><title>t</title><!-- c --><p>Hello", "Hello"),
        ("<div style='DISPLAY: none; color: red'>hidden</div><p hidden>too</p>seen", "seen"),
        ("<svg><style><!--</style><p>a</p>--></svg>b", "b"),
        ("see <a href='https://x.example/logo'>our page</a>", "see our page <https://x.example/logo>"),
        ("<a href='https://x.example/'>x.example</a>", "x.example"),
        ("<a href='mailto:a@x.example'>a@x.example</a>", "a@x.example"),
        ("<a href='javascript:alert(1)'>click</a>", "click"),
        ("thanks <img src='https://t.example/1.gif' alt='😀'><img src=x>", "thanks [😀]"),
        ("a&#1;b&#27;[31mc&#x202e;d", "ab[31mcd"),
        ("1 &lt; 2 &lt;script&gt;", "1 < 2 <script>"),
        (
            "It is mended.<div>On Mon, 2 Mar 2026 at 12:00, Keydesk wrote:<br></div>"
            "<blockquote>Hello<br><br>again<blockquote>older</blockquote></blockquote>",
            "It is mended.\nOn Mon, 2 Mar 2026 at 12:00, Keydesk wrote:\n\n> Hello\n>\n> again\n>\n>> older",
        ),
    ],
)
def test_html_is_shown_as_text(html: str, text: str) -> None:
    assert shown(html) == text


@pytest.mark.parametrize(
    "tag", ["<div>", "<blockquote>", "<ul><li>", "<b><p>", "<table>", "<font size=1>", "<!--", "<a href=x>"]
)
def test_html_of_any_depth_is_parsed(tag: str) -> None:
    assert shown("It is mended." + tag * 60_000).startswith("It is mended.")


def test_plain_text_is_shown_and_its_html_alternative_is_no_attachment() -> None:
    message = read_parts("alternative", (PLAIN, "It is mended."), (HTML, "<p>It is <b>mended</b>."))

    assert (message.text, message.attachments) == ("It is mended.", ())


@pytest.mark.parametrize("plain", ["", " \r\n ", "Your e-mail program does not support HTML messages."])
def test_html_is_shown_if_the_plain_text_is_empty_or_a_placeholder(plain: str) -> None:
    assert read_parts("alternative", (PLAIN, plain), (HTML, "<p>It is mended.")).text == "It is mended."


def test_texts_between_attachments_are_all_shown() -> None:
    picture = ("Content-Type: image/png\r\nContent-Disposition: inline; filename=a.png", "x")
    message = read_parts("mixed", (PLAIN, "See the picture."), picture, (PLAIN, "It is mended."))

    assert message.text == "See the picture.\n\nIt is mended."
    assert [attachment.name for attachment in message.attachments] == ["a.png"]


def test_attachments_are_listed_with_name_type_and_decoded_size() -> None:
    base64 = "Content-Transfer-Encoding: base64"
    message = read_parts(
        "mixed",
        (PLAIN, "Attached."),
        (f"Content-Type: application/pdf; name=x.pdf\r\n{base64}", "aGVs\r\nbG8="),
        ("Content-Type: text/plain\r\nContent-Disposition: attachment; filename*=utf-8''na%C3%AFve.txt", "ab"),
        ('Content-Type: text/html\r\nContent-Disposition: attachment; filename="=?utf-8?Q?=C3=A9.html?="', "<p>"),
        ("Content-Type: message/rfc822", "Subject: old\r\n\r\nhello"),
    )

    assert message.text == "Attached."
    assert message.attachments == (
        Attachment(name="x.pdf", media_type="application/pdf", size=5),
        Attachment(name="naïve.txt", media_type="text/plain", size=2),
        Attachment(name="é.html", media_type="text/html", size=3),
        Attachment(name="", media_type="message/rfc822", size=21),
    )


def test_file_name_is_one_line_of_bounded_length() -> None:
    name = "=?utf-8?Q?a=0D=0Ab=00=E2=80=AEgpj" + "c" * 500 + "?="
    message = read_parts("mixed", (f'Content-Type: image/png; name="{name}"', "x"))

    assert message.attachments[0].name.startswith("a bgpjccc")
    assert len(message.attachments[0].name) == 150


def test_attachments_beyond_fifty_are_counted() -> None:
    message = read_parts("mixed", *[("Content-Type: image/png; name=a.png", "xyz")] * 60)

    assert len(message.attachments) == 51
    assert message.attachments[-1] == Attachment(name="and 10 more", media_type="", size=30)


def test_deeply_nested_parts_are_parsed() -> None:
    start = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"

    assert read(HEADER + b"".join(start % (n, n) for n in range(90)) + b"\r\nhello").text == "hello"


@pytest.mark.parametrize(
    "raw",
    [
        HEADER + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2_000,
        HEADER + b"X: y\r\n" * 30_000 + b"\r\nhello",
        HEADER + b"\r\n" + b"\n" * 1_600_000,
    ],
    ids=["parts", "fields", "lines"],
)
def test_message_that_is_too_large_to_parse_is_empty(raw: bytes) -> None:
    message = read(raw)

    assert (message.from_address, message.text, message.attachments) == ("", "", ())
    assert message.id == "receipt-1"
