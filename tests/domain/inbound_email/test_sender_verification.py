import pytest

from domain.inbound_email.sender_verification import are_aligned


@pytest.mark.parametrize(
    ("domain", "other"),
    [
        ("client.example", "client.example"),
        ("client.example", "CLIENT.example"),
        ("client.example", "bounces.client.example"),
        ("mail.client.example", "client.example"),
        ("mail.client.example", "bounces.client.example"),
        ("mail.client.co.uk", "client.co.uk"),
        ("tenant.github.io", "mail.tenant.github.io"),
        ("xn--mnchen-3ya.de", "mail.xn--mnchen-3ya.de"),
        ("localhost", "localhost"),
    ],
)
def test_domains_of_one_organization_are_aligned(domain: str, other: str) -> None:
    assert are_aligned(domain, other)
    assert are_aligned(other, domain)


@pytest.mark.parametrize(
    ("domain", "other"),
    [
        ("client.example", "elsewhere.example"),
        ("client.example", "notclient.example"),
        ("client.example", "example"),
        ("client.co.uk", "co.uk"),
        ("client.co.uk", "mallory.co.uk"),
        ("victim.github.io", "github.io"),
        ("victim.github.io", "mallory.github.io"),
        ("victim.s3.amazonaws.com", "mallory.s3.amazonaws.com"),
        ("xn--mnchen-3ya.de", "mnchen.de"),
        ("", ""),
        ("client.example", ""),
        (".", "."),
        ("client..example", "mail.client..example"),
    ],
)
def test_domains_of_two_organizations_are_not_aligned(domain: str, other: str) -> None:
    assert not are_aligned(domain, other)
    assert not are_aligned(other, domain)
