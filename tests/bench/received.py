"""How received mail is told apart, on real mail: ``make bench-mail CORPORA=folder``.

The folder has ``autoreplies`` and ``bounces`` (whole messages that machines sent), ``mime`` (messages of any form) and
``replies`` (``emails`` as plain text, and in ``expected`` what of each is new). Every message is taken as sent from the
applicant's own address and in order for SES, which is the worst case.

A reply is cut well if the lines of the new text are those expected, in their order and none besides: no new line is
lost, and no line of a quote, an attribution, a header or a signature is left. White space and blank lines do not count.
"""

import sys
import time
from collections import Counter
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from adapters.inbound_email.parser import Receipt, parse
from domain.cases.inbound_message import InboundMessage
from domain.inbound_email.reply_text import new_text

SENDER = "avery@client.example"
WELL_CUT = 85  # percent
SLOWEST = 1.0  # seconds
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


def machines(folder: Path) -> list[str]:
    """Print by what the messages of machines are known; those that would use up a second review.

    Who has no address that can be read is nobody, and is not trusted.
    """
    mails = {path.name: parse(_as_stored(path.read_bytes()), receipt()) for path in sorted(folder.glob("*.eml"))}
    known = Counter(_known_by(mail) for mail in mails.values())
    consumed = [name for name, mail in mails.items() if not _known_by(mail)]
    print(f"{folder.name}: {len(consumed)} of {len(mails)} use up a second review {consumed}")
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


def refused(folder: Path) -> list[str]:
    """The replies of people that would be taken for a machine's, or held: each as a mail of the applicant."""
    read = {}
    for path in sorted(folder.iterdir()):
        message = EmailMessage()
        message["From"], message["Subject"] = SENDER, "Re: Your API key application"
        message.set_content(path.read_text("utf-8", "replace"))
        read[path.name] = parse(message.as_bytes(policy=SMTP), receipt())
    return [name for name, mail in read.items() if not mail.from_address or mail.machine or mail.hint]


def timed(raw: bytes) -> float:
    """The seconds that it takes to read a message and to find what is new in it."""
    began = time.perf_counter()
    new_text(parse(raw, receipt()).text)
    return time.perf_counter() - began


def badly_cut(folder: Path) -> list[str]:
    """The replies whose new text is not what is expected, line by line."""
    return [
        path.name
        for path in sorted((folder / "emails").iterdir())
        if _lines(new_text(_text(path))) != _lines(_text(folder / "expected" / path.name))
    ]


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
    replies = len(list((corpora / "replies/emails").iterdir()))
    lost = refused(corpora / "replies/emails")
    print(f"replies of people: {replies - len(lost)} of {replies} accepted, not {lost}")
    bad = badly_cut(corpora / "replies")
    share = 100 * (replies - len(bad)) / replies
    print(f"replies cut well, line by line: {replies - len(bad)} of {replies} ({share:.1f} %), not {bad}")
    folders = [corpora / name for name in ("autoreplies", "bounces", "mime", "replies/emails")]
    paths = [path for folder in folders for path in folder.iterdir() if path.is_file()]
    slowest, name = max((timed(path.read_bytes()), path.name) for path in paths)
    print(f"slowest of {len(paths)} messages: {name} in {1000 * slowest:.0f} ms; none could not be read")
    hostile, text = max((timed(b"\r\n" + (text * 40_000)[:40_000].encode()), text) for text in HOSTILE)
    print(f"slowest of {len(HOSTILE)} hostile texts of 40,000 characters: {text!r} in {1000 * hostile:.0f} ms")
    sys.exit(bool(consumed or lost or share < WELL_CUT or max(slowest, hostile) > SLOWEST))


if __name__ == "__main__":
    main()
