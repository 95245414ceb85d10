import pytest

from tests.adapters.inbound_email.test_parser import REPLY, read

AVERY = "avery@client.example"


@pytest.mark.parametrize(
    ("header", "mark"),
    [
        ("Auto-Submitted: auto-replied", "Auto-Submitted: auto-replied"),
        (
            "Auto-Submitted: auto-generated; owner-email=x@y.example",
            "Auto-Submitted: auto-generated; owner-email=x@y.example",
        ),
        ("X-Autoreply: yes", "X-Autoreply: yes"),
        ("X-Autoreply: " + "y" * 500, "X-Autoreply: " + "y" * 86 + "…"),
        ("X-Autorespond: Re: hello", "X-Autorespond: Re: hello"),
        ("X-Autoresponse: 1", "X-Autoresponse: 1"),
        ("X-Apple-Action: VACATION", "X-Apple-Action: VACATION"),
        ("Precedence: bulk", "Precedence: bulk"),
        ("Precedence: Auto_Reply", "Precedence: Auto_Reply"),
        ("List-Id: Clients <clients.list.example>", "List-Id: Clients <clients.list.example>"),
        ("Mailing-List: list clients@list.example", "Mailing-List: list clients@list.example"),
        ("List-Subscribe: <mailto:a@b.example>", "List-Subscribe: <mailto:a@b.example>"),
        ("List-Post: <mailto:a@b.example>", "List-Post: <mailto:a@b.example>"),
        ("X-ML-Name: clients", "X-Ml-Name: clients"),
        ("X-Mailing-List: clients", "X-Mailing-List: clients"),
        ("X-Failed-Recipients: a@b.example", "X-Failed-Recipients: a@b.example"),
        ("Return-Path: <>", "an empty Return-Path"),
        ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", "an automatic reply of Exchange"),
        (
            "X-Auto-Response-Suppress: All\r\nX-MS-Exchange-Inbox-Rules-Loop: a@b.example",
            "an automatic reply of Exchange",
        ),
        ("Content-Type: multipart/report; report-type=delivery-status", "multipart/report"),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", "multipart/report"),
        ("Content-Type: message/disposition-notification", "message/disposition-notification"),
    ],
)
def test_mark_of_a_machine_is_named(header: str, mark: str) -> None:
    assert read(header.encode() + b"\r\n" + REPLY).machine == mark


@pytest.mark.parametrize(
    "header",
    [
        f"Return-Path: <{AVERY}>",
        *("Auto-Submitted: no", "Auto-Submitted: No ; x=y", "X-Autoreply: no", "Precedence: first-class"),
        *("X-Auto-Response-Suppress: All", "X-MS-Exchange-Inbox-Rules-Loop: a@b.example"),
    ],
)
def test_header_that_people_send_too_is_no_mark(header: str) -> None:
    assert read(header.encode() + b"\r\n" + REPLY).machine == ""


def test_delivery_report_inside_a_message_is_a_mark() -> None:
    raw = (
        b"From: avery@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nSee the report.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nAction: failed\r\n--b--"
    )

    assert read(raw).machine == "message/delivery-status"


@pytest.mark.parametrize(
    ("sender", "source", "mark"),
    [
        ("Reply+Token@desk.example", AVERY, "our own mail coming back"),
        ("MAILER-DAEMON@mx.example", AVERY, "sent by MAILER-DAEMON@mx.example"),
        ("postmaster@client.example", AVERY, "sent by postmaster@client.example"),
        ("post_master@client.example", AVERY, "sent by post_master@client.example"),
        ("No.Reply+42@client.example", AVERY, "sent by No.Reply+42@client.example"),
        ("auto-reply@client.example", AVERY, "sent by auto-reply@client.example"),
        ("avery.noreply@client.example", AVERY, ""),
        ("posta.master@client.example", AVERY, ""),
        (AVERY, "MAILER-DAEMON@mx.example", "sent by MAILER-DAEMON@mx.example"),
        (AVERY, "no-reply@client.example", "sent by no-reply@client.example"),
        (AVERY, "", "an empty Return-Path"),
        (AVERY, "<>", "an empty Return-Path"),
        (AVERY, AVERY, ""),
    ],
)
def test_sender_of_a_machine_is_a_mark(sender: str, source: str, mark: str) -> None:
    assert read(REPLY.replace(AVERY.encode(), sender.encode()), source=source).machine == mark


COMPLAINT = b"Feedback-Type: abuse\r\nUser-Agent: Tool/1.0\r\nVersion: 1\r\n"


@pytest.mark.parametrize("media_type", ["text/plain", "message/rfc822-headers", "application/octet-stream", ""])
def test_complaint_without_its_type_is_a_mark(media_type: str) -> None:
    parts = [b"Content-Type: text/plain\r\n\r\nThis is a report.\r\n"]
    parts += [f"Content-Type: {media_type}\r\n\r\n".encode() + COMPLAINT]
    body = b"".join(b"\r\n--b\r\n" + part for part in parts) + b"\r\n--b--\r\n"
    raw = b"From: avery@client.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" + body

    assert read(raw).machine == "a complaint about spam"
    assert read(b"From: avery@client.example\r\n\r\n" + COMPLAINT).machine == "a complaint about spam"


@pytest.mark.parametrize(
    "text",
    [
        "Feedback-Type: abuse is a field of complaints.",
        "Feedback-Type: none",
        "Version: 2 is out\r\nFeedback-Type? None",
    ],
)
def test_person_who_writes_of_complaints_is_no_machine(text: str) -> None:
    assert read(b"From: avery@client.example\r\n\r\n" + text.encode()).machine == ""
