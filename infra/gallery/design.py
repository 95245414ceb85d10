"""``python -m infra.gallery.design [folder]``: write the page that shows the components of the pages.

They are those of ``templates/pages/style.css``, on phone and desktop, in light and dark.
"""

import sys
from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from adapters.web import templates
from infra.gallery.__main__ import FOLDER
from infra.local.local_settings import marketplace_file
from infra.marketplace import use

_HERE = FileSystemLoader(Path(__file__).parent / "pages")
_LOADER = ChoiceLoader([_HERE, FileSystemLoader(templates.FOLDER)])
_SCHEMES = (("light", "not all"), ("dark", "all"))  # an iframe follows the browser, so its file says always or never


def write(folder: Path) -> Path:
    """Write ``design.html``, and a file for each colour scheme that it shows; returns the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    jinja = templates.environment().overlay(loader=_LOADER)
    sheet = jinja.get_template("design_sheet.html").render()
    for scheme, always in _SCHEMES:
        fixed = sheet.replace("(prefers-color-scheme: dark)", always)
        fixed = fixed.replace("color-scheme: light dark", f"color-scheme: {scheme}")
        (folder / f"design.{scheme}.html").write_text(fixed, "utf-8")
    page = folder / "design.html"
    page.write_text(jinja.get_template("design.html").render(), "utf-8")
    return page


def main() -> None:
    use(marketplace_file())
    print(write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER))


if __name__ == "__main__":
    main()
