"""The local site: the REST API at ``/``, the local mailbox at ``/inbox``."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from infra.local.guard import callers
from infra.local.local_settings import LocalSettings
from infra.local.mailbox import Mailbox, StoredMail, reply_to
from infra.local.receiving import NotReceived, Receiving
from infra.local.reporting import NotReported, Reporting
from infra.local.seeds import DEMO_ACCOUNTS
from infra.local.web import gallery
from infra.local.web.channel import Channel, NotAPost

_PAGES = Jinja2Templates(Path(__file__).parent / "pages")
_NOT_PASSED_ON = {
    *("connection", "content-encoding", "content-length", "host", "keep-alive", "te", "transfer-encoding", "upgrade"),
}
_SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class Inbox:
    def __init__(self, mailbox: Mailbox, channel: Channel, receiving: Receiving, reporting: Reporting) -> None:
        self._mailbox, self._channel = mailbox, channel
        self._receiving, self._reporting = receiving, reporting

    def routes(self) -> list[Route]:
        """The fixed routes come before those with an id."""
        return [
            Route("/inbox", self.list_page),
            Route("/inbox/api/messages", self.list_json),
            Route("/inbox/api/messages/{id}/raw", self.raw),
            Route("/inbox/api/messages/{id}/bounce", self.bounce, methods=["POST"]),
            Route("/inbox/api/messages/{id}/complaint", self.complain, methods=["POST"]),
            Route("/inbox/api/received", self.receive, methods=["POST"]),
            Route("/inbox/api/accounts", self.accounts_json),
            Route("/inbox/api/slack", self.posts_json),
            Route("/inbox/slack", self.take_post, methods=["POST"]),
            *gallery.routes(),
            Route("/inbox/{id}", self.mail_page),
            Route("/inbox/{id}/html", self.mail_html),
            Route("/inbox/{id}/reply", self.reply, methods=["POST"]),
            Route("/inbox/{id}/report", self.report, methods=["POST"]),
        ]

    async def list_page(self, request: Request) -> Response:
        accounts = [(account["account_id"], account["email"], wrong) for account, wrong in DEMO_ACCOUNTS]
        mails = [mail.as_json() for mail in self._mailbox.newest_first()]
        values = {"mails": mails, "posts": self._channel.newest_first(), "accounts": accounts}
        return _PAGES.TemplateResponse(request, "inbox.html", values)

    async def list_json(self, _request: Request) -> Response:
        return JSONResponse([mail.as_json() for mail in self._mailbox.newest_first()])

    async def accounts_json(self, _request: Request) -> Response:
        """The demo accounts."""
        return JSONResponse(
            [{"id": one["account_id"], "address": one["email"], "wrong": wrong} for one, wrong in DEMO_ACCOUNTS]
        )

    async def posts_json(self, _request: Request) -> Response:
        return JSONResponse(self._channel.newest_first())

    async def take_post(self, request: Request) -> Response:
        """Respond as Slack's incoming webhook does."""
        try:
            self._channel.add(await request.body())
        except NotAPost as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse("ok")

    async def raw(self, request: Request) -> Response:
        mail = self._find(request)
        return Response(mail.raw, media_type="message/rfc822") if mail else _not_found()

    async def mail_page(self, request: Request) -> Response:
        mail = self._find(request)
        if mail is None:
            return _not_found()
        done = {name: request.query_params.get(name, "") for name in ("handled", "reported")}
        values = {"mail": mail.as_json(), **done}
        return _PAGES.TemplateResponse(request, "mail.html", values)

    async def mail_html(self, request: Request) -> Response:
        """The HTML of an email, without scripts; its links open in a new tab."""
        mail = self._find(request)
        if mail is None:
            return _not_found()
        html = mail.html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": _SANDBOX})

    async def receive(self, request: Request) -> Response:
        """Deliver the message in the body; returns what the function returned."""
        raw = await request.body()
        query = request.query_params
        recipients = tuple(query.getlist("recipient"))
        try:
            given = (raw, recipients, query.get("sender"), query.get("verdicts", ""))
            answer = await run_in_threadpool(self._receiving.deliver, *given)
        except NotReceived as error:
            return JSONResponse({"title": "Not received", "status": 422, "detail": str(error)}, 422)
        return JSONResponse(answer)

    async def reply(self, request: Request) -> Response:
        """Send a reply to an email, as a received message."""
        mail = self._find(request)
        if mail is None:
            return _not_found()
        text = httpx.QueryParams((await request.body()).decode()).get("text", "")
        try:
            answer = await run_in_threadpool(self._receiving.deliver, reply_to(mail, text).as_bytes())
            handled = answer["handled"][0]["handling"]
        except NotReceived as error:
            handled = str(error)
        return RedirectResponse(f"/inbox/{mail.id}?{httpx.QueryParams(handled=handled)}", 303)

    async def bounce(self, request: Request) -> Response:
        """Report a bounce of this ``type``; returns what the function returned."""
        bounce_type = request.query_params.get("type", "Permanent")
        return await self._report(request, lambda mail: self._reporting.bounce(mail, bounce_type))

    async def complain(self, request: Request) -> Response:
        """Report that an email was marked as spam; returns what the function returned."""
        return await self._report(request, self._reporting.complain)

    async def report(self, request: Request) -> Response:
        """The buttons on the page of an email: the same, then back to the page."""
        what = httpx.QueryParams((await request.body()).decode()).get("what", "")
        report = self._reporting.complain if what == "complaint" else self._reporting.bounce
        response = await self._report(request, report)
        if response.status_code != 200:
            return response
        return RedirectResponse(f"/inbox/{request.path_params['id']}?reported=yes", 303)

    async def _report(self, request: Request, report: Callable[[StoredMail], dict[str, Any]]) -> Response:
        mail = self._find(request)
        if mail is None:
            return JSONResponse({"title": "Not found", "status": 404, "detail": "There is no such mail."}, 404)
        try:
            return JSONResponse(await run_in_threadpool(report, mail))
        except NotReported as error:
            return JSONResponse({"title": "Not reported", "status": 422, "detail": str(error)}, 422)

    def _find(self, request: Request) -> StoredMail | None:
        return self._mailbox.get(request.path_params["id"])


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


def build(
    settings: LocalSettings,
    api_id: str,
    mailbox: Mailbox,
    channel: Channel,
    receiving: Receiving,
    reporting: Reporting,
) -> Starlette:
    gateway = ApiGateway(settings, api_id)
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    inbox = Inbox(mailbox, channel, receiving, reporting)
    routes = [*inbox.routes(), Route("/{path:path}", gateway.pass_on, methods=methods)]
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


def _not_found() -> Response:
    html = "<!doctype html><title>Not found</title><p>There is no such mail. <a href=/inbox>Inbox</a>"
    return HTMLResponse(html, 404)
