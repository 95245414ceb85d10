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
        (AVERY, "MAILER-DAEMON@mx.example", "sent by MAILER-DAEMON@mx.example"),
        (AVERY, "no-reply@client.example", "sent by no-reply@client.example"),
        (AVERY, "", "an empty Return-Path"),
        (AVERY, "<>", "an empty Return-Path"),
        (AVERY, AVERY, ""),
    ],
)
def test_sender_of_a_machine_is_a_mark(sender: str, source: str, mark: str) -> None:
    assert read(REPLY.replace(AVERY.encode(), sender.encode()), source=source).machine == mark
