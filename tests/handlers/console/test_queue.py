"""The queue as a browser gets it: its filters in the address, and the form that assigns several cases."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from domain.cases.staff import StaffRole
from tests.examples import request_data
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM, click, open_account, send_json, sign_in_token

ONE, TWO = "one@staff.example", "two@staff.example"
STAFF = {StaffRole.REVIEWER: (ONE, TWO), StaffRole.SAFETY: ("safety@staff.example",)}


class Console:
    def __init__(self, desk: InProcessDesk) -> None:
        self.desk = desk
        entered = desk.call("POST", f"/console/enter/{sign_in_token(desk, ONE)}", b"", FORM)
        self.cookie = entered.headers["Set-Cookie"].partition(";")[0]

    def apply(self, name: str) -> str:
        account_id = f"acct-{name}"
        open_account(self.desk, account_id, ("avery@client.example",), business_name=f"{name.title()} Works")
        data = request_data(account_id=account_id)
        case_id = str(send_json(self.desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"])
        invoke("workflow.validate_application", {"application_id": case_id, "round": 1})
        invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": "review"})
        return case_id

    def get(self, query: str = "", path: str = "/console") -> str:
        reply = self.desk.call("GET", path, query=query, Cookie=self.cookie)
        assert reply.status == 200, reply
        return reply.body

    def post(self, page: str, **fields: str) -> Reply:
        """Send the form that assigns, with what is hidden in it."""
        hidden = {name: unescape(re.findall(rf'name="{name}" value="([^"]*)"', page)[-1]) for name in ("csrf", "back")}
        body = urlencode({**hidden, **fields}).encode()
        return self.desk.call("POST", "/console/assignments", body, FORM, Cookie=self.cookie)


def picks(page: str) -> dict[str, str]:
    """The values of the check boxes, by case id."""
    values = [unescape(value) for value in re.findall(r'name="pick-\d+" value="([^"]*)"', page)]
    return {value.partition(" ")[0]: value for value in values}


@pytest.fixture(scope="module")
def console() -> Iterator[Console]:
    with in_process_desk(STAFF) as desk:
        yield Console(desk)


@pytest.fixture(scope="module")
def ids(console: Console) -> list[str]:
    return [console.apply(name) for name in ("alder", "birch", "cedar")]


def test_selected_cases_are_assigned_and_the_queue_says_so_where_it_was(console: Console, ids: list[str]) -> None:
    page = console.get("kind=review&sort=newest&assignee=nobody")
    chosen = {f"pick-{number}": picks(page)[case_id] for number, case_id in enumerate(ids[:2])}

    reply = console.post(page, **chosen, do="me")

    assert reply.status == 303
    query = urlsplit(reply.headers["Location"]).query
    assert reply.headers["Location"].startswith("../console?")
    assert parse_qs(query) == {
        "kind": ["review"],
        "sort": ["newest"],
        "assignee": ["nobody"],
        "done": ["assigned"],
        "number": ["2"],
    }
    after = console.get(query)
    assert "2 cases assigned." in after
    assert set(picks(after)) == {ids[2]}
    assert set(picks(console.get("kind=mine"))) == set(ids[:2])
    assert "Assigned to themselves (Reviews)" in console.get(path=f"/console/cases/{ids[0]}")


def test_one_click_puts_a_case_back(console: Console, ids: list[str]) -> None:
    page = console.get("kind=mine")
    (pick,) = [value for case_id, value in picks(page).items() if case_id == ids[0]]
    assert f'name="put_back" value="{pick}"' in page

    reply = console.post(page, put_back=pick)

    assert "done=unassigned&number=1" in reply.headers["Location"]
    assert ids[0] not in picks(console.get("kind=mine"))
    assert "Unassigned (Reviews)" in console.get(path=f"/console/cases/{ids[0]}")


def test_page_says_which_case_was_not_assigned_and_why(console: Console, ids: list[str]) -> None:
    page = console.get("kind=review")
    chosen = picks(page)
    stale = f"{ids[2]} 1 review 1 {TWO}"  # as if a colleague had had it when the page was made

    reply = console.post(page, **{"pick-1": chosen[ids[0]], "pick-2": stale}, do="to", to=TWO)

    assert reply.status == 200
    assert f"1 case assigned to {TWO}." in reply.body
    assert "A colleague changed this first" in reply.body and f"/cases/{ids[2]}" in reply.body
    assert "console?kind=review" in reply.body


@pytest.mark.parametrize("fields", [{}, {"do": "to"}, {"do": "everybody"}])
def test_form_that_says_no_assignee_changes_nothing(console: Console, ids: list[str], fields: dict[str, str]) -> None:
    console.post(console.get("kind=review"), do="me", **{"pick-1": picks(console.get("kind=review"))[ids[1]]})
    page = console.get("kind=mine")

    reply = console.post(page, **{"pick-1": picks(page)[ids[1]]}, **fields)

    assert reply.status == 422
    assert "Select who to assign the cases to." in reply.body
    assert "listed in errors" not in reply.body
    assert ids[1] in picks(console.get("kind=mine"))


def test_nothing_selected_is_said(console: Console, ids: list[str]) -> None:
    reply = console.post(console.get("kind=review"), do="me")

    assert "Select at least one case first." in console.get(urlsplit(reply.headers["Location"]).query)


@pytest.mark.parametrize("back", ["//evil.example", "\r\nLocation: https://evil.example", "kind=review&" + "x" * 900])
def test_form_leads_back_to_the_queue_only(console: Console, ids: list[str], back: str) -> None:
    page = console.get("kind=review")

    location = console.post(page, back=back, do="me").headers["Location"]

    assert location.startswith("../console?") and "\n" not in location and "//" not in location
    assert console.get(urlsplit(location).query)


def test_business_name_finds_the_case(console: Console, ids: list[str]) -> None:
    assert ids[1] in console.get("q=birch+works", "/console/search")


def test_decided_case_is_found_by_its_outcome(console: Console, ids: list[str]) -> None:
    case_id = console.apply("decided")
    invoke("workflow.send_email", {"case_id": case_id, "round": 1, "mail": "received"})
    click(console.desk, f"/status/{console.desk.token('status')}", do="withdraw")

    assert case_id in console.get("kind=decided") and case_id in console.get("kind=decided&outcome=withdrawn")
    assert "No results." in console.get("kind=decided&outcome=approved")


@pytest.mark.parametrize("query", ["number=99999", "number=-1", "number=<b>", "done=<b>&number=0", "after=<b>"])
def test_address_that_nobody_was_sent_to_shows_the_queue(console: Console, ids: list[str], query: str) -> None:
    assert "<b>" not in re.sub(r'<b class="\w+">', "", console.get(f"kind=review&{query}"))
