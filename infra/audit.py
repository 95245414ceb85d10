"""The licences of the libraries in the functions' package: ``make licences`` fails on one that is not allowed."""

import re
import subprocess
import sys
from pathlib import Path

from infra.local.local_settings import ROOT

LOCK = ROOT / "functions/requirements.txt"
# All allow to use and distribute the library unchanged, in any program, with its notice.
ALLOWED = (
    "MIT",
    "MIT License",
    "MIT License; MIT No Attribution License (MIT-0)",
    "MIT-CMU",
    "Apache-2.0",
    "Apache Software License",
    "BSD License",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "PSF-2.0",
    "The Unlicense (Unlicense)",
)
# A licence that asks for more, of one library each, with what it asks for.
EXCEPTIONS = {"publicsuffixlist": "MPL-2.0"}  # who changes its own files has to show them: nobody here does


def locked(lock: Path = LOCK) -> list[str]:
    return re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE)


def licences(allowed: tuple[str, ...] = ALLOWED) -> subprocess.CompletedProcess[str]:
    """Run pip-licenses; its exit code is 1 if a library has another licence."""
    most = _licences([name for name in locked() if name not in EXCEPTIONS], allowed)
    for name, licence in EXCEPTIONS.items():
        other = _licences([name], (licence,))
        most.stdout += other.stdout.partition("\n")[2]  # without the line of titles
        most.stderr += other.stderr
        most.returncode = most.returncode or other.returncode
    return most


def _licences(names: list[str], allowed: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    words = ["--from=mixed", "--with-urls", "--packages", *names, "--allow-only", ";".join(allowed)]
    return subprocess.run([sys.executable, "-m", "piplicenses", *words], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    checked = licences()
    print(checked.stdout, checked.stderr, sep="", end="")
    sys.exit(checked.returncode)
