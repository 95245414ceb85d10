"""HTML emails as text. HTML itself is never shown.

nh3 parses the HTML as a browser does and returns a small, well-formed subset: without scripts, styles and comments,
every tag closed. So the conversion to text can be simple.
"""

import re
from html.parser import HTMLParser

LONGEST_HTML = 400_000  # characters
MAX_TAGS = 6_000  # parsing HTML takes time that is quadratic in the open tags
DEEPEST = 10  # levels of quotes and lists that are shown
LONGEST_LINK = 300  # characters
_PARAGRAPHS = {"p", "blockquote", "ul", "ol", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_BLOCKS = {*_PARAGRAPHS, "div", "li", "tr", "hr", "dt", "dd", "center", "section", "article", "header", "footer"}
_EMPTY = {"br", "hr", "img"}
_KEPT = {*_BLOCKS, *_EMPTY, "a", "td", "th", "span", "font"}
_DROPPED = {"script", "style", "title", "template", "svg", "math", "iframe", "object"}  # with their content
_ATTRIBUTES = {"*": {"style", "hidden"}, "a": {"href"}, "img": {"alt"}}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d])")
_NO_TEXT = re.compile(r"\bhtml\b", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def html_to_text(html: str) -> str:
    """Paragraphs, line breaks, lists, quotes after ``> ``, and the targets of links whose text doesn't name them.

    Reads the first ``MAX_TAGS`` tags.
    """
    import nh3  # slow to load, and most emails don't need it

    tags = re.finditer("<", html[:LONGEST_HTML])
    cut = next((tag.start() for number, tag in enumerate(tags) if number == MAX_TAGS), LONGEST_HTML)
    clean = nh3.clean(
        html[:cut],
        tags=_KEPT,
        clean_content_tags=_DROPPED,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    writer = _Writer()
    writer.feed(clean)
    writer.close()
    return writer.text()


def is_no_text(text: str) -> bool:
    """Whether a text is a placeholder like "Your email program doesn't support HTML"."""
    return len(text) < 400 and bool(_NO_TEXT.search(text))


class _Writer(HTMLParser):
    """Converts well-formed HTML to lines of text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._gap = False  # whether a blank line precedes the next line
        self._open: list[tuple[str, bool]] = []  # tags, and whether each hides its content
        self._hidden = 0
        self._quotes = 0
        self._lists: list[int] = []  # the number of the next item; 0 for lists without numbers
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        self._end_line()
        return "\n".join(self._lines).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """See ``HTMLParser``."""
        values = {name: value or "" for name, value in attrs}
        if tag not in _EMPTY:
            hides = "hidden" in values or bool(_HIDDEN.search(values.get("style", "").lower()))
            self._open.append((tag, hides))
            self._hidden += hides
        if self._hidden:
            return
        self._begin(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """See ``HTMLParser``."""
        if not self._open or self._open[-1][0] != tag:
            return
        hides = self._open.pop()[1]
        if not self._hidden:
            self._end(tag)
        self._hidden -= hides

    def handle_data(self, data: str) -> None:
        """See ``HTMLParser``."""
        if self._hidden:
            return
        if any(tag == "pre" for tag, _ in self._open[-DEEPEST:]):
            first, *others = data.split("\n")
            self._line += first
            for other in others:
                self._end_line(blank=True)
                self._line = other
        else:
            words = _SPACE.sub(" ", data)
            self._line += words if self._line and not self._line.endswith(" ") else words.lstrip()

    def _begin(self, tag: str, values: dict[str, str]) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self._gap |= tag in _PARAGRAPHS
        if tag == "br":
            self._end_line(blank=True)
        elif tag == "img":
            self._line += f"[{values['alt'][:LONGEST_LINK]}]" if values.get("alt") else ""
        elif tag == "blockquote":
            self._write_gap()
            self._quotes += 1
        elif tag == "a":
            self._links.append((values.get("href", ""), len(self._line)))
        else:
            self._begin_entry(tag)

    def _begin_entry(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self._lists.append(int(tag == "ol"))
        elif tag == "li":
            self._begin_item()
        elif tag in ("td", "th") and self._line:
            self._line += " "

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self._gap |= tag in _PARAGRAPHS
        if tag == "blockquote":
            self._quotes -= 1
        elif tag in ("ul", "ol"):
            self._lists.pop()
        elif tag == "a":
            self._end_link(*self._links.pop())

    def _begin_item(self) -> None:
        number = self._lists[-1] if self._lists else 0
        indent = "  " * (min(len(self._lists), DEEPEST) - 1)
        self._line = indent + (f"{number}. " if number else "- ")
        if number:
            self._lists[-1] += 1

    def _end_link(self, address: str, began: int) -> None:
        """Append the target of a link, unless its text names it."""
        target = address.removeprefix("mailto:")
        bare = target.partition("://")[2] or target
        if bare and bare.strip("/").lower() not in self._line[began:].lower():
            self._line += f" <{target[:LONGEST_LINK]}>"

    def _end_line(self, *, blank: bool = False) -> None:
        """End the current line; with ``blank``, even if it is empty."""
        line = self._line.replace("\xa0", " ").rstrip()
        self._line = ""
        if not line.strip() and not blank:
            return
        self._write_gap()
        self._lines.append((self._mark() + line).rstrip())

    def _write_gap(self) -> None:
        if self._gap and self._lines and self._lines[-1].strip("> "):
            self._lines.append(self._mark().rstrip())
        self._gap = False

    def _mark(self) -> str:
        depth = min(self._quotes, DEEPEST)
        return ">" * depth + " " if depth else ""
