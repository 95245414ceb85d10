"""The shapes are those that SES wrote above real messages, with other names."""

import pytest

from adapters.inbound_email.parser import parse
from tests.adapters.inbound_email.test_parser import REPLY, receipt

RECEIVED = (
    "Received: from mail.client.example (mx7.client.example [203.0.113.7])\r\n"
    " by inbound-smtp.eu-west-1.amazonaws.com with SMTP id receipt-1\r\n"
    " for reply+token@desk.example;\r\n Mon, 02 Mar 2026 12:00:00 +0000 (UTC)\r\n"
)
SCANNED = "X-SES-Spam-Verdict: PASS\r\nX-SES-Virus-Verdict: PASS\r\n"
SPF = "pass (spfCheck: domain of client.example designates 203.0.113.7 as permitted sender) client-ip=203.0.113.7;"
ENVELOPE = " envelope-from=avery@client.example; helo=mail.client.example;"
SIGNED = " dkim=pass header.i=@client.example;\r\n"
OF_FROM = " dmarc=pass header.from=client.example;\r\n"
RESULTS = f"Authentication-Results: amazonses.com;\r\n spf={SPF}{ENVELOPE}\r\n{SIGNED}{OF_FROM}"
END = "X-SES-RECEIPT: AEFBQUFB\r\nX-SES-DKIM-SIGNATURE: a=rsa-sha256; d=amazonses.com;\r\n"
RETURN_PATH = "Return-Path: <avery@client.example>\r\n"
BY_SES = RETURN_PATH + RECEIVED + SCANNED + f"Received-SPF: {SPF}{ENVELOPE}\r\n" + RESULTS + END
FORGED = RESULTS.replace("client.example", "bank.example")
CLIENT = ("client.example",)
BY_AMAZON = " dkim=pass header.i=@amazonses.com;\r\n"
NO_SPF = SPF.replace(
    "pass (spfCheck: domain of client.example designates 203.0.113.7 as permitted sender)",
    "none (spfCheck: 203.0.113.7 is neither permitted nor denied by domain of client.example)",
)


def findings(header: str) -> tuple[tuple[str, ...], str]:
    """The domains of verified signatures, and that of DMARC."""
    message = parse(header.encode() + REPLY, receipt())
    return message.dkim_domains, message.dmarc_domain


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (BY_SES, (CLIENT, "client.example")),
        (RECEIVED + RESULTS + END, (CLIENT, "client.example")),
        (BY_SES.replace(SIGNED, SIGNED + BY_AMAZON), ((*CLIENT, "amazonses.com"), "client.example")),
        (BY_SES.replace(SIGNED, BY_AMAZON + SIGNED), (("amazonses.com", *CLIENT), "client.example")),
        (BY_SES.replace(SIGNED, ""), ((), "client.example")),
        (BY_SES.replace("dkim=pass", "dkim=permerror"), ((), "client.example")),
        (BY_SES.replace(OF_FROM, ""), (CLIENT, "")),
        (BY_SES.replace("dmarc=pass header", "dmarc=none header"), (CLIENT, "client.example")),
        (BY_SES.replace("dmarc=pass header", "dmarc=none properties"), (CLIENT, "client.example")),
        (BY_SES.replace("dmarc=pass header.from=client.example", "dmarc=permerror"), (CLIENT, "")),
        (BY_SES.replace(SPF, NO_SPF), (CLIENT, "client.example")),
        (
            BY_SES.replace("header.i=@client.example", "header.i=@client-example.20230601.gappssmtp.com"),
            (("client-example.20230601.gappssmtp.com",), "client.example"),
        ),
        (
            BY_SES.replace("header.i=@client", "header.i=avery@Mail.client"),
            (("mail.client.example",), "client.example"),
        ),
        (BY_SES.replace("with SMTP id", "with ESMTPS id"), (CLIENT, "client.example")),
    ],
)
def test_findings_of_ses_are_read_as_it_writes_them(header: str, expected: tuple[tuple[str, ...], str]) -> None:
    assert findings(header) == expected


