"""The local mailbox for scripts, at ``/inbox/api``: docs/local.md describes it."""

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from infra.local.mailbox import Mailbox, StoredMail
from infra.local.receiving import NotReceived, Receiving
from infra.local.reporting import NotReported, Reporting
from infra.local.seeds import DEMO_ACCOUNTS
from infra.local.web.channel import Channel, NotAPost


class InboxApi:
    def __init__(self, mailbox: Mailbox, channel: Channel, receiving: Receiving, reporting: Reporting) -> None:
        self._mailbox, self._channel = mailbox, channel
        self._receiving, self._reporting = receiving, reporting

    def routes(self) -> list[Route]:
        return [
            Route("/inbox/api/messages", self.list_messages),
            Route("/inbox/api/count", self.count),
            Route("/inbox/api/messages/{id}/raw", self.raw),
            Route("/inbox/api/messages/{id}/bounce", self.bounce, methods=["POST"]),
            Route("/inbox/api/messages/{id}/complaint", self.complain, methods=["POST"]),
            Route("/inbox/api/received", self.receive, methods=["POST"]),
            Route("/inbox/api/accounts", self.list_accounts),
            Route("/inbox/api/slack", self.list_posts),
            Route("/inbox/slack", self.take_post, methods=["POST"]),
        ]

    async def list_messages(self, _request: Request) -> Response:
        return JSONResponse([mail.as_json() for mail in self._mailbox.newest_first()])

    async def count(self, _request: Request) -> Response:
        """How many emails there are: a page looks every two seconds whether there is a new one."""
        return JSONResponse({"messages": len(self._mailbox.newest_first())})

    async def list_accounts(self, _request: Request) -> Response:
        """The demo accounts."""
        return JSONResponse(
            [{"id": one["account_id"], "address": one["email"], "wrong": wrong} for one, wrong in DEMO_ACCOUNTS]
        )

    async def list_posts(self, _request: Request) -> Response:
        return JSONResponse(self._channel.newest_first())

    async def take_post(self, request: Request) -> Response:
        """Respond as Slack's incoming webhook does."""
        try:
            self._channel.add(await request.body())
        except NotAPost as error:
            return PlainTextResponse(str(error), 400)
        return PlainTextResponse("ok")

    async def raw(self, request: Request) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        return Response(mail.raw, media_type="message/rfc822") if mail else _problem(404, "Not found", _NO_EMAIL)

    async def receive(self, request: Request) -> Response:
        """Deliver the message in the body; returns what the function returned."""
        raw = await request.body()
        query = request.query_params
        recipients = tuple(query.getlist("recipient"))
        try:
            given = (raw, recipients, query.get("sender"), query.get("verdicts", ""))
            answer = await run_in_threadpool(self._receiving.deliver, *given)
        except NotReceived as error:
            return _problem(422, "Not received", str(error))
        return JSONResponse(answer)

    async def bounce(self, request: Request) -> Response:
        """Report a bounce of this ``type``; returns what the function returned."""
        bounce_type = request.query_params.get("type", "Permanent")
        return await self._report(request, lambda mail: self._reporting.bounce(mail, bounce_type))

    async def complain(self, request: Request) -> Response:
        """Report that an email was marked as spam; returns what the function returned."""
        return await self._report(request, self._reporting.complain)

    async def _report(self, request: Request, report: Callable[[StoredMail], dict[str, Any]]) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return _problem(404, "Not found", _NO_EMAIL)
        try:
            return JSONResponse(await run_in_threadpool(report, mail))
        except NotReported as error:
            return _problem(422, "Not reported", str(error))


_NO_EMAIL = "There is no such email."


def _problem(status: int, title: str, detail: str) -> Response:
    return JSONResponse({"title": title, "status": status, "detail": detail}, status)
