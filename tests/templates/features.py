"""Which features of HTML and CSS a mail uses, as caniemail.com names them. What it does not name is named as it is."""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import tinycss2
from html5lib import HTMLParser

ELEMENTS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "html-h1-h6"),
    **dict.fromkeys(("ul", "ol", "li"), "html-lists"),
    **dict.fromkeys(("table", "tbody", "tr", "td", "th"), "html-table"),
    **dict.fromkeys(("article", "aside", "footer", "header", "main", "nav", "section", "time"), "html-semantics"),
}
LONGHANDS = re.compile(r"^(padding|margin|border)-(top|right|bottom|left)(-(width|style|color))?$|^(border)-color$")
FUNCTIONS = {"calc": "css-unit-calc", "rgb": "css-rgb", "rgba": "css-rgba", "var": "css-variables"}


def parse(html: str) -> Element:
    """The document, as WHATWG's parser reads it.

    Raises:
        html5lib.html5parser.ParseError: at the first thing that the parser would have to mend.
    """
    document: Element = HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    return document


def used_by(html: str) -> set[str]:
    """The features that a mail uses, and the elements, attributes and properties of which the data know nothing."""
    found = {"html-doctype"} if html.startswith("<!doctype html>") else set()
    found |= {"html-comments"} if "<!--" in html else set()
    for element in parse(html).iter():
        found |= set(_of_element(element))
        if "style" in element.attrib:
            found |= set(_of_declarations(tinycss2.parse_declaration_list(element.attrib["style"])))
        if element.tag == "style":
            found |= set(_of_rules(tinycss2.parse_stylesheet(element.text or "", skip_whitespace=True)))
    return found


def _of_element(element: Element) -> Iterator[str]:
    yield ELEMENTS.get(element.tag, f"html-{element.tag}")
    for name, value in element.attrib.items():
        if name == "href":
            yield "html-anchor-links" if value.startswith("#") else "html-a"
        elif name not in ("style", "class"):
            yield f"html-{name}"


def _of_rules(rules: list[Any]) -> Iterator[str]:
    for rule in rules:
        if rule.type == "comment":
            yield "css-comments"
        elif rule.type == "at-rule":
            yield f"css-at-{rule.lower_at_keyword}"
            yield from _of_condition(tinycss2.serialize(rule.prelude))
            yield from _of_rules(tinycss2.parse_rule_list(rule.content, skip_whitespace=True))
        elif rule.type == "qualified-rule":
            yield from _of_selector(tinycss2.serialize(rule.prelude).strip())
            yield from _of_declarations(tinycss2.parse_declaration_list(rule.content))
        else:
            raise AssertionError(f"{rule.type} in a stylesheet")


def _of_condition(condition: str) -> Iterator[str]:
    for feature in re.findall(r"\((?:min-|max-)?([a-z-]+)", condition):
        if feature not in ("width", "height"):  # css-at-media speaks of these
            yield f"css-at-media-{feature}"


def _of_selector(selector: str) -> Iterator[str]:
    if "," in selector:
        yield "css-selector-grouping"
    for one in selector.split(","):
        parts = one.split()
        if len(parts) > 1:
            yield "css-selector-descendant"
        for part in parts:
            kinds = {".": "class", "#": "id", "[": "attribute", "*": "universal", ">": "child"}
            yield f"css-selector-{kinds.get(part[0], 'type')}"
            yield from (f"css-pseudo-class-{name}" for name in re.findall(r":([a-z-]+)", part))
            if len(re.findall(r"[.#\[]|^[a-z]", part)) > 1:
                yield "css-selector-chaining"


def _of_declarations(declarations: list[Any]) -> Iterator[str]:
    for one in declarations:
        if one.type == "declaration":
            longhand = LONGHANDS.match(one.lower_name)
            yield f"css-{(longhand[1] or longhand[5]) if longhand else one.lower_name}"
            yield from ("css-important",) * one.important
            yield from _of_value(one)
        elif one.type != "whitespace":
            raise AssertionError(f"{one.type} among declarations: {tinycss2.serialize([one])}")


def _of_value(declaration: Any) -> Iterator[str]:
    for token in declaration.value:
        if token.type == "dimension":
            yield f"css-unit-{token.lower_unit}"
        elif token.type == "percentage":
            yield "css-unit-percent"
        elif token.type == "function":
            yield FUNCTIONS.get(token.lower_name, f"css-function-{token.lower_name}")
        elif (declaration.lower_name, getattr(token, "lower_value", "")) == ("display", "none"):
            yield "css-display-none"
