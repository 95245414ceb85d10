"""The look of the mails: one stylesheet, written into ``style`` attributes while a template is compiled.

Mail programs drop much of what a ``style`` element says, and all of it where the account is not their own. The sheet
has rules for elements and classes alone, so each start tag of a template can be looked up by itself, before anything
that somebody wrote is in it; and a mail costs nothing more to write.
"""

import re
from functools import cache
from pathlib import Path

from jinja2.ext import Extension

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\.?[a-z][a-z0-9-]*")
_START_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_CLASSES = re.compile(r'\sclass="([^"]*)"')

Rules = list[tuple[str, dict[str, str]]]
"""Selectors, ``p`` or ``.quiet``, with their declarations, in the order of the sheet."""


class InlineStyle(Extension):
    """Gives each start tag of the mails' HTML templates the style that the sheet has for it."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """See Jinja. The sheet lies beside the templates that all mails share."""
        if filename is None or name is None or not (name.startswith("emails/") and name.endswith(".html")):
            return source
        folder = Path(filename.removesuffix(name))
        return with_style(source, rules_of(folder / "emails" / "_base" / "style.css"))


def with_style(template: str, rules: Rules) -> str:
    """The template, with a ``style`` attribute in each start tag for which there is a rule.

    Raises:
        ValueError: if a tag has a class of which the sheet knows nothing.
    """
    known = {selector for selector, _ in rules}

    def styled(tag: re.Match[str]) -> str:
        found = _CLASSES.search(tag[2])
        classes = [f".{one}" for one in found[1].split()] if found else []
        if unknown := set(classes) - known:
            raise ValueError(f"the mails' stylesheet has no {', '.join(sorted(unknown))}")
        style: dict[str, str] = {}
        for selector, declarations in rules:
            if selector == tag[1] or selector in classes:
                style.update(declarations)
        inline = "; ".join(f"{name}: {value}" for name, value in style.items())
        return f'<{tag[1]}{tag[2]} style="{inline}">' if inline else tag[0]

    return _START_TAG.sub(styled, template)


@cache
def rules_of(sheet: Path) -> Rules:
    """The rules of a stylesheet.

    Raises:
        ValueError: if it has more than can be written into an attribute.
    """
    text = _COMMENT.sub("", sheet.read_text("utf-8"))
    if _RULE.sub("", text).strip() or '"' in text:
        raise ValueError(f"{sheet.name} can hold plain rules alone, with single quotes")
    rules = [
        (selector.strip(), _declarations(body)) for head, body in _RULE.findall(text) for selector in head.split(",")
    ]
    if odd := [selector for selector, _ in rules if not _SELECTOR.fullmatch(selector)]:
        raise ValueError(f"{sheet.name} can have elements and classes as selectors alone, not {odd[0]}")
    return rules


def _declarations(body: str) -> dict[str, str]:
    pairs = (one.partition(":") for one in body.split(";") if one.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
