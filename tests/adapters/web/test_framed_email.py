"""A page that frames an email allows the styles of that email, and nothing else."""

import re

from adapters.web.framed_email import email_styles
from adapters.web.responses import html_response
from adapters.web.templates import source_of
from domain.notifications.messages import EmailName
from tests.templates.reading import written_with


def test_page_without_an_email_allows_its_own_style_alone() -> None:
    assert email_styles("") == ""


def test_every_style_of_an_email_is_allowed_by_its_hash() -> None:
    html = written_with(EmailName.REJECTED, "Words.").html

    policy = html_response(200, "", "sha256-x", email_styles=email_styles(html)).headers["Content-Security-Policy"]

    elements, attributes = re.findall(r"style-src(?:-attr)? ([^;]+);", str(policy))
    assert "unsafe-inline" not in policy and "'unsafe-hashes'" not in elements
    for style in re.findall(r"<style>(.*?)</style>", html, re.DOTALL):
        assert source_of(style) in elements
    for style in re.findall(r'style="([^"]*)"', html):
        assert source_of(style) in attributes


def test_words_in_an_email_allow_no_style() -> None:
    hostile = '<style>body { display: none }</style><p style="position: fixed">x</p>'

    html = written_with(EmailName.REJECTED, hostile).html

    assert hostile not in html
    assert email_styles(html) == email_styles(written_with(EmailName.REJECTED, "Words.").html)
