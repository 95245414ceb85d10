"""The marketplace that Keydesk works for, from ``marketplace.toml``: its name, contacts, links, colours and brand."""

import hashlib
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from domain.model.field_types import Record
from domain.model.icon import HexColour

FILE = Path(__file__).parents[2] / "marketplace.toml"
"""Tools set it before the first ``load_marketplace`` where they are given another file."""

MIN_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
LIGHT_GROUNDS = ("#ffffff", "#f2f4f6", "#fdf0ef", "#eef8f2")
DARK_GROUNDS = ("#1f242a", "#16191d", "#3a2321", "#1d3227", "#10131a")
"""What links and buttons are on, or have on them, in ``templates/pages/style.css`` and in emails."""

_SHORTEST_TRANSLITERATION = 3  # letters; a shorter one would be in other words by chance
_NEVER_IN_A_NAME = re.compile(r'[<>"\\@]|=\?')
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z0-9]"
_URL = rf"https://{_HOST}(?::[0-9]{{1,5}})?(?:[/?#][A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]*)?"
_ADDRESS = rf"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*@{_HOST}"


def _plain(text: str) -> str:
    """Rejects what could be more than a name in a header, or look like another."""
    is_odd = any(unicodedata.category(character) in _UNSEEN for character in text) or " ".join(text.split()) != text
    if is_odd or _NEVER_IN_A_NAME.search(text):
        raise ValueError('must be plain text on one line, with single spaces, and without < > " \\ @ and =?')
    return text


def _one_word_of_another_script(text: str) -> str:
    word = unicodedata.normalize("NFKC", text).casefold()
    is_word = all(letter.isalnum() or unicodedata.category(letter).startswith("M") for letter in word)
    if not is_word or len(word) < _SHORTEST_TRANSLITERATION or re.search(r"[a-z]", word):
        raise ValueError("must be one word of three letters or more, in another script than Latin")
    return word


def _matching(pattern: str, message: str) -> AfterValidator:
    def matches(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(message)
        return text

    return AfterValidator(matches)


def _stripped(longest: int, shortest: int = 0) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=shortest, max_length=longest)


Plain = Annotated[str, _stripped(60), AfterValidator(_plain)]
Link = Annotated[str, Field(max_length=300), _matching(rf"(?:{_URL})?", "must be empty or begin with https://")]
Logo = Annotated[
    str,
    Field(max_length=30_000),
    _matching(
        r"(?:data:image/(?:png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2})?",
        "must be empty, or begin with data:image/png;base64, or data:image/svg+xml;base64,",
    ),
]
Contact = Annotated[
    str,
    Field(max_length=300),
    _matching(rf"(?:{_URL}|{_ADDRESS})?", "must be empty, an email address, or begin with https://"),
]
BrandWord = Annotated[
    str, AfterValidator(str.casefold), _matching(r"[^\W_]{2,}", "must be one word: letters and digits alone")
]
Transliteration = Annotated[str, AfterValidator(_one_word_of_another_script)]
Site = Annotated[str, _matching(_HOST, "must be the name of a website, without https:// and without a path")]
ImageHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Support(Record):
    """``contact`` is an email address or an https URL; both are empty if there is none."""

    label: Plain = ""
    contact: Contact = ""

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if bool(self.label) != bool(self.contact):
            raise ValueError("support needs both a label and a contact, or neither")
        return self

    @property
    def url(self) -> str:
        return self.contact if self.contact.startswith("https:") else f"mailto:{self.contact}"


class Links(Record):
    api_center: Link = ""
    api_reference: Link = ""
    guides: Link = ""
    rate_limits: Link = ""


class Accent(Record):
    """The colour of links and buttons."""

    light: HexColour
    dark: HexColour

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        for name, colour, grounds in (("light", self.light, LIGHT_GROUNDS), ("dark", self.dark, DARK_GROUNDS)):
            worst = min(grounds, key=lambda ground: contrast(colour, ground))
            ratio = contrast(colour, worst)
            if ratio < MIN_CONTRAST:
                other = "darker" if name == "light" else "lighter"
                raise ValueError(
                    f"the {name} colour {colour} has a contrast of {ratio:.1f} with {worst}, and needs {MIN_CONTRAST}: "
                    f"choose a {other} colour"
                )
        return self


class BrandWords(Record):
    """The brand's names in lower case, and its own sites; ``marketplace.toml`` explains each list."""

    words: tuple[BrandWord, ...] = ()
    anywhere: tuple[Annotated[BrandWord, Field(min_length=6)], ...] = ()
    transliterations: tuple[Transliteration, ...] = ()
    innocent: frozenset[BrandWord] = frozenset()
    own_sites: tuple[Site, ...] = ()

    @model_validator(mode="after")
    def _anywhere_is_of_words(self) -> Self:
        if others := set(self.anywhere) - set(self.words):
            raise ValueError(f"brand.anywhere has words that are not in brand.words: {', '.join(sorted(others))}")
        return self


class Brand(BrandWords):
    colours: dict[str, HexColour] = Field(default_factory=dict)
    images: dict[str, ImageHash] = Field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Eight hex digits that change with the brand. They are part of the policy's version.

        A brand without transliterations keeps the digits that it had before there were any.
        """
        values = {name: sorted(value) if isinstance(value, frozenset) else value for name, value in self}
        content = [(name, value) for name, value in values.items() if value or name != "transliterations"]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:8]


class Marketplace(Record):
    """The content of ``marketplace.toml``."""

    is_example: bool = False
    name: Annotated[str, _stripped(60, 1), AfterValidator(_plain)]
    logo: Logo = ""
    team_channel: Plain = ""
    support: Support = Support()
    links: Links = Links()
    accent: Accent
    brand: Brand = Brand()

    @property
    def missing(self) -> tuple[str, ...]:
        """What is empty, in words for an operator."""
        optional = {
            "support": self.support.contact,
            **{f"{name} link": url for name, url in self.links},
            "logo": self.logo,
            "team_channel": self.team_channel,
            **{f"brand {name}": getattr(self.brand, name) for name in ("words", "own_sites", "colours", "images")},
        }
        return tuple(f"no {name.replace('_', ' ')}" for name, value in optional.items() if not value)


@cache
def load_marketplace() -> Marketplace:
    """Reads and validates ``marketplace.toml``, once."""
    return Marketplace.model_validate(tomllib.loads(FILE.read_text("utf-8")))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``), from 1 to 21 (WCAG 2.2, "contrast ratio")."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
