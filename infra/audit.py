"""On what terms the libraries of the functions' package come: ``make licences`` prints them, and fails on a new kind.

What is only used to build and test is not looked at: nobody is given that.
"""

import re
import subprocess
import sys
from pathlib import Path

from infra.local.local_settings import ROOT

LOCK = ROOT / "functions/requirements.txt"
# All let us use and pass on the library as it is, in a program of any kind, if its notice stays with it.
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
    """The names of the libraries that a lock file holds."""
    return re.findall(r"^([\w.-]+)==", lock.read_text("utf-8"), re.MULTILINE)


def licences(allowed: tuple[str, ...] = ALLOWED) -> subprocess.CompletedProcess[str]:
    """What pip-licenses says of them; its exit code is 1 where one has another licence."""
    words = ["--from=mixed", "--with-urls", "--packages", *locked(), "--allow-only", ";".join(allowed)]
    return subprocess.run([sys.executable, "-m", "piplicenses", *words], capture_output=True, text=True, check=False)


if __name__ == "__main__":
    said = licences()
    print(said.stdout, said.stderr, sep="", end="")
    sys.exit(said.returncode)
