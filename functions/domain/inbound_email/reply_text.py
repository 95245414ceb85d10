"""The new text of a reply, without the emails that it quotes, in linear time.

Lines that mail programs write, and what is below them, are removed. In doubt, the text stays: a reviewer should rather
read too much than miss a word.
"""

from domain.inbound_email.attributions import Attribution, attribution, has_date
from domain.inbound_email.own_links import without_own_links
from domain.inbound_email.quote_patterns import (
    begins_signature,
    header_field,
    is_quoted,
    is_rule,
    is_sent_from,
    is_separator,
    unquoted,
)

LONGEST_REPLY = 5_000  # characters shown to the reviewer; the whole message stays in the bucket
CUT_SHORT = "\n[...]"  # ends a text that is longer
LONGEST_SIGNATURE = 10  # lines
FIELDS = 8  # lines in which the fields of a quoted email's header are


def new_text(text: str) -> str:
    """The whole text if nothing new is found, without our own links; at most ``LONGEST_REPLY`` characters."""
    text = text.strip()
    new = without_own_links(_without_quotes(text.splitlines()) or text).strip()
    return new if len(new) <= LONGEST_REPLY else new[: LONGEST_REPLY - len(CUT_SHORT)] + CUT_SHORT


def _without_quotes(lines: list[str]) -> str:
    lines = _with_attributions_apart(lines)
    lines = _unsigned(_above_whole_mail(lines))
    lines = _unsigned(_without_marked(lines))
    return "\n".join(lines).strip()


def _with_attributions_apart(lines: list[str]) -> list[str]:
    """With each attribution as one line, and the words before it, which are the sender's own, as another."""
    apart: list[str] = []
    at = 0
    while at < len(lines):
        found = _attribution(lines, at)
        if found:
            whole = " ".join(line.strip() for line in lines[at : at + found.lines])
            apart += [found.own, whole[len(found.own) :].strip()] if found.own else [whole]
        else:
            apart.append(lines[at])
        at += found.lines if found else 1
    return apart


def _above_whole_mail(lines: list[str]) -> list[str]:
    """What is above an email that is quoted without ``>``, and without attributions at the top."""
    kept: list[str] = []
    is_new = False
    for at, line in enumerate(lines):
        found = _whole_attribution(line)
        begins_quote = found and found.is_certain and not _quote_follows(lines, at + 1)
        if begins_quote or is_separator(line) or _is_header_block(lines, at):
            if is_new or not found:
                return kept if is_new else lines  # without a new word: the email was forwarded
            continue
        is_new = is_new or bool(line.strip())
        kept.append(line)
    return kept


def _attribution(lines: list[str], at: int) -> Attribution | None:
    """The attribution that begins on this line; marked itself only if a program wrapped the end of its line."""
    if not is_quoted(lines[at]):
        return attribution(lines, at)
    if at + 1 < len(lines) and lines[at + 1].strip() and not is_quoted(lines[at + 1]):
        wrapped = attribution([unquoted(lines[at]), lines[at + 1]], 0)
        return wrapped if wrapped and wrapped.lines > 1 and not wrapped.own else None
    return None


def _whole_attribution(line: str) -> Attribution | None:
    return None if is_quoted(line) else attribution([line], 0)


def _quote_follows(lines: list[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 4] if line.strip()), "")
    return is_quoted(following)


def _is_header_block(lines: list[str], at: int) -> bool:
    """Whether the header of a quoted email begins here: From, two more fields, and among them a date or an address."""
    first = header_field(lines[at])
    if not first or first == "other":
        return False
    block = lines[at : at + FIELDS] if first == "from" else _adjacent_fields(lines, at)
    values = {field: line for line in reversed(block) if (field := header_field(line))}
    is_real = "@" in values.get("from", "") + values.get("to", "") or has_date(values.get("date", ""))
    return "from" in values and len(values.keys() & {"date", "to", "subject"}) > 1 and is_real


def _adjacent_fields(lines: list[str], at: int) -> list[str]:
    end = at
    while end < min(len(lines), at + FIELDS) and header_field(lines[end]):
        end += 1
    return lines[at:end]


def _without_marked(lines: list[str]) -> list[str]:
    """Without attributions, and without the quotes that they introduce if nothing new is among these.

    A quote between new text stays, since the new text refers to it. So does one without an attribution: people also
    mark with ``>`` what they quote from elsewhere.
    """
    gone = {at for at in range(len(lines)) if _is_attributed(lines, at)}
    new = [n for n, line in enumerate(lines) if n not in gone and line.strip() and not is_quoted(line)]
    if not new:
        return lines
    start, end = 0, len(lines)
    if gone and min(gone) < new[0] and not any(is_quoted(line) for line in lines[new[0] :]):
        start = new[0]
    if _is_introduced(lines[new[-1] + 1 :]):
        end = new[-1] + 1
    return [line for n, line in enumerate(lines[:end]) if n >= start and n not in gone]


def _is_attributed(lines: list[str], at: int) -> bool:
    """Whether the line is an attribution. One without an address or a time needs a quote below it."""
    found = _whole_attribution(lines[at])
    return bool(found and (found.is_certain or _quote_follows(lines, at + 1)))


def _is_introduced(quote: list[str]) -> bool:
    """Whether a quote at the end begins with an attribution or a header: above the ``>`` or after it."""
    within = [unquoted(line) for line in quote if unquoted(line)][: FIELDS + 1]
    return any(
        attribution(within, at, is_marked=True) or is_separator(within[at]) or _is_header_block(within, at)
        for at in range(min(len(within), 4))
    )


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
