"""The emails' stylesheet, written into ``style`` attributes when a template is compiled.

Mail programs ignore much of a ``style`` element, and all of it for accounts of other providers. The stylesheet has
rules for elements and classes only. So the start tags of a template can be styled one by one, before any value is
filled in, and rendering an email takes no extra time.
"""

import re
from functools import cache
from pathlib import Path

from jinja2.ext import Extension

from domain.model.marketplace import load_marketplace

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SELECTOR = re.compile(r"\.?[a-z][a-z0-9-]*")
_START_TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
_CLASSES = re.compile(r'\sclass="([^"]*)"')

Rules = list[tuple[str, dict[str, str]]]
"""Selectors (``p`` or ``.quiet``) with their declarations, in the order of the stylesheet."""


class InlineStyle(Extension):
    """Styles the start tags of the emails' HTML templates."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """See Jinja. The stylesheet is ``emails/_base/style.css``; ``$accent`` in it is the marketplace's colour."""
        if filename is None or name is None or not (name.startswith("emails/") and name.endswith(".html")):
            return source
        folder = Path(filename.removesuffix(name))
        styled = with_style(source, rules_of(folder / "emails" / "_base" / "style.css"))
        return styled.replace("$accent", load_marketplace().accent.light)


def with_style(template: str, rules: Rules) -> str:
    """The template, with a ``style`` attribute in each start tag that a rule matches.

    Raises:
        ValueError: if a tag has a class that is not in the stylesheet.
    """
    known = {selector for selector, _ in rules}

    def styled(tag: re.Match[str]) -> str:
        found = _CLASSES.search(tag[2])
        classes = [f".{name}" for name in found[1].split()] if found else []
        if unknown := set(classes) - known:
            raise ValueError(f"the emails' stylesheet has no {', '.join(sorted(unknown))}")
        style: dict[str, str] = {}
        for selector, declarations in rules:
            if selector == tag[1] or selector in classes:
                style.update(declarations)
        inline = "; ".join(f"{name}: {value}" for name, value in style.items())
        return f'<{tag[1]}{tag[2]} style="{inline}">' if inline else tag[0]

    return _START_TAG.sub(styled, template)


@cache
def rules_of(sheet: Path) -> Rules:
    """Raises ``ValueError`` if the stylesheet has more than can be written into an attribute."""
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
    pairs = (declaration.partition(":") for declaration in body.split(";") if declaration.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}
