"""Whether a received message is from whom it says, as far as SES could find out."""

from domain.cases.case import Case
from domain.cases.inbound_message import InboundMessage, SesVerdict


def reason_to_doubt(mail: InboundMessage, case: Case) -> str:
    """Why a person must look at a message before the desk follows it; empty where nobody need.

    Its From must be the applicant's or the owner's address, and proved; no scanner may object to it; and nothing may
    hint at a machine.
    """
    if mail.virus is SesVerdict.FAIL:
        return "SES found a virus in it."
    if mail.spam is SesVerdict.FAIL:
        return "SES takes it for spam."
    if mail.from_address.casefold() not in _people(case):
        return "It is from neither the applicant nor the owner of the key."
    if not is_proved(mail):
        return "Its sender is not proved: anybody can write this address there."
    return f"Perhaps a machine wrote it: {mail.hint}." if mail.hint else ""


def is_proved(mail: InboundMessage) -> bool:
    """Whether the domain of the From address stands for the message.

    By DMARC (RFC 7489); where the domain publishes no policy (GRAY), by SPF or DKIM of an aligned domain.
    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
    """
    if mail.dmarc is not SesVerdict.GRAY:
        return mail.dmarc is SesVerdict.PASS
    domain = _domain(mail.from_address)
    by_spf = mail.spf is SesVerdict.PASS and _are_aligned(domain, _domain(mail.envelope_sender))
    return by_spf or (mail.dkim is SesVerdict.PASS and any(_are_aligned(domain, one) for one in mail.dkim_domains))


def _people(case: Case) -> set[str]:
    request = case.application.request
    people = (request.applicant, request.other_owner)
    return {person.email.casefold() for person in people if person}


def _are_aligned(one: str, other: str) -> bool:
    """The same domain, or one below the other.

    DMARC's relaxed alignment also joins two domains below the same registered one, for which a list of all public
    suffixes would be needed. Without, such a message is held.
    """
    one, other = one.lower(), other.lower()
    return bool(one and other) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
