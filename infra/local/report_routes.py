"""The routes by which people and scripts have SES report on a mail of the local mailbox."""

from collections.abc import Callable
from typing import Any

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from infra.local.mailbox import Mailbox, StoredMail
from infra.local.reporting import NotReported, Reporting


class Reports:
    """The routes under ``/inbox`` that let a mail bounce, or complain of it."""

    def __init__(self, mailbox: Mailbox, reporting: Reporting) -> None:
        self._mailbox = mailbox
        self._reporting = reporting

    def routes(self) -> list[Route]:
        """Every route."""
        return [
            Route("/inbox/api/messages/{id}/bounce", self.bounce, methods=["POST"]),
            Route("/inbox/api/messages/{id}/complaint", self.complain, methods=["POST"]),
            Route("/inbox/{id}/report", self.form, methods=["POST"]),
        ]

    async def bounce(self, request: Request) -> Response:
        """Report that a mail came back, as ``type`` says (Permanent); answers with what the function returned."""
        bounce_type = request.query_params.get("type", "Permanent")
        return await self._report(request, lambda mail: self._reporting.bounce(mail, bounce_type))

    async def complain(self, request: Request) -> Response:
        """Report that a mail was marked as spam; answers with what the function returned."""
        return await self._report(request, self._reporting.complain)

    async def form(self, request: Request) -> Response:
        """The buttons of a mail's page: the same, and back to the page."""
        what = httpx.QueryParams((await request.body()).decode()).get("what", "")
        answer = await self._report(
            request, self._reporting.complain if what == "complaint" else self._reporting.bounce
        )
        if answer.status_code != 200:
            return answer
        return RedirectResponse(f"/inbox/{request.path_params['id']}?reported=yes", 303)

    async def _report(self, request: Request, report: Callable[[StoredMail], dict[str, Any]]) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return JSONResponse({"title": "Not found", "status": 404, "detail": "There is no such mail."}, 404)
        try:
            return JSONResponse(await run_in_threadpool(report, mail))
        except NotReported as error:
            return JSONResponse({"title": "Not reported", "status": 422, "detail": str(error)}, 422)
