"""``/inbox/gallery``: every email, and the design, written when the list or the design is opened."""

import os
import subprocess
import sys
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.local_settings import ROOT

_FOLDER = ROOT / "build" / "gallery"
_HERE = "/inbox/gallery/"
_EMAIL_POLICY = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'"


def routes() -> list[Route]:
    return [
        Route("/inbox/gallery", lambda _: RedirectResponse(_HERE)),
        Route(_HERE, _index),
        Route(_HERE + "design", _design),
        Route(_HERE + "{name}.html", _page),
    ]


async def _index(_request: Request) -> Response:
    return await _written("infra.gallery", "index.html")


async def _design(_request: Request) -> Response:
    return await _written("infra.gallery.design", "design.html")


async def _page(request: Request) -> Response:
    name = request.path_params["name"]
    found = {path.stem: path for path in _FOLDER.glob("*.html")}.get(name)
    if found is None:
        return RedirectResponse(_HERE)
    is_mail = name.endswith((".light", ".dark"))
    return FileResponse(found, headers={"Content-Security-Policy": _EMAIL_POLICY} if is_mail else None)


async def _written(module: str, page: str) -> Response:
    """A page that a module writes, in a new process, which imports the functions as they are now."""
    command = [sys.executable, "-m", module, str(_FOLDER)]
    run = partial(subprocess.run, command, cwd=ROOT, env={**os.environ, "PYTHONPATH": "functions"}, text=True)
    made = await run_in_threadpool(run, capture_output=True, check=False)
    return PlainTextResponse(made.stderr, 500) if made.returncode else FileResponse(_FOLDER / page)
