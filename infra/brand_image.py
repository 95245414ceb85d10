"""Prints the line for ``[brand.images]`` in ``marketplace.toml`` for an image of the brand.

``make brand-image PICTURE=picture.png``: PNG or JPEG, by the rules for an applicant's icon. The line has the file's
stem, which reviewers read, and the image's hash.
"""

import json
import sys
from pathlib import Path

from adapters.web.images import read_icon
from domain.model.errors import InvalidInput


def line(picture: Path) -> str:
    """The TOML line of an image. Raises ``InvalidInput`` if it is not an accepted image."""
    return f'{json.dumps(picture.stem, ensure_ascii=False)} = "{read_icon(picture.read_bytes()).hash}"'


def main() -> None:
    if not sys.argv[1:]:
        raise SystemExit("Enter at least one image: PICTURE=logo.png")
    for name in sys.argv[1:]:
        try:
            print(line(Path(name)))
        except InvalidInput as error:
            raise SystemExit(f"{name}: {error.problems[0].message}") from None


if __name__ == "__main__":
    main()
