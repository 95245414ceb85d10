"""The new text of a reply, without the emails that it quotes, in linear time.

Lines that mail programs write, and what is below them, are removed. In doubt, the text stays: a reviewer should rather
read too much than miss a word.
"""

from domain.inbound_email.quote_patterns import (
    begins_signature,
    header_field,
    is_attribution,
    is_quoted,
    is_rule,
    is_sent_from,
    is_separator,
    unquoted,
)

LONGEST_REPLY = 5_000  # characters shown to the reviewer; the whole message stays in the bucket
CUT_SHORT = "\n[...]"  # ends a text that is longer
LONGEST_SIGNATURE = 10  # lines
MAX_ATTRIBUTION = 3  # lines over which mail programs wrap an attribution


def new_text(text: str) -> str:
    """The whole text if nothing new is found; at most ``LONGEST_REPLY`` characters."""
    text = text.strip()
    new = _without_quotes(text.splitlines()) or text
    return new if len(new) <= LONGEST_REPLY else new[: LONGEST_REPLY - len(CUT_SHORT)] + CUT_SHORT


def _without_quotes(lines: list[str]) -> str:
    lines = _unsigned(_above_whole_mail(lines))
    lines = _unsigned(_without_marked(lines))
    return "\n".join(lines).strip()


def _above_whole_mail(lines: list[str]) -> list[str]:
    """What is above an email that is quoted without ``>``, and without attributions at the top."""
    kept: list[str] = []
    at, is_new = 0, False
    while at < len(lines):
        length = _attribution(lines, at)
        is_quote = length and not _quote_follows(lines, at + length)
        if is_quote or is_separator(lines[at]) or _is_header_block(lines, at):
            if is_new or not length:
                return kept if is_new else lines  # without a new word: the email was forwarded
            at += length
            continue
        is_new = is_new or bool(lines[at].strip())
        kept.append(lines[at])
        at += 1
    return kept


def _attribution(lines: list[str], at: int) -> int:
    """The number of lines, from this one on, that are an attribution; 0 if none begins here."""
    if not lines[at].strip() or is_quoted(lines[at]):
        return 0
    return next((length for length in range(1, MAX_ATTRIBUTION + 1) if is_attribution(lines[at : at + length])), 0)


def _quote_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return is_quoted(following)


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether the header of a quoted email begins here: From, and below it Subject and one more field."""
    if header_field(lines[at]) != "from":
        return False
    fields = {header_field(line) for line in lines[at + 1 : at + 8]}
    return "subject" in fields and bool(fields & {"date", "to"})


def _without_marked(lines: list[str]) -> list[str]:
    """Without attributions, and without the quotes that they introduce if nothing new is among these.

    A quote between new text stays, since the new text refers to it. So does one without an attribution: people also
    mark with ``>`` what they quote from elsewhere.
    """
    gone = _attributed(lines)
    new = [n for n, line in enumerate(lines) if n not in gone and line.strip() and not is_quoted(line)]
    if not new:
        return lines
    start, end = 0, len(lines)
    if gone and min(gone) < new[0] and not any(is_quoted(line) for line in lines[new[0] :]):
        start = new[0]
    if _is_introduced(lines[new[-1] + 1 :]):
        end = new[-1] + 1
    return [line for n, line in enumerate(lines[:end]) if n >= start and n not in gone]


def _attributed(lines: list[str]) -> set[int]:
    """The indexes of the lines that are attributions."""
    gone: set[int] = set()
    for at in range(len(lines)):
        if at not in gone:
            gone |= set(range(at, at + _attribution(lines, at)))
    return gone


def _is_introduced(quote: list[str]) -> bool:
    """Whether a quote at the end begins with an attribution: above the ``>`` or after it."""
    within = [unquoted(line) for line in quote if unquoted(line)][: MAX_ATTRIBUTION + 1]
    return any(_attribution(within, at) or is_separator(within[at]) for at in range(len(within)))


def _unsigned(lines: list[str]) -> list[str]:
    """Without a signature at the end, and the lines that programs add there, rules and blank lines."""
    marks = [n for n, line in enumerate(lines) if line.rstrip() == "--"]
    below = [line for line in lines[marks[-1] + 1 :] if line.strip()] if marks else []
    if len(marks) == 1 and len(below) <= LONGEST_SIGNATURE and begins_signature(lines[marks[0]], below):
        lines = lines[: marks[0]]
    end = len(lines)
    while end and (not lines[end - 1].strip() or is_rule(lines[end - 1]) or is_sent_from(lines[end - 1])):
        end -= 1
    return lines[:end]
