"""How received mail is told apart, on real mail: ``make bench-mail CORPORA=folder``.

The folder has ``autoreplies`` and ``bounces`` (whole messages that machines sent), ``mime`` (messages of any form) and
``replies`` (``emails`` as plain text, and in ``expected`` what of each is new). Every message is taken as sent from the
applicant's own address and in order for SES, which is the worst case.
"""

import sys
import time
from pathlib import Path

from adapters.received import Receipt, parse
from review.quotes import new_text

SENDER = "avery@client.example"


def receipt() -> Receipt:
    """What SES says of a message that is in order."""
    mail = {"messageId": "receipt-1", "source": SENDER, "timestamp": "2026-03-02T12:00:00.000Z"}
    verdicts = {f"{name}Verdict": {"status": "PASS"} for name in ("spam", "virus", "spf", "dkim", "dmarc")}
    return Receipt.model_validate({"mail": mail, "receipt": {"recipients": ["reply+x@desk.example"], **verdicts}})


def consumed(folder: Path) -> list[str]:
    """The messages of machines that would be taken for a person's. Who has no address that can be read is nobody."""
    read = {path.name: parse(path.read_bytes(), receipt()) for path in sorted(folder.glob("*.eml"))}
    return [name for name, mail in read.items() if mail.from_address and not mail.machine]


def slowest(folders: list[Path]) -> tuple[float, str, int]:
    """The time that the slowest message takes to read, its name, and how many were read."""
    times = []
    for path in (file for folder in folders for file in sorted(folder.iterdir()) if file.is_file()):
        began = time.perf_counter()
        new_text(parse(path.read_bytes(), receipt()).text)
        times.append((time.perf_counter() - began, path.name))
    return (*max(times), len(times))


def well_cut(folder: Path) -> tuple[int, int]:
    """Replies of which every new line is kept and none marked as quoted (>), and how many there are."""
    emails = sorted((folder / "emails").iterdir())
    return sum(_is_well_cut(path, folder / "expected" / path.name) for path in emails), len(emails)


def _is_well_cut(email: Path, expected: Path) -> bool:
    new = _lines(new_text(email.read_text("utf-8", "replace")))
    wanted = _lines(expected.read_text("utf-8", "replace"))
    return set(wanted) <= set(new) and not any(line.startswith(">") and line not in wanted for line in new)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def main() -> None:
    """Print the figures; fail where a machine's message would use up a second review."""
    corpora = Path(sys.argv[1])
    taken = {name: consumed(corpora / name) for name in ("autoreplies", "bounces")}
    for name, files in taken.items():
        print(f"{name}: {len(files)} of {len(list((corpora / name).glob('*.eml')))} taken for a person's {files}")
    good, all_of_them = well_cut(corpora / "replies")
    print(f"replies cut well: {good} of {all_of_them} ({100 * good / all_of_them:.0f} %)")
    seconds, name, number = slowest([corpora / part for part in ("autoreplies", "bounces", "mime")])
    print(f"slowest of {number} messages: {name} in {1000 * seconds:.0f} ms; none could not be read")
    sys.exit(any(taken.values()))


if __name__ == "__main__":
    main()
