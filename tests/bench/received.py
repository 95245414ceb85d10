"""How received mail is told apart, on real mail: ``make bench-mail CORPORA=folder``.

The folder has ``autoreplies`` and ``bounces`` (whole messages that machines sent), ``mime`` (messages of any form) and
``replies`` (``emails`` as plain text, and in ``expected`` what of each is new). Every message is taken as sent from the
applicant's own address and in order for SES, which is the worst case.

A reply is cut well if the lines of the new text are those expected, in their order and none besides: no new line is
lost, and no line of a quote, an attribution, a header or a signature is left. White space and blank lines do not count.

Each folder is split by a hash of the files' names: rules are written with one half in mind, and the other is only read
here, which shows rules that only fit what they were written with. A file's kind is its name without the number.
"""

import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from adapters.inbound_email.parser import Receipt, parse
from domain.cases.inbound_message import InboundMessage
from domain.inbound_email.reply_text import new_text
from infra.name_data import samples

SENDER = "avery@client.example"
WELL_CUT = 85  # percent
SLOWEST = 1.0  # seconds
BUILT_WITH, APART = "built with", "kept apart"
WORST = 5  # kinds that are named
ONE_LINE = (
    *(
        "On it!",
        "On Monday",
        "At once.",
        "At 5 pm tomorrow",
        "Am Montag ist es fertig",
        "Le logo est parti",
        "El lunes",
    ),
    *(
        "Il logo",
        "Monday",
        "2 things are fixed",
        "2 March 2026",
        "On 3 March 2026 at 10:00",
        "2026-03-03",
        "Понедельник",
    ),
)
ATTRIBUTION = "On Mon, 2 Mar 2026 at 12:00, Avery <a@b.example>"
HOSTILE = (
    *("1 ", "1 \n", ">\n", "a@b\n", "On 2026\n", "From: a\n", "--\n", "\n", " ", "-", "2026-01-01 <\n"),
    *("Am 2026 schrieb ", "2026 a@b:\n", "On 2026 wrote a:\n", "-----Original Message-----\n", "Sent from my x\n"),
    *(f"{ATTRIBUTION} wrote:\n", f"{ATTRIBUTION} wrote:\n> a\nb\n"),
)


def receipt() -> Receipt:
    """What SES says of a message that is in order."""
    mail = {"messageId": "receipt-1", "source": SENDER, "timestamp": "2026-03-02T12:00:00.000Z"}
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim", "dmarc")}
    return Receipt.model_validate({"mail": mail, "receipt": {"recipients": ["reply+x@desk.example"], **verdicts}})


def half_of(path: Path) -> str:
    return (BUILT_WITH, APART)[samples.half(path.name)]


def kind_of(path: Path) -> str:
    return re.sub(r"[-_ ]*\d+$", "", path.stem) or "numbered"


def print_halves(what: str, paths: Iterable[Path], fails: Callable[[Path], bool]) -> list[Path]:
    """Print for each half how many files fail, and of which kinds most do; those that fail."""
    failed = []
    for half in (BUILT_WITH, APART):
        of_half = sorted(path for path in paths if half_of(path) == half)
        bad = [path for path in of_half if fails(path)]
        worst = ", ".join(f"{number} {kind}" for kind, number in Counter(map(kind_of, bad)).most_common(WORST))
        share = 100 * (len(of_half) - len(bad)) / max(1, len(of_half))
        print(
            f"{what}, {half}: {len(of_half) - len(bad)} of {len(of_half)} ({share:.1f} %)",
            f"not: {worst}" if bad else "",
        )
        failed += bad
    return failed


def print_scripts(paths: Iterable[Path], fails: Callable[[Path], bool]) -> None:
    """The same for each script of the letters in the text."""
    by_script: dict[str, list[Path]] = {}
    for path in paths:
        by_script.setdefault(_script(_text(path)), []).append(path)
    shares = [
        f"{script} {sum(not fails(path) for path in of)} of {len(of)}" for script, of in sorted(by_script.items())
    ]
    print("  by script: " + ", ".join(shares))


def _script(text: str) -> str:
    """The script of the most letters that are not ASCII, if these are more than one in ten; otherwise Latin."""
    others = [sign for sign in text if sign.isalpha() and not sign.isascii()]
    letters = sum(sign.isalpha() for sign in text)
    names = Counter(unicodedata.name(sign, "OTHER").split()[0].title() for sign in others)
    return names.most_common(1)[0][0] if 10 * len(others) > letters else "Latin"


