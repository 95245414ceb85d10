"""Prints a picture of the brand as the line for ``[looks.images]`` in the policy.

``make brand-image PICTURE=picture.png``: PNG or JPEG, by the rules for an applicant's icon.
The line is the file's name without its ending, and the hash; the name is what a reviewer reads.
"""

import json
import sys
from pathlib import Path

from adapters.web.images import read_icon
from domain.model.errors import InvalidInput


def line(picture: Path) -> str:
    """The TOML line of a picture. Raises ``InvalidInput`` where it is none."""
    return f'{json.dumps(picture.stem, ensure_ascii=False)} = "{read_icon(picture.read_bytes()).hash}"'


def main() -> None:
    """Print one line for each picture that is named."""
    if not sys.argv[1:]:
        raise SystemExit("Name a picture, or more than one.")
    for name in sys.argv[1:]:
        try:
            print(line(Path(name)))
        except InvalidInput as error:
            raise SystemExit(f"{name}: {error.problems[0].message}") from None


if __name__ == "__main__":
    main()
