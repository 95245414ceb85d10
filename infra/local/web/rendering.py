"""The pages of the local site: templates of this folder, in the product's style and with its filters."""

from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader
from starlette.responses import HTMLResponse

from adapters.web import templates

_LOADER = FileSystemLoader(Path(__file__).parent / "pages")


def page(name: str, values: dict[str, Any], status: int = 200) -> HTMLResponse:
    """A page; ``here`` among the values is the path of its entry in the navigation."""
    jinja = templates.environment().overlay(loader=_LOADER)
    return HTMLResponse(jinja.get_template(f"{name}.html").render(values), status)


def not_found() -> HTMLResponse:
    return page("missing", {"here": ""}, 404)
