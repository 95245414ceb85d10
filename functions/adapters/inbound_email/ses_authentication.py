"""The domain whose DKIM signature SES verified, from the one header field that SES itself wrote.

SES writes above a message that it receives, in this order (``Return-Path`` and the fields of its scanner may be
missing): ``Return-Path``, ``Received: from HOST by inbound-smtp.REGION.amazonaws.com with SMTP id ID for ...``,
``X-SES-Spam-Verdict``, ``X-SES-Virus-Verdict``, ``Received-SPF``, ``Authentication-Results: amazonses.com; spf=...;
dkim=pass header.i=@client.example; dmarc=pass header.from=client.example;``, ``X-SES-RECEIPT``. Source: the whole
message in https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-examples.html. Everything below may
be the sender's, and so may parts of these values: SES copies the name that the sending host gives itself.
"""

import re

from adapters.inbound_email.headers import Fields
from domain.cases.inbound_message import SesVerdict

_BEFORE = ("received-spf", "x-ses-spam-verdict", "x-ses-virus-verdict")
_RECEIVED = r"\bby inbound-smtp\.[a-z0-9-]+\.amazonaws\.com with E?SMTPS? id {id}\b"
_SIGNED = re.compile(r"dkim=pass header\.i=[A-Za-z0-9._+=-]*@((?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]+)")


def dkim_domains(fields: Fields, receipt_id: str, dkim: SesVerdict) -> tuple[str, ...]:
    """The verified domain in lower case; none if there is any doubt who wrote the field.

    The field must be between SES's own ``Received``, which has the receipt's id (that nobody knows before), and SES's
    ``X-SES-RECEIPT``. It must have one verdict on DKIM as SES writes them (SES names one signature, even of several),
    and the receipt itself must say that DKIM passed.
    """
    results = _written_by_ses(fields, receipt_id)
    if dkim is not SesVerdict.PASS or results is None or any(sign in results for sign in '"\\'):
        return ()
    server, *verdicts = (clause.strip() for clause in results.split(";"))
    of_dkim = [verdict for verdict in verdicts if "dkim" in verdict.lower()]
    signed = _SIGNED.fullmatch(of_dkim[0]) if server == "amazonses.com" and len(of_dkim) == 1 else None
    return (signed[1].lower(),) if signed else ()


def _written_by_ses(fields: Fields, receipt_id: str) -> str | None:
    """The value of SES's Authentication-Results, if the topmost fields are those that SES writes."""
    top = [field for field in fields.all[:10] if field[0] != "return-path"]
    received = re.compile(_RECEIVED.format(id=re.escape(receipt_id)))
    if not top or top[0][0] != "received" or not received.search(top[0][1]):
        return None
    rest = [(name, value) for name, value in top[1:] if name not in _BEFORE]
    if [name for name, _ in rest[:2]] != ["authentication-results", "x-ses-receipt"]:
        return None
    return rest[0][1]
