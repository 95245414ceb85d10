"""``/inbox/gallery``: every email and the design, rendered when the list or the page of the design is opened."""

import os
import subprocess
import sys

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
        Route(_HERE + "design", _index),
        Route(_HERE + "{name}.html", _page),
    ]


async def _index(request: Request) -> Response:
    made = await run_in_threadpool(_write)
    name = "design.html" if request.url.path.endswith("/design") else "index.html"
    return PlainTextResponse(made.stderr, 500) if made.returncode else FileResponse(_FOLDER / name)


async def _page(request: Request) -> Response:
    name = request.path_params["name"]
    found = {path.stem: path for path in _FOLDER.glob("*.html")}.get(name)
    if found is None:
        return RedirectResponse(_HERE)
    is_mail = name.endswith((".light", ".dark"))
    return FileResponse(found, headers={"Content-Security-Policy": _EMAIL_POLICY} if is_mail else None)


def _write() -> "subprocess.CompletedProcess[str]":
    """As ``make gallery`` does, in a new process, which imports the functions as they are now."""
    command = [sys.executable, "-m", "infra.gallery", str(_FOLDER)]
    environment = {**os.environ, "PYTHONPATH": "functions"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
