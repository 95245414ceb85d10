"""What the local desk itself keeps between two runs: a line of JSON for each thing that happened."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any


class Journal:
    """A file that only grows; without a path, nothing is kept."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path

    def entries(self) -> list[dict[str, Any]]:
        """All that was written, oldest first."""
        if self._path is None or not self._path.exists():
            return []
        found = []
        for line in self._path.read_text("utf-8").splitlines():
            with suppress(ValueError):  # an empty line, or one that was cut off with the process that wrote it
                found.append(json.loads(line))
        return found

    def add(self, entry: dict[str, Any]) -> None:
        """Write one down."""
        if self._path:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as file:
                file.write("\n" + json.dumps(entry))
