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


def locked(lock: Path = LOCK) -> list[str]:
    return re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE)


def licences(allowed: tuple[str, ...] = ALLOWED) -> subprocess.CompletedProcess[str]:
    """Run pip-licenses; its exit code is 1 if a library has another licence."""
    words = ["--from=mixed", "--with-urls", "--packages", *locked(), "--allow-only", ";".join(allowed)]
    return subprocess.run([sys.executable, "-m", "piplicenses", *words], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    checked = licences()
    print(checked.stdout, checked.stderr, sep="", end="")
    sys.exit(checked.returncode)
