"""``/inbox/tour``: the product in two minutes, in each role, with the demo cases."""

import time
from typing import NamedTuple

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.model.ids import is_case_id
from infra.local.demo.cases import CASES
from infra.local.demo.scenarios import DemoCase
from infra.local.demo.seeding import Demo
from infra.local.local_settings import EXCEPTION_APPROVERS, OPERATORS, REVIEWERS, SAFETY_TEAM
from infra.local.mailbox import Mailbox, StoredMail
from infra.local.web.rendering import not_found, page

SIGN_IN_WAITS = 20  # seconds for the email with the link
SIGN_IN_FORM = "/console/sign-in"
SIGN_IN_LINK = "console/enter"
STAFF = {"reviewer": REVIEWERS[0], "safety": SAFETY_TEAM[0], "operator": OPERATORS[0]}
"""Whom the tour signs in."""


class Place(NamedTuple):
    """The link to a page in an email about a demo case: the ``number``-th email to a person that has one.

    The person is the applicant unless given. Emails that come later, as people try things, change nothing.
    """

    case: str
    page: str
    person: str = ""
    number: int = 1


PLACES = {
    "question": Place("question", "status", number=2),
    "rejected": Place("rejected_by_policy", "revise"),
    "rejected_status": Place("rejected_by_policy", "status"),
    "form": Place("link", "apply/link"),
    "flagged": Place("flagged", "decisions", REVIEWERS[0]),
    "re_review": Place("re_review", "decisions", REVIEWERS[0], number=2),
    "safety": Place("safety", "decisions", SAFETY_TEAM[0]),
    "exception": Place("exception", "decisions", EXCEPTION_APPROVERS[0]),
}
"""Where the stops lead."""


class Tour:
    def __init__(self, url: str, mailbox: Mailbox, demo: Demo) -> None:
        self._url, self._mailbox, self._demo = url, mailbox, demo

    def routes(self) -> list[Route]:
        return [
            Route("/inbox/tour", self.show),
            Route("/inbox/tour/sign-in", self.sign_in, methods=["POST"]),
        ]

    def show(self, _request: Request) -> Response:
        ids = self._demo.case_ids
        found = {name: self._email_with(place, ids) for name, place in PLACES.items()}
        values = {
            "links": {name: mail.links(PLACES[name].page)[0] if mail else "" for name, mail in found.items()},
            "emails": {name: f"/inbox/{mail.id}" if mail else "" for name, mail in found.items()},
            "cases": [(case.company, case.state, _emails_path(case, ids.get(case.name, ""))) for case in CASES],
            "ready": len(ids),
            "is_running": self._demo.is_running,
        }
        return page("tour", {"here": "/inbox/tour", **values})

    def _email_with(self, place: Place, ids: dict[str, str]) -> StoredMail | None:
        (case,) = (case for case in CASES if case.name == place.case)
        if case.name not in ids:
            return None
        found = self._mailbox.find(ids[case.name], place.person or case.email, place.page)
        return found[place.number - 1] if len(found) >= place.number else None

    def _newest_sign_in(self, person: str) -> StoredMail | None:
        return next(reversed(self._mailbox.find("", person, SIGN_IN_LINK)), None)

    async def sign_in(self, request: Request) -> Response:
        """Ask for a sign-in link, as the form does, and open it from the mailbox."""
        person = STAFF.get(httpx.QueryParams((await request.body()).decode()).get("as", ""))
        if person is None:
            return not_found()
        return RedirectResponse(await run_in_threadpool(self._sign_in_path, person), 303)

    def _sign_in_path(self, person: str) -> str:
        """The last link if it still works, else a new one; the form, if none comes, since there is one a minute."""
        last = self._newest_sign_in(person)
        if last and httpx.get(self._url + (path := last.links(SIGN_IN_LINK)[0]), timeout=60).is_success:
            return path
        httpx.post(self._url + SIGN_IN_FORM, data={"address": person}, timeout=60)
        deadline = time.monotonic() + SIGN_IN_WAITS
        while time.monotonic() < deadline:
            newest = self._newest_sign_in(person)
            if newest and newest != last:
                self._mailbox.mark(newest, "read")
                return newest.links(SIGN_IN_LINK)[0]
            time.sleep(0.2)
        return SIGN_IN_FORM


def _emails_path(case: DemoCase, case_id: str) -> str:
    """Where the emails about a demo case are; nothing while it is not ready."""
    if not case_id:
        return ""
    return f"/inbox?case={case_id}" if is_case_id(case_id) else f"/inbox?person={case.email}"
