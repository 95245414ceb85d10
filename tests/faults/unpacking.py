"""The functions' package unpacked once: the embedded AWS unpacks it, and Python compiles it, for each new process.

A process that was killed costs a new one, so in a run with faults that is most of the work.
"""

import hashlib
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.core import lambda_runtime

_lock = threading.Lock()


def unpack_once(folder: Path) -> None:
    """Let every process have links to one unpacked package in this folder."""

    class Package(zipfile.ZipFile):
        def extractall(self, path: Any = None, *_: Any, **__: Any) -> None:
            names = "\n".join(f"{one.filename} {one.CRC}" for one in self.infolist())
            unpacked = folder / hashlib.sha256(names.encode()).hexdigest()
            with _lock:
                if not unpacked.exists():
                    super().extractall(unpacked)
            for one in unpacked.iterdir():
                (Path(path) / one.name).symlink_to(one)

    errors = {"BadZipFile": zipfile.BadZipFile, "LargeZipFile": zipfile.LargeZipFile}
    lambda_runtime.zipfile = SimpleNamespace(ZipFile=Package, **errors)
