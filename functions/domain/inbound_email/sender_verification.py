"""Whether a received message is from whom it says, by what SES found."""

from functools import cache
from typing import TYPE_CHECKING

from domain.cases.case import Case
from domain.cases.inbound_message import InboundMessage, SesVerdict

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def reason_to_doubt(message: InboundMessage, case: Case) -> str:
    """Why somebody must look at a message before it has an effect; empty for a message that is trusted.

    It must be proved to come from the applicant's or the owner's address, with no virus, no spam, and no hint that a
    machine wrote it.
    """
    if message.virus is SesVerdict.FAIL:
        return "SES found a virus in it."
    if message.spam is SesVerdict.FAIL:
        return "SES takes it for spam."
    if not message.from_address:
        return f"Its sender can't be determined: {message.sender_defect}."
    if message.from_address.casefold() not in _people(case):
        return "It's from neither the applicant nor the key owner."
    if not is_proved(message):
        return "Its sender isn't verified: anyone could have used this address."
    return f"It may have been sent automatically: {message.hint}." if message.hint else ""


def is_proved(message: InboundMessage) -> bool:
    """Whether the From address is authenticated: by DMARC (RFC 7489), or by SPF or DKIM of an aligned domain.

    The latter where the domain publishes no DMARC policy (GRAY). SES must have applied DMARC to the domain that we read
    in From: if it names another one, it read another sender.
    https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
    """
    domain = _domain(message.from_address)
    is_of_from = message.dmarc_domain.lower() == domain.lower()
    if message.dmarc is not SesVerdict.GRAY:
        return message.dmarc is SesVerdict.PASS and is_of_from
    if message.dmarc_domain and not is_of_from:
        return False
    verified = [_domain(message.envelope_sender)] if message.spf is SesVerdict.PASS else []
    return any(are_aligned(domain, other) for other in (*verified, *message.dkim_domains))


def _people(case: Case) -> set[str]:
    request = case.application.request
    people = (request.applicant, request.other_owner)
    return {person.email.casefold() for person in people if person}


def are_aligned(domain: str, other: str) -> bool:
    """Relaxed alignment (RFC 7489, 3.1): both domains belong to one organization."""
    domain, other = domain.lower(), other.lower()
    if domain == other:
        return bool(domain.strip("."))
    organization = _public_suffixes().privatesuffix(domain)
    return bool(organization) and organization == _public_suffixes().privatesuffix(other)


@cache
def _public_suffixes() -> "PublicSuffixList":
    """The list with its private part: the tenants of a host such as github.io are organizations of their own."""
    from publicsuffixlist import PublicSuffixList  # reading the list takes time, and few messages need it

    return PublicSuffixList()


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
