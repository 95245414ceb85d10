"""An email as its reader sees it: what is shown, which links there are, what an inbox says of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

from adapters.web.templates import MailTemplates
from domain.notifications.messages import EmailName
from infra.gallery.stories import stories
from infra.gallery.story import Story
from tests.templates.features import parse
from tests.words import mail_values

STORIES = list(stories())


@dataclass(frozen=True)
class ReadMail:
    """An email that was rendered."""

    subject: str
    text: str
    html: str

    @property
    def body(self) -> Element:
        """The body of the HTML."""
        (body,) = parse(self.html).iter("body")
        return body

    @property
    def whole(self) -> Element:
        """The element in the body that holds everything."""
        (whole,) = self.body
        return whole

    @property
    def preheader(self) -> str:
        """What an inbox shows beside the subject: the first thing in the body."""
        return words_in(self.whole[0])

    @property
    def shown(self) -> str:
        """What the HTML shows when the email is open."""
        return words_in(self.whole[1])

    @property
    def heading(self) -> str:
        """The HTML's heading."""
        (heading,) = self.body.iter("h1")
        return words_in(heading)

    @property
    def links(self) -> set[str]:
        """Where the HTML leads."""
        return {link.attrib["href"] for link in self.body.iter("a")}


def written(story: Story) -> ReadMail:
    """An email of the gallery."""
    return ReadMail(*MailTemplates().render_email(story.name, {"to": story.to.partition(" ")[0], **story.values}))


def written_with(name: EmailName, words: str, **changes: Any) -> ReadMail:
    """An email in which every word that a person can write is ``words``."""
    return ReadMail(*MailTemplates().render_email(name, {**mail_values(name, words), **changes}))


def words_in(element: Element) -> str:
    """An element's text, in one line."""
    return re.sub(r"\s+", " ", "".join(_pieces(element))).strip()


def _pieces(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _pieces(child)
        yield "" if child.tag in ("a", "strong") else " "
        yield child.tail or ""


class Tags(HTMLParser):
    """Which tags a page has; fails on a tag that is closed in the wrong place."""

    VOID = ("meta", "br", "link", "img", "input", "base")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag
