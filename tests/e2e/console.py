"""Those of the staff who work in the console: signed in by the link that was mailed to them."""

import re
from html import unescape

import httpx

from tests.e2e.people import People


class AtWork:
    """One of the staff who is signed in."""

    def __init__(self, people: People, person: str) -> None:
        self._web = people.web
        self._headers = {"Cookie": f"__Host-session={people.sign_in(person)}"}

    def get(self, path: str) -> str:
        page = self._web.get(path, headers=self._headers)
        assert page.status_code == 200, page.text
        return page.text

    def send(self, path: str, **fields: str) -> httpx.Response:
        """Send the form that is on a page."""
        page = self.get(path)
        shown = {
            name: field_of(page, name)
            for name in ("csrf", "question", "assignee", "key")
            if f'name="{name}" value="' in page
        }
        return self.post(path, {**shown, **fields})

    def open(self, path: str) -> httpx.Response:
        """Whatever is at an address, and wherever that leads to."""
        return self._follow(self._web.get(path, headers=self._headers))

    def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        return self._follow(self._web.post(path, data=data, headers=self._headers))

    def _follow(self, answer: httpx.Response) -> httpx.Response:
        """httpx forgets a cookie on its way to another page; a browser does not."""
        while answer.next_request:
            answer = self._web.get(answer.next_request.url, headers=self._headers)
        return answer


def field_of(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    return str(re.findall(rf'name="{name}" value="([^"]*)"', page)[0])


def shown(page: httpx.Response) -> str:
    """What a page says, without its tags."""
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", page.text, flags=re.DOTALL))
