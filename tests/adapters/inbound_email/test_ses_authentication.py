import pytest

from adapters.inbound_email.parser import parse
from tests.adapters.inbound_email.test_parser import REPLY, receipt

RECEIVED = (
    "Received: from mail.client.example (mail.client.example [203.0.113.7])\r\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id receipt-1\r\n"
    " for reply+token@desk.example;\r\n Mon, 02 Mar 2026 12:00:00 +0000 (UTC)\r\n"
)
SCANNED = "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
SPF = "pass (spfCheck: domain of client.example designates 203.0.113.7 as permitted sender) client-ip=203.0.113.7;"
ENVELOPE = " envelope-from=avery@client.example; helo=mail.client.example;"
RESULTS = (
    f"Authentication-Results: amazonses.com;\r\n spf={SPF}{ENVELOPE}\r\n"
    " dkim=pass header.i=@client.example;\r\n dmarc=pass header.from=client.example;\r\n"
)
END = "X-SES-RECEIPT: AEFBQUFB\r\nX-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com;\r\n"
RETURN_PATH = "Return-Path: <avery@client.example>\r\n"
BY_SES = RETURN_PATH + RECEIVED + SCANNED + f"Received-SPF: {SPF}{ENVELOPE}\r\n" + RESULTS + END
FORGED = RESULTS.replace("client.example", "bank.example")


def domains(header: str, dkim: str = "PASS") -> tuple[str, ...]:
    return parse(header.encode() + REPLY, receipt(dkim=dkim)).dkim_domains


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (BY_SES, "client.example"),
        (RECEIVED + RESULTS + END, "client.example"),
        (BY_SES.replace("header.i=@client", "header.i=avery@Mail.client"), "mail.client.example"),
    ],
)
def test_domain_that_ses_verified_is_returned(header: str, expected: str) -> None:
    assert domains(header) == (expected,)


@pytest.mark.parametrize(
    "header",
    [
        "",
        FORGED,
        FORGED + END,
        BY_SES.replace("id receipt-1", "id receipt-2"),
        BY_SES.replace("inbound-smtp.eu-west-1.amazonaws.com", "mail.bank.example"),
        BY_SES.replace("amazonses.com;\r\n spf", "mail.bank.example;\r\n spf"),
        BY_SES.replace("dkim=pass", "dkim=fail"),
        "X-Other: 1\r\n" + BY_SES,
        BY_SES.replace("X-SES-RECEIPT", "X-Other"),
        RETURN_PATH + RECEIVED + SCANNED + END + FORGED + END,
        RETURN_PATH + RECEIVED + SCANNED + "Received: from a by b\r\n" + FORGED + END,
        BY_SES.replace("helo=mail.client.example", "helo=x; dkim=pass header.i=@bank.example; x"),
        BY_SES.replace("avery@client.example;", '"; dkim=pass header.i=@bank.example; "@client.example;'),
        BY_SES.replace("header.i=@client.example", "header.i=@client.example.bank.example@x"),
        BY_SES.replace("header.i=@client.example", "header.i=@localhost"),
        BY_SES.replace("header.i=@client.example", "header.i=client.example"),
    ],
)
def test_no_domain_is_returned_in_doubt_who_wrote_the_field(header: str) -> None:
    assert domains(header) == ()


def test_fields_that_the_sender_adds_below_are_ignored() -> None:
    assert domains(BY_SES + FORGED + END) == ("client.example",)


@pytest.mark.parametrize("dkim", ["FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"])
def test_no_domain_is_returned_if_the_receipts_dkim_did_not_pass(dkim: str) -> None:
    assert domains(BY_SES, dkim=dkim) == ()
