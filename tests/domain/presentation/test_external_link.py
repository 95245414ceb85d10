"""What an applicant names as a website becomes a link only where it is safe to follow."""

import pytest

from domain.presentation.external_link import external_link


@pytest.mark.parametrize(
    "url",
    [
        "https://analytics.client.example",
        "http://client.example:8080/reports?week=1#top",
        "https://client.example/%0d%0aname",
        "https://1and1.example",
    ],
)
def test_web_address_is_a_link_to_itself(url: str) -> None:
    assert external_link(url) == {"url": url, "other_form": ""}


@pytest.mark.parametrize(
    ("url", "leads_to", "other_form"),
    [
        ("https://m\u00fcnchen.example/a", "https://xn--mnchen-3ya.example/a", "xn--mnchen-3ya.example"),
        ("https://\u0430pple.example", "https://xn--pple-43d.example", "xn--pple-43d.example"),
        ("https://xn--pple-43d.example", "https://xn--pple-43d.example", "\u0430pple.example"),
        ("https://\uff45xample.com", "https://example.com", "example.com"),
        ("https://one\u3002example", "https://one.example", "one.example"),
    ],
)
def test_host_of_other_letters_is_shown_in_both_forms(url: str, leads_to: str, other_form: str) -> None:
    assert external_link(url) == {"url": leads_to, "other_form": other_form}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "client.example",
        "//client.example",
        "https:client.example",
        "https:///client.example",
        "javascript:alert(1)",
        "JavaScript://client.example/%0aalert(1)",
        "data:text/html,<script>alert(1)</script>",
        "ftp://client.example",
        "https://bank.example@client.example",
        "https://user:password@client.example",
        "https://@client.example",
        "https://client.example\\@bank.example",
        "https:\\\\client.example",
        "https://client.example/a b",
        "https://cli\nent.example",
        "java\nscript:alert(1)",
        "https://client.example/\u202egpj.exe",
        "https://cli\u200bent.example",
        'https://client.example/"onclick="x',
        "https://client.example:99999",
        "https://client.example:x",
        "https://localhost",
        "https://router",
        "https://127.0.0.1",
        "https://2130706433",
        "https://0x7f.1",
        "https://[::1]/",
        "https://[::1",
        "https://client..example",
        "https://.example",
        f"https://{'a' * 64}.example",
        "https://xn--a.example",
        "https://\u2100.example",
    ],
)
def test_anything_else_is_no_link(url: str) -> None:
    assert external_link(url) is None
