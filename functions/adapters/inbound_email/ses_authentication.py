"""What SES found about a message's sender, from the one header field that SES itself wrote.

SES writes above a message that it receives, in this order (``Return-Path`` and the fields of its scanner may be
missing): ``Return-Path``, ``Received: from HOST (...) by inbound-smtp.REGION.amazonaws.com with SMTP id ID for ...``,
``X-SES-Spam-Verdict``, ``X-SES-Virus-Verdict``, ``Received-SPF``, ``Authentication-Results``, ``X-SES-RECEIPT``.
Everything below may be the sender's. ``Authentication-Results`` has a line for each verdict::

    Authentication-Results: amazonses.com;
     spf=pass (spfCheck: domain of ... designates ... as permitted sender) client-ip=...; envelope-from=...; helo=HOST;
     dkim=pass header.i=@client.example;
     dkim=pass header.i=@amazonses.com;
     dmarc=pass header.from=client.example;

There is a ``dkim`` line for each signature, none without, in any order; ``pass`` may be ``permerror``, ``fail`` and the
like. Before 2019 there was no ``dmarc`` line, or one with ``properties.from``. The receipt's verdict on DKIM is one for
all signatures, and not used. Source: the messages in
https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html, and some fifteen that people
published. What SES copies from the sender, such as the name by which the sending host calls itself, can hold no line
break: so a whole line that begins with its verdict is SES's own.
"""

import re
from typing import NamedTuple

from adapters.inbound_email.headers import Fields

_BEFORE = ("received-spf", "x-ses-spam-verdict", "x-ses-virus-verdict")
_RECEIVED = r"from ([^\s;()]+) \([^()]*\)\s+by inbound-smtp\.[a-z0-9-]+\.amazonaws\.com with E?SMTPS? id {id}\s.*"
_DOMAIN = r"((?:[A-Za-z0-9_-]+\.)+[A-Za-z0-9-]+)"
_SIGNED = re.compile(rf"dkim=pass header\.i=[A-Za-z0-9._+=-]*@{_DOMAIN};")
_OF_FROM = re.compile(rf"dmarc=[a-z]+ (?:header|properties)\.from={_DOMAIN};")


class SesFindings(NamedTuple):
    """``dkim_domains`` have a signature that SES verified; ``dmarc_domain`` is that of From, as SES read it.

    Both in lower case; empty if there is any doubt who wrote them.
    """

    dkim_domains: tuple[str, ...] = ()
    dmarc_domain: str = ""


def ses_findings(fields: Fields, receipt_id: str) -> SesFindings:
    """Read SES's ``Authentication-Results``. Lines of another form prove nothing and take nothing away."""
    server, spf, *verdicts = [*_lines_of_ses(fields, receipt_id), "", ""]
    if server != "amazonses.com;" or not spf.startswith("spf="):
        return SesFindings()
    signed = filter(None, map(_SIGNED.fullmatch, verdicts))
    of_from = [found[1].lower() for found in map(_OF_FROM.fullmatch, verdicts) if found]
    return SesFindings(tuple(found[1].lower() for found in signed), of_from[0] if len(of_from) == 1 else "")


def _lines_of_ses(fields: Fields, receipt_id: str) -> list[str]:
    """The lines of SES's Authentication-Results; none unless the topmost fields are those that SES writes.

    SES's own ``Received`` has the receipt's id, that nobody knows before. The name of the sending host must be the same
    in both fields, so that the line that ends with it is whole.
    """
    top = [field for field in fields.all[:10] if field.name != "return-path"]
    received = re.compile(_RECEIVED.format(id=re.escape(receipt_id)))
    by_ses = received.fullmatch(top[0].value) if top and top[0].name == "received" else None
    rest = [field for field in top[1:] if field.name not in _BEFORE]
    if by_ses is None or [field.name for field in rest[:2]] != ["authentication-results", "x-ses-receipt"]:
        return []
    lines = [line.strip() for line in rest[0].lines]
    return lines if lines[1:] and lines[1].endswith(f" helo={by_ses[1]};") else []
