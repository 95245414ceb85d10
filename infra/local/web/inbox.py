"""The local mailbox at ``/inbox``: what was emailed to whom, the Slack channel, and the demo accounts."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from domain.cases.inbound_message import Handling
from domain.presentation.labels import HANDLING_LABELS
from infra.local.demo.cases import CASES
from infra.local.demo.seeding import Demo
from infra.local.mailbox import StoredMail, reply_to
from infra.local.receiving import NotReceived, Receiving
from infra.local.reporting import NotReported, Reporting
from infra.local.seeds import DEMO_ACCOUNTS
from infra.local.web.channel import Channel
from infra.local.web.mail_list import MailList, when
from infra.local.web.rendering import not_found, page

_SANDBOX = (
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-same-origin; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class Inbox:
    def __init__(
        self, mail_list: MailList, channel: Channel, receiving: Receiving, reporting: Reporting, demo: Demo
    ) -> None:
        self._list, self._mailbox, self._channel = mail_list, mail_list.mailbox, channel
        self._receiving, self._reporting, self._demo = receiving, reporting, demo

    def routes(self) -> list[Route]:
        return [
            Route("/inbox", self.show_list),
            Route("/inbox/channel", self.show_channel),
            Route("/inbox/accounts", self.show_accounts),
        ]

    def email_routes(self) -> list[Route]:
        """They come after all others: an id is whatever is none of their names."""
        return [
            Route("/inbox/{id}", self.show_email),
            Route("/inbox/{id}/html", self.show_html),
            Route("/inbox/{id}/reply", self.reply, methods=["POST"]),
            Route("/inbox/{id}/report", self.report, methods=["POST"]),
        ]

    def show_list(self, request: Request) -> Response:
        query = request.query_params
        person, case_id = query.get("person", ""), query.get("case", "")
        values = self._list.values(person, case_id, unread=query.get("unread") == "yes")
        adding = {"ready": len(self._demo.case_ids), "all": len(CASES)} if self._demo.is_running else None
        case = self._list.case_values(case_id) if case_id else None
        return page("inbox", {**values, "here": "/inbox", "case": case, "adding": adding})

    def show_channel(self, _request: Request) -> Response:
        now = datetime.now(UTC)
        posts = [{**post, "at": parsedate_to_datetime(post["date"])} for post in self._channel.newest_first()]
        shown = [{**post, "when": when(post["at"], now)} for post in posts]
        return page("channel", {"here": "/inbox/channel", "posts": shown})

    def show_accounts(self, _request: Request) -> Response:
        accounts = [(account["account_id"], account["email"], wrong) for account, wrong in DEMO_ACCOUNTS]
        return page("accounts", {"here": "/inbox/accounts", "accounts": accounts})

    def show_email(self, request: Request) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return not_found()
        query = request.query_params
        handled = next((words for name, words in HANDLING_LABELS.items() if name == query.get("handled")), "")
        return self._email_page(mail, handled=handled, reported="yes" if "reported" in query else "")

    def _email_page(self, mail: StoredMail, status: int = 200, **happened: str) -> Response:
        self._mailbox.mark(mail, "read")
        shown = {"mail": self._list.mail_values(mail), "text": mail.text, "headers": mail.headers}
        nothing = {"handled": "", "problem": "", "reported": ""}
        return page("email", {"here": "", **shown, **nothing, **happened}, status)

    def show_html(self, request: Request) -> Response:
        """The HTML of an email, without scripts; its links open in a new tab."""
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return not_found()
        html = mail.html.replace("<head>", '<head><base target="_blank">', 1)
        return HTMLResponse(html, headers={"Content-Security-Policy": _SANDBOX})

    async def reply(self, request: Request) -> Response:
        """Send a reply to an email, as a received message."""
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return not_found()
        text = httpx.QueryParams((await request.body()).decode()).get("text", "")
        try:
            answer = await run_in_threadpool(self._receiving.deliver, reply_to(mail, text).as_bytes())
        except NotReceived as error:
            return await run_in_threadpool(self._email_page, mail, 422, problem=str(error))
        self._mailbox.mark(mail, "replied")
        return _back(mail.id, handled=Handling(answer["handled"][0]["handling"]))

    async def report(self, request: Request) -> Response:
        """Report a bounce or a complaint, by the buttons on the page of an email."""
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            return not_found()
        what = httpx.QueryParams((await request.body()).decode()).get("what", "")
        report = self._reporting.complain if what == "complaint" else self._reporting.bounce
        try:
            await run_in_threadpool(report, mail)
        except NotReported as error:
            return await run_in_threadpool(self._email_page, mail, 422, problem=str(error))
        return _back(mail.id, reported="yes")


def _back(mail_id: str, **query: str) -> Response:
    """To the page of the email, which says what happened."""
    return RedirectResponse(f"/inbox/{mail_id}?{httpx.QueryParams(query)}", 303)
