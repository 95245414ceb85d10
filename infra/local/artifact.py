"""The package of the functions, built for this machine as for Lambda (``functions/Makefile``)."""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from domain.model import marketplace
from infra.local.local_settings import ROOT, CannotRun

BUILD = ROOT / "build"
STAND_IN = """import sys

sys.path.insert(0, {package!r})
__path__ = [{handlers!r}]
"""


def build() -> Path:
    """The folder of the built package, built only if a source file has changed."""
    folder = BUILD / f"functions-{_fingerprint()}"
    if not folder.exists():
        BUILD.mkdir(exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=BUILD))
        make("package", unfinished, "TARGET=")
        try:
            unfinished.rename(folder)
        except OSError:  # another process was faster, with the same content
            shutil.rmtree(unfinished)
    return folder


def stand_in() -> bytes:
    """A small zip file that imports the functions from the folder of the built package.

    The embedded AWS unpacks the archive for each process, and the package has thousands of files.
    """
    folder = build()
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        source = STAND_IN.format(package=str(folder), handlers=str(folder / "handlers"))
        archive.writestr(zipfile.ZipInfo("handlers/__init__.py"), source)
    return zipped.getvalue()


def key_issuer() -> bytes:
    """A zip file of the functions of ``infra/keys.yaml``, the same for the same sources."""
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        for path in sorted((ROOT / "infra/key_issuer").glob("*.py")):
            archive.writestr(zipfile.ZipInfo(path.name), path.read_bytes())
    return zipped.getvalue()


def hold() -> Callable[[], None]:
    """Build the package, and keep its folder from being removed until the returned function is called."""
    folder = os.open(build(), os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_SH)
    return lambda: os.close(folder)


def remove_old() -> None:
    """Remove packages of other sources, unless a running desk holds them."""
    for old in set(BUILD.glob("functions-*")) - {build()}:
        with suppress(OSError):  # it is held, or another process is removing it
            folder = os.open(old, os.O_RDONLY)
            try:
                fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(old)
            finally:
                os.close(folder)


def make(target: str, folder: Path, *settings: str) -> None:
    """Make a target of ``functions/Makefile`` into a folder: for Lambda, or with ``TARGET=`` for this machine.

    Raises:
        CannotRun: with what went wrong.
    """
    command = ["make", "--silent", "-C", str(ROOT / "functions"), target]
    given = [f"FOLDER={folder}", f"PYTHON={sys.executable}", f"MARKETPLACE={marketplace.FILE}", *settings]
    environment = {key: value for key, value in os.environ.items() if key not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    made = subprocess.run([*command, *given], env=environment, capture_output=True, text=True, check=False)
    if made.returncode:
        raise CannotRun(f"The functions' package could not be built:\n{made.stdout}{made.stderr}")


def _fingerprint() -> str:
    """A hash of every file in the package, and of the interpreter."""
    digest = hashlib.sha256(sys.version.encode() + b"\0" + marketplace.FILE.read_bytes())
    for top in (ROOT / "functions", ROOT / "templates"):
        for path in sorted(top.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
