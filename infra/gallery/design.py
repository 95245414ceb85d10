"""The page of the design: every component of ``templates/pages/style.css``, on phone and desktop, in light and dark."""

from pathlib import Path

from jinja2 import ChoiceLoader, FileSystemLoader

from adapters.web import templates

_HERE = FileSystemLoader(Path(__file__).parent / "pages")
_LOADER = ChoiceLoader([_HERE, FileSystemLoader(templates.FOLDER)])
_SCHEMES = (("light", "not all"), ("dark", "all"))  # an iframe follows the browser, so its file says always or never


def write(folder: Path) -> None:
    """Write ``design.html``, and a file for each colour scheme that it shows."""
    jinja = templates.environment().overlay(loader=_LOADER)
    sheet = jinja.get_template("design_sheet.html").render()
    for scheme, always in _SCHEMES:
        fixed = sheet.replace("(prefers-color-scheme: dark)", always)
        fixed = fixed.replace("color-scheme: light dark", f"color-scheme: {scheme}")
        (folder / f"design.{scheme}.html").write_text(fixed, "utf-8")
    (folder / "design.html").write_text(jinja.get_template("design.html").render(), "utf-8")
