"""Those of the staff who work in the console: signed in by the link that was mailed to them."""

import re
from html import unescape

import httpx

from infra.local.mailbox import StoredMail
from tests.e2e.people import People, eventually

_SESSIONS: dict[tuple[str, str], str] = {}  # a person gets at most one link a minute, and a session lasts for hours


def session_of(people: People, address: str) -> str:
    """The cookie of who signs in, or signed in before, at this desk."""
    key = people.desk.places.url, address
    if key not in _SESSIONS:
        people.web.post("/console/sign-in", data={"address": address})

        def found() -> StoredMail | None:
            mails = (one for one in people.desk.mailbox.newest_first() if one.recipients == (address,))
            return next((one for one in mails if "/console/enter/" in one.text), None)

        mail = eventually(found, lambda: f"no link for {address}")
        entered = people.web.post(re.findall(r"\S+/console/enter/\w+", mail.text)[0])
        _SESSIONS[key] = entered.headers["Set-Cookie"].partition(";")[0]
    return _SESSIONS[key]


class Colleague:
    """One of the staff, who opens pages of the console and sends the forms that are on them."""

    def __init__(self, people: People, address: str) -> None:
        self._web, self._cookie = people.web, {"Cookie": session_of(people, address)}

    def open(self, path: str) -> httpx.Response:
        """A page, wherever it leads to."""
        return self._follow(self._web.get(f"/console{path}", headers=self._cookie))

    def send(self, path: str, **fields: str) -> httpx.Response:
        """A form of the page at this address; its hidden fields come from the page, unless they are given."""
        page = self.open(path).text
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf|key)" value="([^"]*)"', page))
        return self._follow(self._web.post(f"/console{path}", data=hidden | fields, headers=self._cookie))

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        """httpx forgets a cookie on its way to another page; a browser does not."""
        while answer.next_request:
            answer = self._web.get(answer.next_request.url, headers=self._cookie)
        return answer


def shown(page: httpx.Response) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page.text, flags=re.DOTALL))
