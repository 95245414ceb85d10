"""Our own links and reply addresses in what people send back.

A quote that stays in a reply may hold the link of the applicant's status page, which nobody else may see.
"""

import re
from collections.abc import Iterator

from domain.cases.access_tokens import LONGEST_TOKEN, TOKEN

_SLASH = "(?:/|%2F|-2F)"  # as it is, and as programs that check links write it
_PAGES = "status|revise|decisions|held|confirm|link|enter"
# a token that a program has broken over lines, maybe of a quote
_BROKEN = re.compile(
    rf"(?:{_SLASH}(?:{_PAGES}){_SLASH}|reply\+)([a-z2-7]{{1,51}}(?:=?[ \t]*\n[> \t]*[a-z2-7]{{1,51}}){{1,4}})",
    re.IGNORECASE,
)
_OF_LINK = frozenset("!#$%&*+,-./:;=?@\\^_`|~") | frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
_LINK = "\ue000"  # stands for one, until the lines without other words are removed


def without_own_links(text: str) -> str:
    """The text with "…" for each; without the lines that have nothing else."""
    parts, at = [], 0
    for start, end in _spans(text):
        if start >= at:
            parts += [text[at:start], _LINK]
        at = max(at, end)
    lines = "".join([*parts, text[at:]]).split("\n") if parts else [text]
    kept = [line for line in lines if _LINK not in line or any(sign.isalnum() for sign in line)]
    return "\n".join(kept).replace(_LINK, "…")


def _spans(text: str) -> list[tuple[int, int]]:
    """Where links are, in order: whole words, without brackets, quotes and what is not ASCII."""
    found = [match.span() for match in TOKEN.finditer(text)]
    found += [(match.start(), end) for match in _BROKEN.finditer(text) for end in _end_of_broken(match)]
    return sorted(_word(text, start, end) for start, end in found)


def _end_of_broken(match: re.Match[str]) -> Iterator[int]:
    """Where the token ends, if its parts add up to one; words of the sender's may follow it."""
    length = 0
    for part in re.finditer(r"[a-z2-7]+", match[1], re.IGNORECASE):
        length += len(part.group())
        if length == LONGEST_TOKEN:
            yield match.start(1) + part.end()


def _word(text: str, start: int, end: int) -> tuple[int, int]:
    while start and text[start - 1] in _OF_LINK:
        start -= 1
    while end < len(text) and text[end] in _OF_LINK:
        end += 1
    return start, end
