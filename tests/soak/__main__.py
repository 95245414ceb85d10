"""What is required before a release, beyond ``make test``: ``make soak`` runs every part, or those that PART names.

Each part is a program of its own: it prints what is wrong, then its figures in a line that begins with a number, and
ends with 1 where anything is wrong. So does this one, with a table of all figures.
"""

import subprocess
import sys
import time

from tests.soak import options

PARTS = ("faults", "load", "restart", "permissions", "mutants", "fuzz", "targets")


def run(part: str) -> tuple[str, bool]:
    """Run one part, passing on what it prints; returns its row of the table and whether all was well."""
    print(f"- {part}", flush=True)
    began, last = time.monotonic(), ""
    with subprocess.Popen([sys.executable, "-m", f"tests.soak.{part}"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line.strip() if line[:1].isdigit() else last
    minutes = (time.monotonic() - began) / 60
    return f"{part:12} {'failed' if process.returncode else 'ok':7} {minutes:5.1f} min  {last}", not process.returncode


if __name__ == "__main__":
    parts = options.words("PART") or PARTS
    if unknown := set(parts) - set(PARTS):
        sys.exit(f"PART={' '.join(sorted(unknown))} is none of: {' '.join(PARTS)}")
    rows = [run(part) for part in parts]
    print("", *(row for row, _ in rows), sep="\n")
    sys.exit(not all(is_well for _, is_well in rows))
