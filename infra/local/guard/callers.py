"""Which callers the local desk's ports accept: no website that a browser has open beside it.

A website can have a browser send forms and simple calls to any address, and by DNS rebinding even read the answers.
Browsers tell: by ``Host``, by ``Origin``, and by the fetch metadata headers (https://www.w3.org/TR/fetch-metadata/).
"""

import re
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOSTS = ["localhost", "127.0.0.1"]
STAGE = "x-keydesk-stage"
"""The header in which the local web server names the stage of the API, as the base path mapping of a domain does.

A website cannot set it: browsers ask first (CORS preflight), and that is refused.
"""
_HEALTH = "/_ministack/health"
_API = "/_aws/execute-api/"
_STAGE_OF_AN_API = re.compile(rf"{_API}[a-z0-9]+/[a-z]+")


class OnlyOwnPages:
    """Refuses what pages of other sites have a browser do to paths that begin so; they may link to them."""

    def __init__(self, app: ASGIApp, beginning: str) -> None:
        self._app, self._beginning = app, beginning

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._beginning) and _crosses_sites(scope):
            refused = PlainTextResponse("Only this site's own pages can do this.\n", 403)
            await refused(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _crosses_sites(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is None:  # no browser, or an old one
        return headers.get("origin", own := f"http://{headers.get('host')}") != own
    follows_a_link = (
        scope["method"] in ("GET", "HEAD")
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
    return site not in ("same-origin", "none") and not follows_a_link


def guarded(app: ASGIApp) -> ASGIApp:
    """The embedded AWS, for signed calls, calls of the API, and the local web server."""
    return TrustedHostMiddleware(_EmbeddedAwsGuard(app), HOSTS)


class _EmbeddedAwsGuard:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":  # nobody needs WebSockets
                await self._app(scope, receive, send)
            return

        async def without_cors(message: Message) -> None:
            """Send an answer that no other site may read."""
            if message["type"] == "http.response.start":
                kept = [one for one in message["headers"] if not one[0].lower().startswith(b"access-control-")]
                message = {**message, "headers": kept}
            await send(message)

        headers = Headers(scope=scope)
        if (stage := headers.get(STAGE)) and _STAGE_OF_AN_API.fullmatch(stage):
            # The path as it was sent stays in raw_path: that is what a caller has signed.
            scope = {**scope, "path": stage + scope["path"]}
        elif why := _why_not(scope, headers):
            await PlainTextResponse(f"This call is refused: {why}.\n", 403)(scope, receive, send)
            return
        await self._app(scope, receive, without_cors)


def _why_not(scope: Scope, headers: Headers) -> str | None:
    path, query = scope["path"], parse_qs(scope["query_string"].decode("latin-1"))
    is_link = scope["method"] == "GET" and "X-Amz-Signature" in query  # whoever has it may follow it, from any page
    if "origin" in headers or (headers.get("sec-fetch-site", "none") != "none" and not is_link):
        return "it comes from a page in a browser"
    if path == _HEALTH or path.startswith(_API):
        return None
    if path.startswith("/_"):
        return "it is for the emulator itself"
    if not is_link and not headers.get("authorization", "").startswith("AWS4-HMAC-SHA256 "):
        return "it is not signed"
    return None
