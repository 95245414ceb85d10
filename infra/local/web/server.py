"""The local site: the REST API at ``/``, the local mailbox at ``/inbox``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from infra.local.guard import callers
from infra.local.local_settings import LocalSettings

_NOT_PASSED_ON = {
    *("connection", "content-encoding", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade"),
}


class ApiGateway:
    """Passes every other request on to the REST API of the embedded AWS, as a custom domain name would."""

    def __init__(self, settings: LocalSettings, api_id: str) -> None:
        self._aws_url = settings.aws_url
        self._mapping = {callers.STAGE: settings.stage(api_id)}
        # The embedded AWS closes an idle connection after five seconds: close it earlier.
        self._client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(keepalive_expiry=2))

    @asynccontextmanager
    async def while_open(self, _app: Starlette) -> AsyncIterator[None]:
        async with self._client:
            yield

    def _added_to(self, request: Request) -> list[tuple[str, str]]:
        return [("host", request.headers["host"]), *self._mapping.items()]

    async def pass_on(self, request: Request) -> Response:
        path = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        answer = await self._client.request(
            request.method,
            f"{self._aws_url}{path}{'?' if query else ''}{query}",
            headers=[*_as_bytes(_passed_on(request.headers.items())), *_as_bytes(self._added_to(request))],
            content=await request.body(),
        )
        return Response(answer.content, answer.status_code, headers=dict(_passed_on(answer.headers.items())))


def build(settings: LocalSettings, api_id: str, local: list[Route]) -> Starlette:
    """The site: ``local`` are the routes below ``/inbox``."""
    gateway = ApiGateway(settings, api_id)
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    routes = [*local, Route("/{path:path}", gateway.pass_on, methods=methods)]
    middleware = [
        Middleware(TrustedHostMiddleware, allowed_hosts=callers.HOSTS),
        Middleware(callers.OnlyOwnPages, beginning="/inbox"),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=gateway.while_open)


def _passed_on(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _NOT_PASSED_ON]


def _as_bytes(headers: list[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    """As they came: Starlette reads any byte as Latin-1, and httpx would take ASCII alone."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
