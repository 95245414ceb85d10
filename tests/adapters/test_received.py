from typing import Any

import pytest

from adapters.received import Receipt, parse
from review.received import Check, ReceivedMail

REPLY = (
    b"From: Avery Example <avery@client.example>\r\n"
    b"To: reply+token@desk.example\r\n"
    b"Subject: Re: Your API key application\r\n"
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


def read(raw: bytes, **changes: str) -> ReceivedMail:
    return parse(raw, receipt(**changes))


def test_a_reply_is_read_with_who_wrote_it_what_it_answers_and_its_text() -> None:
    mail = read(REPLY)

    assert mail.from_address == "avery@client.example"
    assert mail.message_ids == ("thread-1@desk.example", "ses-1@email.amazonses.com", "ses-1@email.amazonses.com")
    assert mail.text == "It is mended, Zoë."
    assert not mail.machine


def test_the_verdicts_of_ses_come_along() -> None:
    mail = read(REPLY, dmarc="GRAY", spam="FAIL")

    assert (mail.dmarc, mail.spam, mail.virus) == (Check.GRAY, Check.FAIL, Check.PASS)


@pytest.mark.parametrize(
    "headers",
    [
        b"From: avery@client.example, mallory@elsewhere.example\r\n",
        b"From: avery@client.example\r\nFrom: mallory@elsewhere.example\r\n",
        b"From: avery@client.example <mallory@elsewhere.example>\r\n",
        b"From: <avery@client.example> <mallory@elsewhere.example>\r\n",
        b"From: avery@client.example (a) <mallory@elsewhere.example>\r\n",
        b"From: <\r\n",
        b"From: a@\r\n",
        b'From: "\r\n',
        b"From: <a@[\r\n",
        b"",
    ],
)
def test_a_mail_that_is_not_from_one_person_is_from_nobody(headers: bytes) -> None:
    assert read(headers + b"To: x@desk.example\r\n\r\nhello").from_address == ""


@pytest.mark.parametrize(
    ("header", "source", "automatic"),
    [
        (b"", "avery@client.example", False),
        (b"", "", True),
        (b"", "<>", True),
        (b"Return-Path: <>\r\n", "avery@client.example", True),
        (b"Return-Path: <avery@client.example>\r\n", "avery@client.example", False),
        *(
            (header + b"\r\n", "avery@client.example", True)
            for header in (
                *(b"Auto-Submitted: auto-replied", b"Auto-Submitted: auto-generated; owner-email=x@y.example"),
                *(b"X-Autoreply: yes", b"X-Autorespond: Re: hello", b"X-Autoresponse: 1", b"Precedence: bulk"),
                *(b"Precedence: Auto_Reply", b"List-Id: <list.example>", b"X-Failed-Recipients: a@b.example"),
                b"X-Auto-Response-Suppress: All\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b.example",
                *(b"X-Apple-Action: VACATION", b"Content-Type: multipart/report; report-type=delivery-status"),
            )
        ),
        *(
            (header + b"\r\n", "avery@client.example", False)
            for header in (
                *(b"Auto-Submitted: no", b"Auto-Submitted: No ; x=y", b"X-Autoreply: no", b"Precedence: first-class"),
                *(b"X-Auto-Response-Suppress: All", b"X-MS-Exchange-Inbox-Rules-Loop: a@b.example"),
            )
        ),
    ],
)
def test_automatic_answers_say_so(header: bytes, source: str, automatic: bool) -> None:
    assert bool(read(header + REPLY, source=source).machine) is automatic


@pytest.mark.parametrize("sender", ["MAILER-DAEMON@mx.example", "postmaster@client.example"])
def test_mail_of_a_mail_system_is_automatic(sender: str) -> None:
    assert read(REPLY.replace(b"avery@client.example", sender.encode())).machine


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/plain; charset=x-unknown\r\n\r\nhello", "hello"),
        (b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!", ""),
        (b"Content-Type: multipart/alternative; boundary=b\r\n\r\nno parts at all", ""),
        (b"Content-Type: text/html\r\n\r\n<p>hello", ""),
        (b"Content-Type: text/plain\r\n\r\nbell\x07 and null\x00 are gone", "bell and null are gone"),
        (
            b"Content-Type: text/plain; charset=utf-8\r\n\r\nI\xc2\xa0added a\xe3\x80\x80photo",
            "I\u00a0added a\u3000photo",
        ),
        (b"", ""),
    ],
)
def test_a_badly_formed_message_is_read_as_far_as_it_goes(raw: bytes, text: str) -> None:
    assert read(raw).text == text


def test_message_ids_that_are_none_are_left_out() -> None:
    mail = read(b"References: <> <" + b"x" * 3_000 + b"> <thread-1@desk.example>\r\n\r\nhello")

    assert mail.message_ids == ("thread-1@desk.example",)


def test_a_receipt_whose_id_could_leave_the_bucket_prefix_is_refused() -> None:
    with pytest.raises(ValueError, match="messageId"):
        Receipt.model_validate(
            {"mail": {"messageId": "../x", "source": "", "timestamp": "2026-03-02T12:00:00Z"}, "receipt": {}}
        )


def test_what_cannot_be_read_of_a_receipt_is_not_repeated_in_the_error() -> None:
    with pytest.raises(ValueError, match="timestamp") as caught:
        Receipt.model_validate({"mail": {"messageId": "a", "source": "avery@client.example", "timestamp": "avery"}})

    assert "avery" not in str(caught.value)
