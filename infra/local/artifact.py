"""The package of the functions, built by the same recipe as ``sam build`` uses (``functions/Makefile``)."""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from py_compile import PycInvalidationMode

from infra.local.places import ROOT, CannotRun

BUILD = ROOT / "build"


def build() -> Path:
    """The folder of the built package; made anew only where a source file changed."""
    folder = BUILD / f"functions-{_fingerprint()}"
    if not folder.exists():
        BUILD.mkdir(exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=BUILD))
        make(unfinished, "TARGET=")
        # Lambda keeps no bytecode between cold starts, and neither does the embedded AWS: it lies in the package.
        compileall.compile_dir(unfinished, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster, with the same content
            shutil.rmtree(unfinished)
        _remove_all_but(folder)
    return folder


def packed() -> Path:
    """The built package as a zip file."""
    folder = build()
    archive = folder.with_suffix(".zip")
    if not archive.exists():
        unfinished = archive.with_suffix(f".{os.getpid()}")
        with zipfile.ZipFile(unfinished, "w") as zipped:  # not deflated: each worker of the embedded AWS unpacks it
            for path in sorted(folder.rglob("*")):
                zipped.write(path, path.relative_to(folder))
        unfinished.replace(archive)
    return archive


def _remove_all_but(folder: Path) -> None:
    for old in BUILD.glob("functions-*"):
        if not old.name.startswith(folder.name):
            # Another process may be removing the same.
            shutil.rmtree(old, ignore_errors=True) if old.is_dir() else old.unlink(missing_ok=True)


def make(folder: Path, *settings: str) -> None:
    """Build the package into a folder: for Lambda, or with ``TARGET=`` for this machine.

    Raises:
        CannotRun: with what went wrong.
    """
    command = ["make", "--silent", "-C", str(ROOT / "functions"), "build-Package"]
    given = [f"ARTIFACTS_DIR={folder}", f"PYTHON={sys.executable}", *settings]
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    made = subprocess.run([*command, *given], env=environment, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotRun(f"The functions' package could not be built:\n{made.stdout}{made.stderr}")


def _fingerprint() -> str:
    """A hash over every file that goes into the package, and the interpreter that it is built for."""
    digest = hashlib.sha256(sys.version.encode())
    for top in (ROOT / "functions", ROOT / "templates"):
        for path in sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