@pytest.mark.parametrize(
    "odd",
    [
        "dkim=fail header.i=@bank.example;",
        "dkim=fail reason=signature_incorrect header.i=@bank.example;",
        "dkim=temperror header.i=@bank.example;",
        "dkim=none;",
        "dkim=pass;",
        "dkim=pass header.d=bank.example;",
        "dkim=pass (2048-bit key) header.i=@bank.example;",
        "dkim=pass header.i=@bank.example header.s=s1 header.b=AbC;",
        "dkim=pass header.i=bank.example;",
        "dkim=pass header.i=@localhost;",
        "dkim=pass header.i=@bank.example",
        "dkim=pass header.i=@bank.example@x;",
        "dkim=pass header.i=a b@bank.example;",
        "dkim=pass header.i=a;dkim=pass header.i=@bank.example;",
        "arc=pass header.i=@bank.example;",
    ],
)
def test_odd_verdict_proves_nothing_and_does_no_harm_to_another(odd: str) -> None:
    assert findings(BY_SES.replace(SIGNED, f" {odd}\r\n{SIGNED}")) == (CLIENT, "client.example")
    assert findings(BY_SES.replace(SIGNED, f"{SIGNED} {odd}\r\n")) == (CLIENT, "client.example")
    assert findings(BY_SES.replace(SIGNED, f" {odd}\r\n")) == ((), "client.example")


@pytest.mark.parametrize(
    "of_from",
    [
        f"{OF_FROM} dmarc=fail header.from=bank.example;\r\n",
        " dmarc=pass header.from=client.example header.from=bank.example;\r\n",
        " dmarc=pass header.from=avery@client.example;\r\n",
        " dmarc=pass (p=none) header.from=client.example;\r\n",
        " dmarc=pass header.from=client.example\r\n",
    ],
)
def test_dmarc_verdict_of_another_form_names_no_domain(of_from: str) -> None:
    assert findings(BY_SES.replace(OF_FROM, of_from)) == (CLIENT, "")


@pytest.mark.parametrize(
    "header",
    [
        "",
        FORGED,
        FORGED + END,
        BY_SES.replace("id receipt-1", "id receipt-2"),
        BY_SES.replace("id receipt-1", "id receipt-12"),
        BY_SES.replace("inbound-smtp.eu-west-1.amazonaws.com", "mail.bank.example"),
        BY_SES.replace("amazonses.com;\r\n spf", "mail.bank.example;\r\n spf"),
        "X-Other: 1\r\n" + BY_SES,
        BY_SES.replace("X-SES-RECEIPT", "X-Other"),
        RETURN_PATH + RECEIVED + SCANNED + END + FORGED + END,
        RETURN_PATH + RECEIVED + SCANNED + "Received: from a by b\r\n" + FORGED + END,
        BY_SES.replace(f"spf={SPF}{ENVELOPE}\r\n dkim", "dkim"),
    ],
)
def test_nothing_is_found_in_doubt_who_wrote_the_field(header: str) -> None:
    assert findings(header) == ((), "")


HELO = "mail.client.example; dkim=pass header.i=@bank.example; dmarc=pass header.from=bank.example"
SAYS_MORE = BY_SES.replace("helo=mail.client.example", f"helo={HELO}")
RECEIVED_SO = ("from mail.client.example (", f"from {HELO} (")


@pytest.mark.parametrize(
    "header",
    [
        SAYS_MORE,
        SAYS_MORE.replace(*RECEIVED_SO),
        # as if SES folded a line that is too long
        SAYS_MORE.replace(HELO, HELO.replace("; ", ";\r\n ")).replace(*RECEIVED_SO),
        BY_SES.replace("avery@client.example;", '"; dkim=pass header.i=@bank.example; "@client.example;'),
        BY_SES.replace("domain of client.example", "domain of x) dkim=pass header.i=@bank.example; (x"),
        BY_SES.replace("header.i=@client", "header.i=x\r\n dkim=pass header.i=@bank.example\r\n @client"),
    ],
)
def test_verdict_that_the_sender_wrote_into_a_name_does_not_count(header: str) -> None:
    dkim_domains, dmarc_domain = findings(header)

    assert "bank.example" not in (*dkim_domains, dmarc_domain)


def test_fields_that_the_sender_adds_below_are_ignored() -> None:
    assert findings(BY_SES + FORGED + END) == (CLIENT, "client.example")
