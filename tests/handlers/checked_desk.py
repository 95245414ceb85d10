"""A furnished desk that looks at every answer: none is a fault, and none that refuses has stored or sent anything."""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes, urljoin

from werkzeug import Request, Response

from infra import transformed
from tests.handlers.in_process_desk import SIGNED, InProcessDesk, Reply, route
from tests.handlers.seed_data import furnish, sign_in


class CheckedDesk:
    """After each request, what it stored is taken away again, so that each meets the same desk."""

    def __init__(self, desk: InProcessDesk, words: str = "Plain words") -> None:
        self.desk = desk
        self.paths = furnish(desk, words)
        self.cookie, self.csrf = sign_in(desk)
        desk.answered.clear()
        self.keep()

    def keep(self) -> None:
        """Have every request meet the desk as it is now."""
        self._kept = self.desk.stored()

    def call(self, method: str, path: str, body: bytes = b"", content_type: str | None = None, **more: str) -> Reply:
        """A request like ``WholeDesk.call``; to the console, of somebody who is signed in."""
        more = {"Cookie": self.cookie, **more} if path.startswith("/console") else more
        before = self._done()
        return self._looked_at(self.desk.call(method, path, body, content_type, **more), before, path)

    def handle(self, function: str, event: dict[str, Any]) -> Reply:
        """An event of any shape, like ``WholeDesk.handle``."""
        before = self._done()
        return self._looked_at(self.desk.handle(function, event), before, event["resource"])

    def wsgi(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """A request as schemathesis makes it. One without the signature that it needs comes no further than on AWS."""
        request = Request(environ)
        resource, _ = route(request.method, request.path)
        if (request.method, resource) in SIGNED and "Authorization" not in request.headers:
            return _refused_unsigned()(environ, start)
        body, content_type = request.get_data(), request.headers.get("Content-Type")
        more = {"query": request.query_string.decode("latin-1"), **_known_headers(request)}
        reply = self.call(request.method, unquote_to_bytes(request.path).decode(), body, content_type, **more)
        return Response(reply.body, reply.status, reply.headers)(environ, start)

    def figures(self) -> str:
        """How many requests were answered how."""
        kinds: Counter[str] = Counter()
        for (_, status), number in self.desk.answered.items():
            kinds[f"{status // 100}xx"] += number
        return f"{sum(kinds.values())} requests: {json.dumps(dict(sorted(kinds.items())))}"

    def _done(self) -> tuple[int, int, int]:
        return self.desk.writes, len(self.desk.ses.sent), len(self.desk.machines.started)

    def _looked_at(self, reply: Reply, before: tuple[int, int, int], path: str) -> Reply:
        after = self._done()
        assert reply.status < 500, self.desk.logged.getvalue()[-3000:]
        assert stays(path, reply.headers.get("Location", "")), "it sends people elsewhere"
        if reply.status >= 400:
            assert after[1:] == before[1:], "something was sent or started"
        if after[0] > before[0]:
            assert reply.status < 400 or self.desk.stored() == self._kept, "something was stored"
            self.desk.restore(self._kept)
        return reply


def stays(path: str, location: str) -> bool:
    """Whether a redirect from a page stays on the desk, or downloads from the bucket by an address for a minute."""
    if location.startswith("https://s3.amazonaws.com/received/received/"):
        return "&X-Amz-Expires=60&" in location and "response-content-disposition=attachment" in location
    return urljoin(f"https://desk.example/desk{path}", location).startswith("https://desk.example/desk/")


def _refused_unsigned() -> Response:
    """What API Gateway itself answers to a call without a signature."""
    refused = transformed.api()["x-amazon-apigateway-gateway-responses"]["MISSING_AUTHENTICATION_TOKEN"]
    given = refused["responseParameters"].items()
    headers = {name.removeprefix("gatewayresponse.header."): value.strip("'") for name, value in given}
    (body,) = refused["responseTemplates"].values()
    return Response(body, int(refused["statusCode"]), headers)


def _known_headers(request: Request) -> dict[str, str]:
    key = request.headers.get("Idempotency-Key")
    return {} if key is None else {"Idempotency_Key": key}
