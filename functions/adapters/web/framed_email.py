"""An email in a page's ``iframe``: what the page's Content-Security-Policy has to allow for its styles.

The frame is sandboxed, so nothing in it runs. It inherits the policy of the page, so nothing in it loads. The hashes
allow exactly the styles that the email's template has. What people wrote is escaped and cannot add one.
"""

import re

from adapters.web.templates import source_of

_ELEMENT = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_ATTRIBUTE = re.compile(r'\sstyle="([^"]*)"')


def email_styles(html: str) -> str:
    """The end of a ``style-src`` directive, and ``style-src-attr`` behind it; empty without an email."""
    if not html:
        return ""
    elements, attributes = (_sources(pattern, html) for pattern in (_ELEMENT, _ATTRIBUTE))
    return f" {elements}; style-src-attr 'unsafe-hashes' {attributes}"


def _sources(pattern: re.Pattern[str], html: str) -> str:
    return " ".join(f"'{source_of(text)}'" for text in dict.fromkeys(pattern.findall(html)))
