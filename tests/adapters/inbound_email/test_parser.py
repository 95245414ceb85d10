from typing import Any

import pytest

from adapters.inbound_email.parser import Receipt, parse
from domain.cases.inbound_message import InboundMessage, SesVerdict

REPLY = (
    b"From: Avery Example <avery@client.example>\r\n"
    b"To: reply+token@desk.example\r\n"
    b"Subject: Re: Your API key application\r\n"
    b"Message-ID: <reply-1@client.example>\r\n"
    b"In-Reply-To: <ses-1@email.amazonses.com>\r\n"
    b"References: <thread-1@desk.example>\r\n <ses-1@email.amazonses.com>\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"\r\n"
    b"It is mended, Zo\xc3\xab.\r\n"
)


def receipt(source: str = "avery@client.example", **verdicts: str) -> Receipt:
    named: dict[str, Any] = {
        f"{name}Verdict": {"status": verdicts.get(name, "PASS")} for name in ("spam", "virus", "spf", "dkim", "dmarc")
    }
    mail = {"messageId": "receipt-1", "source": source, "timestamp": "2026-03-02T12:00:00.000Z"}
    return Receipt.model_validate({"mail": mail, "receipt": {"recipients": ["reply+token@desk.example"], **named}})


def read(raw: bytes, **changes: str) -> InboundMessage:
    return parse(raw, receipt(**changes))


def test_reply_is_parsed_with_sender_message_ids_and_text() -> None:
    message = read(REPLY)

    assert message.from_address == "avery@client.example"
    assert message.message_ids == ("thread-1@desk.example", "ses-1@email.amazonses.com", "ses-1@email.amazonses.com")
    assert message.text == "It is mended, Zoë."
    assert (message.subject, message.message_id) == ("Re: Your API key application", "reply-1@client.example")
    assert (message.machine, message.hint, message.attachments, message.dkim_domains) == ("", "", (), ())


def test_verdicts_come_from_the_receipt() -> None:
    message = read(REPLY, dmarc="GRAY", spam="FAIL", spf="DISABLED")

    assert (message.dmarc, message.spam, message.virus) == (SesVerdict.GRAY, SesVerdict.FAIL, SesVerdict.PASS)
    assert message.spf is SesVerdict.DISABLED


@pytest.mark.parametrize(
    ("subject", "read_as"),
    [
        (b"=?utf-8?Q?Zo=C3=AB?= =?utf-8?Q?_asks?=", "Zoë asks"),
        ("Zoë".encode(), "Zoë"),
        (b"folded\r\n  on two lines", "folded on two lines"),
        (b"=?utf-8?Q?a=0D=0ABcc:_x=00=E2=80=AE?=", "a Bcc: x"),
        (b"=?x-unknown?Q?a?= b", "a b"),
        (b"x" * 5_000, "x" * 299 + "…"),
        (b"", ""),
    ],
)
def test_subject_is_one_line(subject: bytes, read_as: str) -> None:
    assert read(b"Subject: " + subject + b"\r\n\r\nhello").subject == read_as


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/plain; charset=x-unknown\r\n\r\nhello", "hello"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!", ""),
        (b"Content-Type: multipart/alternative; boundary=b\r\n\r\nno parts at all", ""),
        (b"Content-Type: text/html\r\n\r\n<p>hello", "hello"),
        (b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\nZo\xeb said \x93yes\x94", "Zoë said “yes”"),
        (b"Content-Type: text/plain; charset=ks_c_5601-1987\r\n\r\n\xb0\xed\xb8\xbf", "고맙"),
        (b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n\x1b$B%F%9%H\x1b(B", "テスト"),
        (b"Content-Type: text/plain; charset=punycode\r\n\r\nhello", "hello"),
        (b'Content-Type: text/plain; charset="a\x00b"\r\n\r\nhello', "hello"),
        (b"Content-Type: text/plain\r\n\r\nabc \xe2\x80\xaedesrever", "abc desrever"),
        (b"Content-Type: text/plain\r\n\r\nbell\x07 and null\x00 are gone", "bell and null are gone"),
        (
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nI\xc2\xa0added a\xe3\x80\x80photo",
            "I\u00a0added a\u3000photo",
        ),
        (b"", ""),
    ],
)
def test_badly_formed_message_is_parsed_as_far_as_possible(raw: bytes, text: str) -> None:
    assert read(raw).text == text


def test_invalid_message_ids_are_left_out() -> None:
    message = read(b"References: <> <" + b"x" * 3_000 + b"> <thread-1@desk.example>\r\n\r\nhello")

    assert message.message_ids == ("thread-1@desk.example",)


def test_first_and_last_of_very_many_message_ids_are_kept() -> None:
    references = b" ".join(b"<%d@x.example>" % number for number in range(200))
    ids = read(b"References: " + references + b"\r\nIn-Reply-To: <a@x.example><b@x.example>\r\n\r\n").message_ids

    assert ids[0] == "0@x.example"
    assert ids[-3:] == ("199@x.example", "a@x.example", "b@x.example")
    assert len(ids) < 100


def test_receipt_id_that_could_leave_the_bucket_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="messageId"):
        Receipt.model_validate(
            {"mail": {"messageId": "../x", "source": "", "timestamp": "2026-03-02T12:00:00Z"}, "receipt": {}}
        )


def test_error_about_a_receipt_does_not_repeat_its_values() -> None:
    with pytest.raises(ValueError, match="timestamp") as caught:
        Receipt.model_validate({"mail": {"messageId": "a", "source": "avery@client.example", "timestamp": "avery"}})

    assert "avery" not in str(caught.value)
