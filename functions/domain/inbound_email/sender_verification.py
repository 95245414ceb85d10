"""Whether a received message is from whom it says, by what SES found."""

from domain.cases.case import Case
from domain.cases.inbound_message import InboundMessage, SesVerdict


def reason_to_doubt(message: InboundMessage, case: Case) -> str:
    """Why somebody must look at a message before it has an effect; empty for a message that is trusted.

    It must be proved to come from the applicant's or the owner's address, with no virus, no spam, and no hint that a
    machine wrote it.
    """
    if message.virus is SesVerdict.FAIL:
        return "SES found a virus in it."
    if message.spam is SesVerdict.FAIL:
        return "SES takes it for spam."
    if message.from_address.casefold() not in _people(case):
        return "It is from neither the applicant nor the owner of the key."
    if not is_proved(message):
        return "Its sender is not proved: anybody can write this address there."
    return f"Perhaps a machine wrote it: {message.hint}." if message.hint else ""


def is_proved(message: InboundMessage) -> bool:
    """Whether the From address is authenticated: by DMARC (RFC 7489), or by SPF or DKIM of an aligned domain.

    The latter where the domain publishes no DMARC policy (GRAY).
    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
    """
    if message.dmarc is not SesVerdict.GRAY:
        return message.dmarc is SesVerdict.PASS
    domain = _domain(message.from_address)
    by_spf = message.spf is SesVerdict.PASS and _are_aligned(domain, _domain(message.envelope_sender))
    return by_spf or (
        message.dkim is SesVerdict.PASS and any(_are_aligned(domain, signer) for signer in message.dkim_domains)
    )


def _people(case: Case) -> set[str]:
    request = case.application.request
    people = (request.applicant, request.other_owner)
    return {person.email.casefold() for person in people if person}


def _are_aligned(domain: str, other: str) -> bool:
    """The same domain, or one below the other.

    DMARC's relaxed alignment also allows two subdomains of one registered domain. Telling that needs the list of
    public suffixes; without it, such a message is quarantined.
    """
    domain, other = domain.lower(), other.lower()
    return bool(domain and other) and (domain == other or domain.endswith(f".{other}") or other.endswith(f".{domain}"))


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
