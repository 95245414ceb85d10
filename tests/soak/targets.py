"""Every target of the Makefile that no test runs, in a copy of the checkout. Ends with 1 where one fails.

What is generated must be as it is stored: the targets of ``UNCHANGED`` may change no file. TARGETS names some alone.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from infra.local.local_settings import ROOT
from tests.soak import options

UNCHANGED = ("format", "diagram", "policy", "name-data", "api", "events")
TARGETS = (
    *(
        "help",
        *UNCHANGED,
        "gallery",
        "bench",
        "bench-queue",
        "bench-memory",
        "bench-mail CORPORA=corpora",
        "walkthrough",
    ),
    *("brand-image PICTURE=docs/pictures/apply.png", "mail-support DATA=support.json"),
    *("licences", "audit", "checkov", "package MARKETPLACE=tests/marketplace.toml", "lock", "reset", "clean"),
)
ELSEWHERE = {
    "run": "tests/infra/test_local.py",
    "test": "this is part of what it leaves out",
    "soak": "it runs this",
    "unhandled": "tests/e2e/operations/test_unhandled.py",
    "redrive": "tests/e2e/operations/test_unhandled.py",
    "reconcile": "tests/e2e/operations/test_reconcile.py",
    "staff": "tests/e2e/staff/test_staff.py",
    "evaluate": "tests/e2e/operations/test_evaluate.py",
    "export-person": "tests/e2e/operations/test_people_data.py",
    "erase-person": "tests/e2e/operations/test_people_data.py",
}
"""What runs the targets that are not run here."""
CORPUS = {
    "autoreplies/one.eml": "From: a@b.example\nAuto-Submitted: auto-replied\n\nI am away.\n",
    "bounces/one.eml": "From: <>\nAuto-Submitted: auto-replied\n\nNobody of this name.\n",
    "mime/one.eml": "From: a@b.example\n\nHello.\n",
    "replies/emails/one.txt": "The website is online now.\n",
    "replies/expected/one.txt": "The website is online now.\n",
}


def copy(folder: Path) -> None:
    """The checkout as it is, with its environment, and what the targets are given."""
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines():
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name, follow_symlinks=False)
    (folder / ".venv").symlink_to(ROOT / ".venv")
    for name, text in CORPUS.items():
        (folder / "corpora" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "corpora" / name).write_text(text, "utf-8")
    (folder / "support.json").write_text(json.dumps({"last_update_date": "2026-01-01", "data": []}), "utf-8")


def changed(folder: Path) -> list[str]:
    """The files of the copy that are not as in the checkout."""
    names = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() and ".venv" not in path.parts)
    return [str(name) for name in names if (ROOT / name).exists() and not same(folder / name, ROOT / name)]


def same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()


def run(folder: Path, target: str) -> bool:
    began = time.monotonic()
    ran = subprocess.run(["make", *target.split()], cwd=folder, capture_output=True, text=True, check=False)
    touched = changed(folder) if target in UNCHANGED else []
    is_well = ran.returncode == 0 and not touched
    print(f"make {target}: {'ok' if is_well else 'failed'} in {time.monotonic() - began:.0f} s", *touched, flush=True)
    print(ran.stdout if target.startswith("bench") else "", "" if is_well else ran.stdout + ran.stderr, sep="", end="")
    return is_well


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="keydesk-targets-", ignore_cleanup_errors=True) as work:
        copy(Path(work))
        chosen = options.words("TARGETS")
        results = [run(Path(work), target) for target in TARGETS if not chosen or target.partition(" ")[0] in chosen]
    print(f"{sum(results)} of {len(results)} targets run well")
    sys.exit(not all(results))