def machines(folder: Path) -> list[Path]:
    """Print by what the messages of machines are known; those that would use up a second review.

    Who has no address that can be read is nobody, and is not trusted.
    """
    mails = {path: parse(_as_stored(path.read_bytes()), receipt()) for path in sorted(folder.glob("*.eml"))}
    known = Counter(_known_by(mail) for mail in mails.values())
    consumed = print_halves(f"{folder.name} recognised", mails, lambda path: not _known_by(mails[path]))
    print("  " + ", ".join(f"{number} by {how}" for how, number in known.most_common() if how))
    unmarked = [mail for mail in mails.values() if mail.from_address and mail.machine]
    print(f"  without their marks, {sum(bool(mail.hint) for mail in unmarked)} of {len(unmarked)} by a hint")
    return consumed


def without_sender(corpora: Path) -> None:
    """Print how many messages of all folders have no sender, and why. Each is read as SES stores it."""
    paths = [path for name in ("autoreplies", "bounces", "mime") for path in (corpora / name).glob("*.eml")]
    mails = [parse(_as_stored(path.read_bytes()), receipt()) for path in paths]
    why = Counter(mail.sender_defect for mail in mails if not mail.from_address)
    print(f"without a sender: {why.total()} of {len(mails)} messages")
    print("  " + ", ".join(f"{number} because {defect}" for defect, number in why.most_common()))


def _as_stored(raw: bytes) -> bytes:
    """With CRLF, and without the line that a mailbox file puts above a message."""
    lines = raw.lstrip().replace(b"\r\n", b"\n").split(b"\n")
    return b"\r\n".join(lines[lines[0].startswith(b"From ") :])


def _known_by(mail: InboundMessage) -> str:
    if not mail.from_address:
        return "being from nobody"
    return mail.machine.partition(":")[0] or (f"a hint alone ({mail.hint})" if mail.hint else "")


def is_refused(path: Path) -> bool:
    """Whether a person's reply would be taken for a machine's, or held: as an email of the applicant."""
    message = EmailMessage()
    message["From"], message["Subject"] = SENDER, "Re: Your API key application"
    message.set_content(_text(path))
    mail = parse(message.as_bytes(policy=SMTP), receipt())
    return not mail.from_address or bool(mail.machine or mail.hint)


def timed(raw: bytes) -> float:
    """The seconds that it takes to read a message and to find what is new in it."""
    began = time.perf_counter()
    new_text(parse(raw, receipt()).text)
    return time.perf_counter() - began


def is_badly_cut(path: Path) -> bool:
    """Whether the new text of a reply is not what is expected, line by line."""
    return _lines(new_text(_text(path))) != _lines(_expected(path))


def loses_one_line(path: Path) -> bool:
    """Whether one of the replies of one line is lost above what this reply quotes."""
    lines, new = _text(path).splitlines(), _lines(_expected(path))
    last = max((at for at, line in enumerate(lines) if new and _lines(line) == new[-1:]), default=len(lines))
    for quote in {"\n".join(lines[last + 1 :]), "\n".join(lines[last + 1 :]).lstrip()}:
        for own in ONE_LINE if quote.strip() else ():
            if any(not new_text(f"{own}{between}{quote}").startswith(own) for between in ("\n", "\n\n")):
                return True
    return False


def _expected(path: Path) -> str:
    return _text(path.parents[1] / "expected" / path.name)


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace")


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def main() -> None:
    """Print the figures; fail where a bound is missed."""
    if len(sys.argv) != 2:
        sys.exit("Name the folder of the mail: CORPORA=folder")
    corpora = Path(sys.argv[1])
    consumed = machines(corpora / "autoreplies") + machines(corpora / "bounces")
    without_sender(corpora)
    replies = sorted((corpora / "replies/emails").iterdir())
    lost = print_halves("replies of people accepted", replies, is_refused)
    lost += print_halves("replies above whose quotes no line is lost", replies, loses_one_line)
    bad = print_halves("replies cut well, line by line", replies, is_badly_cut)
    print_scripts(replies, is_badly_cut)
    share = 100 * (len(replies) - len(bad)) / len(replies)
    folders = [corpora / name for name in ("autoreplies", "bounces", "mime", "replies/emails")]
    paths = [path for folder in folders for path in folder.iterdir() if path.is_file()]
    slowest, name = max((timed(path.read_bytes()), path.name) for path in paths)
    print(f"slowest of {len(paths)} messages: {name} in {1000 * slowest:.0f} ms; none could not be read")
    hostile, text = max((timed(b"\r\n" + (text * 40_000)[:40_000].encode()), text) for text in HOSTILE)
    print(f"slowest of {len(HOSTILE)} hostile texts of 40,000 characters: {text!r} in {1000 * hostile:.0f} ms")
    sys.exit(bool(consumed or lost or share < WELL_CUT or max(slowest, hostile) > SLOWEST))


if __name__ == "__main__":
    main()
