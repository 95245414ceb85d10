"""One address for everything: the desk as API Gateway serves it at ``/``, the local mailbox at ``/inbox``."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from infra.local import gallery
from infra.local.channel import Channel, NotAPost
from infra.local.mailbox import Mailbox, StoredMail, reply_to
from infra.local.receiving import NotReceived, Receiving
from infra.local.report_routes import Reports
from infra.local.reporting import Reporting
from infra.local.seeds import DEMO_ACCOUNTS

_PAGES = Jinja2Templates(Path(__file__).parent / "pages")
_HOP_BY_HOP = {
    "connection",
    "content-encoding",
    "content-length",
    "host",
    "keep-alive",
    "te",
    "transfer-encoding",
    "upgrade",
}
_SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class Inbox:
    """The routes under ``/inbox``."""

    def __init__(self, mailbox: Mailbox, channel: Channel, receiving: Receiving) -> None:
        self._mailbox = mailbox
        self._channel = channel
        self._receiving = receiving

    def routes(self) -> list[Route]:
        """Every route, the fixed ones before those with an id."""
        return [
            Route("/inbox", self.list_page),
            Route("/inbox/api/messages", self.list_json),
            Route("/inbox/api/messages/{id}/raw", self.raw),
            Route("/inbox/api/received", self.receive, methods=["POST"]),
            Route("/inbox/api/accounts", self.accounts_json),
            Route("/inbox/api/slack", self.posts_json),
            Route("/inbox/slack", self.take_post, methods=["POST"]),
            *gallery.routes(),
            Route("/inbox/{id}", self.mail_page),
            Route("/inbox/{id}/html", self.mail_html),
            Route("/inbox/{id}/reply", self.reply, methods=["POST"]),
        ]

    async def list_page(self, request: Request) -> Response:
        """The mailbox."""
        accounts = [(account["account_id"], account["email"], wrong) for account, wrong in DEMO_ACCOUNTS]
        mails = [mail.as_json() for mail in self._mailbox.newest_first()]
        values = {"mails": mails, "posts": self._channel.newest_first(), "accounts": accounts}
        return _PAGES.TemplateResponse(request, "inbox.html", values)

    async def list_json(self, _request: Request) -> Response:
        """Every mail, newest first."""
        return JSONResponse([mail.as_json() for mail in self._mailbox.newest_first()])

    async def accounts_json(self, _request: Request) -> Response:
        """The demo accounts."""
        return JSONResponse(
            [{"id": one["account_id"], "address": one["email"], "wrong": wrong} for one, wrong in DEMO_ACCOUNTS]
        )

    async def posts_json(self, _request: Request) -> Response:
        """Every post in the channel, newest first."""
        return JSONResponse(self._channel.newest_first())

    async def take_post(self, request: Request) -> Response:
        """Answer as Slack's incoming webhook does."""
        try:
            self._channel.add(await request.body())
        except NotAPost as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse("ok")

    async def raw(self, request: Request) -> Response:
        """A mail as it went over the wire."""
        mail = self._find(request)
        return Response(mail.raw, media_type="message/rfc822") if mail else _not_found()

    async def mail_page(self, request: Request) -> Response:
        """One mail, with the form to reply to it."""
        mail = self._find(request)
        if mail is None:
            return _not_found()
        done = {name: request.query_params.get(name, "") for name in ("handled", "reported")}
        values = {"mail": mail.as_json(), **done}
        return _PAGES.TemplateResponse(request, "mail.html", values)

    async def mail_html(self, request: Request) -> Response:
        """A mail's HTML alone, without scripts; its links open beside."""
        mail = self._find(request)
        if mail is None:
            return _not_found()
        html = mail.html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": _SANDBOX})

    async def receive(self, request: Request) -> Response:
        """Deliver the message in the body as received mail; answers with what the function returned."""
        raw = await request.body()
        query = request.query_params
        recipients = tuple(query.getlist("recipient"))
        try:
            answer = await run_in_threadpool(
                self._receiving.deliver, raw, recipients, query.get("sender"), query.get("verdicts", "")
            )
        except NotReceived as error:
            return JSONResponse({"title": "Not received", "status": 422, "detail": str(error)}, 422)
        return JSONResponse(answer)

    async def reply(self, request: Request) -> Response:
        """Send a real reply to a mail, down the road that received mail takes."""
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

    def _find(self, request: Request) -> StoredMail | None:
        return self._mailbox.get(request.path_params["id"])


class ApiGateway:
    """Passes every other request on to the REST API of the embedded AWS, as a domain name in front of it would."""

    def __init__(self, api_url: str) -> None:
        self._api_url = api_url
        # The embedded AWS closes an idle connection after five seconds; so we do earlier.
        self._client = httpx.AsyncClient(timeout=60, limits=httpx.Limits(keepalive_expiry=2))

    @asynccontextmanager
    async def while_open(self, _app: Starlette) -> AsyncIterator[None]:
        """Keep the connections to the embedded AWS while the site is up."""
        async with self._client:
            yield

    async def pass_on(self, request: Request) -> Response:
        """One request, one answer; nothing is followed or changed."""
        path = request.scope["raw_path"].decode("ascii")
        query = request.scope["query_string"].decode("ascii")
        answer = await self._client.request(
            request.method,
            f"{self._api_url}{path}{'?' if query else ''}{query}",
            headers=_passed_on(request.headers.items()),
            content=await request.body(),
        )
        return Response(answer.content, answer.status_code, headers=dict(_passed_on(answer.headers.items())))


def build(api_url: str, mailbox: Mailbox, channel: Channel, receiving: Receiving, reporting: Reporting) -> Starlette:
    """The whole local site."""
    gateway = ApiGateway(api_url)
    methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
    inbox = [*Reports(mailbox, reporting).routes(), *Inbox(mailbox, channel, receiving).routes()]
    routes = [*inbox, Route("/{path:path}", gateway.pass_on, methods=methods)]
    return Starlette(routes=routes, lifespan=gateway.while_open)


def _passed_on(headers: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers if name.lower() not in _HOP_BY_HOP]


def _not_found() -> Response:
    return HTMLResponse(
        "<!doctype html><title>Not found</title><p>There is no such mail. <a href=/inbox>Inbox</a>", 404
    )
