"""Emails and pages from ``templates/``: undefined values fail, HTML is escaped always, templates call nothing."""

import base64
import hashlib
import json
import re
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from adapters.web.inline_css import InlineStyle
from domain.model.dates import day_words, duration_words
from domain.model.marketplace import load_marketplace
from domain.notifications.messages import EmailName
from domain.presentation.confusable_characters import TextRun, runs_from_the_right, text_runs
from domain.presentation.labels import EXPOSURE_WORDS

MARKED_PAGES = frozenset({"confirm", "decision", "held"})
"""On these, and on the console's, people judge what others wrote: each value is marked where it holds what cannot be
seen, and a long one scrolls by itself. In an attribute, or what is typed again, put ``e`` behind it: there it stays as
it is."""

LARGEST_PAGE = 900_000  # bytes of the page in Lambda's response, which may have 6 MB
_BRIEF = 1_500  # characters of a text in an email to staff
_BOUNDS = ((5_000, 100), (1_000, 30), (100, 5))
"""How many characters of a text are shown, and marks in it. A page that is too large is written with the next ones."""
_TALL_LINES, _TALL_CHARACTERS = 30, 3_000  # a longer text scrolls by itself

_PAGES = {
    "api_center": "API Center",
    "api_reference": "API Reference",
    "guides": "Guides",
    "rate_limits": "Rate Limits",
}

FOLDER = Path(__file__).resolve().parents[2] / "templates"

# Unicode's marks that turn the direction of what follows: in a subject or beside a link, of our words.
_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
_BLANK_LINES = re.compile(r"\n{3,}")


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


class _ValuesOnly(Environment):
    """``links.clear`` in a template is the item of that name, never the method of dict."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look an attribute up; of a dict, its items only."""
        if isinstance(obj, dict):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """The one Jinja environment."""
    jinja = _ValuesOnly(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=_is_html,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_without_turns,
        extensions=[InlineStyle],
    )
    jinja.filters["day"] = day_words
    jinja.filters["moment"] = _moment
    jinja.filters["days"] = duration_words
    jinja.filters["grouped"] = _grouped
    jinja.filters["brief"] = _brief
    jinja.filters["quoted"] = _quoted
    jinja.filters["lines"] = _lines
    jinja.globals["marketplace"] = marketplace_values()
    jinja.globals["exposure_words"] = {str(exposure): words for exposure, words in EXPOSURE_WORDS.items()}
    jinja.globals["style"] = Markup(style())  # noqa: S704 (our own file, in a style element)
    jinja.globals["times"] = script("times")
    return jinja


def marketplace_values() -> dict[str, Any]:
    """What templates show of the marketplace. ``support`` is None and texts are empty where nothing is configured.

    ``pages`` are the configured links with their titles.
    """
    ours = load_marketplace()
    support = {"label": ours.support.label, "contact": ours.support.contact, "url": ours.support.url}
    links = ours.links.model_dump()
    return {
        "name": ours.name,
        "team_channel": ours.team_channel,
        "support": support if ours.support.contact else None,
        "links": links,
        "logo": ours.logo,
        "pages": [(title, links[name]) for name, title in _PAGES.items() if links[name]],
        "accent": ours.accent.model_dump(),
    }


@cache
def _marking(longest: int, most_marks: int) -> Environment:
    """The environment of ``MARKED_PAGES``: nothing in a value stays unseen."""
    return environment().overlay(finalize=partial(_marked, longest, most_marks))


class MailTemplates:
    """``domain.notifications.outbox.Templates`` on Jinja: a folder a mail, with subject.txt, body.txt and body.html."""

    def render_email(self, name: EmailName, values: dict[str, Any]) -> tuple[str, str, str]:
        subject, text, html = (
            environment().get_template(f"emails/{name}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        return subject.strip(), _BLANK_LINES.sub("\n\n", text).strip() + "\n", html


def page(name: str, values: dict[str, Any]) -> str:
    """A page from ``templates/pages``, as much of the texts on it as can be served."""
    html = ""
    for bounds in _BOUNDS:
        html = _template(name, bounds).render(values)
        if len(json.dumps(html)) <= LARGEST_PAGE or not _is_marked(name):
            break
    return html


def warm(*pages: str) -> None:
    """Compile pages before they are asked for."""
    for name in pages:
        _template(name)


def _template(page_name: str, bounds: tuple[int, int] = _BOUNDS[0]) -> Template:
    jinja = _marking(*bounds) if _is_marked(page_name) else environment()
    return jinja.get_template(f"pages/{page_name}.html")


def _is_marked(page_name: str) -> bool:
    return page_name in MARKED_PAGES or page_name.startswith("console/")


@cache
def style() -> str:
    """The stylesheet of the pages. It stands in each page, so that a page is one request and one function."""
    accent = load_marketplace().accent
    text = (FOLDER / "pages" / "style.css").read_text("utf-8")
    return text.replace("$accent-light", accent.light).replace("$accent-dark", accent.dark)


@cache
def style_source() -> str:
    """The stylesheet's hash, as Content-Security-Policy names it."""
    return source_of(style())


@cache
def script(name: str) -> Markup:
    """A script of the pages. It stands in the page, too."""
    return Markup((FOLDER / "pages" / f"{name}.js").read_text("utf-8"))  # noqa: S704 (our own file)


def source_of(text: str) -> str:
    """The hash of a stylesheet or script, as Content-Security-Policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pass_context
def _moment(context: Context, at: datetime) -> str:
    """The time in UTC; on a page, ``times.js`` puts it into the reader's time zone."""
    words = f"{day_words(at)}, {at:%H:%M} UTC"
    is_on_page = (context.name or "").startswith("pages/")
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), words) if is_on_page else words


def _grouped(number: int) -> str:
    return f"{number:,}"


def _brief(text: str) -> str:
    """The beginning of a text, for staff, who have a page with all of it."""
    end = f" …\n(Cut after {_BRIEF:,} characters: the page has all of it.)"
    return text if len(text) <= _BRIEF else text[:_BRIEF] + end


def _quoted(text: str) -> str:
    """Text of somebody else, each line marked: it must not pass for ours where links stand below it."""
    return "\n".join(f"| {line}" for line in text.splitlines())


def _lines(text: str) -> Markup:
    """Text of somebody else in HTML, its lines kept: not every mail program knows ``white-space``."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _marked(longest: int, most_marks: int, value: Any) -> Any:
    """Text with marks on what cannot be seen or is not what it looks like; what is marked up already stays."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = value[:longest]
    shown = Markup().join(_piece(run) for run in text_runs(text, most_marks))
    if len(text) < len(value):
        shown += Markup("<mark>{:,} more characters</mark>").format(len(value) - len(text))
    if runs_from_the_right(text):
        shown = Markup("<bdi>{}</bdi>").format(shown)
    if len(text) > _TALL_CHARACTERS or text.count("\n") > _TALL_LINES:
        shown = Markup('<span class="tall" tabindex="0" role="group" aria-label="Long text">{}</span>').format(shown)
    return shown


def _piece(piece: TextRun) -> Markup:
    if not piece.odd:
        return escape(piece.shown)
    kind = "unseen" if piece.shown.startswith("U+") else "alike"
    return Markup('<mark class="{}" title="{}">{}</mark>').format(kind, piece.odd, piece.shown)


def _without_turns(value: Any) -> Any:
    return value.translate(_TURNS) if isinstance(value, str) else value
