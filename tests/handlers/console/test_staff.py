"""The page of the staff, on the real wiring: what an operator sees, does and is refused."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urlencode

import pytest

from domain.cases.staff import StaffRole
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.seed_data import FORM, sign_in_token

FIRST, SECOND, ONE, NEW = (f"{name}@staff.example" for name in ("first", "second", "one", "new"))


class Operator:
    """The first of two operators, signed in."""

    def __init__(self, desk: InProcessDesk) -> None:
        self.desk = desk
        entered = desk.call("POST", f"/console/enter/{sign_in_token(desk, FIRST)}", b"", FORM)
        self.cookie = entered.headers["Set-Cookie"].partition(";")[0]

    def page(self, query: str = "") -> str:
        reply = self.desk.call("GET", "/console/staff", query=query, Cookie=self.cookie)
        assert reply.status == 200
        return reply.body

    def send(self, **fields: str) -> Reply:
        (csrf, *_) = re.findall(r'name="csrf" value="([^"]+)"', self.page())
        body = urlencode({"csrf": csrf, **fields}, errors="surrogatepass").encode()
        return self.desk.call("POST", "/console/staff", body, FORM, Cookie=self.cookie)

    def row(self, address: str) -> set[str]:
        """The roles that are ticked for a person."""
        rows = re.findall(r'<form method="post".*?</form>', self.page(), re.DOTALL)
        (row,) = [row for row in rows if f'name="address" value="{address}"' in row]
        return set(re.findall(r'name="role-(\w+)" checked', row))


@pytest.fixture
def operator() -> Iterator[Operator]:
    with in_process_desk({StaffRole.OPERATOR: (FIRST, SECOND), StaffRole.REVIEWER: (ONE,)}) as desk:
        yield Operator(desk)


def text(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", page))


def test_added_person_is_listed_confirmed_and_in_the_log(operator: Operator) -> None:
    reply = operator.send(do="add", address=NEW, **{"role-reviewer": "on", "role-safety": "on"})

    assert (reply.status, reply.headers["Location"]) == (303, "staff?done=1")
    assert operator.row(NEW) == {"reviewer", "safety"}
    confirmed = text(operator.page("done=1"))
    assert f"Saved. Added {NEW}: Reviewer, Trust & Safety" in confirmed
    assert confirmed.count(f"Added {NEW}: Reviewer, Trust & Safety") == 2, "it is in the log, too"
    assert "Saved." not in operator.page()


def test_page_names_roles_without_people_until_they_have_some(operator: Operator) -> None:
    assert "nobody in Trust & Safety" in text(operator.page())

    operator.send(do="change", address=ONE, seen="reviewer", **{"role-reviewer": "on", "role-safety": "on"})

    assert "nobody in Trust & Safety" not in text(operator.page())
    assert "no account managers" in text(operator.page())


def test_removed_operator_is_out_at_the_next_click(operator: Operator) -> None:
    assert operator.send(do="remove", address=FIRST, seen="operator").headers["Location"] == "../console"

    reply = operator.desk.call("GET", "/console/staff", Cookie=operator.cookie)
    assert (reply.status, reply.headers["Location"]) == (303, "../console/sign-in")


def test_last_operator_is_told_to_name_another_first(operator: Operator) -> None:
    operator.send(do="remove", address=SECOND, seen="operator")

    for fields in ({"do": "remove"}, {"do": "change", "role-reviewer": "on"}):
        reply = operator.send(address=FIRST, seen="operator", **fields)
        assert reply.status == 422
        assert f"Nothing was changed. {FIRST} is the only operator." in text(reply.body)
    assert operator.row(FIRST) == {"operator"}


def test_form_that_another_operator_has_overtaken_is_refused_and_shows_how_it_is(operator: Operator) -> None:
    operator.send(do="change", address=ONE, seen="reviewer", **{"role-safety": "on"})

    late = operator.send(do="change", address=ONE, seen="reviewer", **{"role-operator": "on"})

    assert late.status == 409
    assert "Somebody else changed this at the same time. The page shows how it is now." in text(late.body)
    assert operator.row(ONE) == {"safety"}


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "add"},
        {"do": "add", "address": "nobody", "role-reviewer": "on"},
        {"do": "add", "address": NEW},
        {"do": "add", "address": NEW, "role-king": "on"},
        {"do": "add", "address": "a\r\nBcc: b@c.example", "role-reviewer": "on"},
        {"do": "change", "address": NEW, "role-reviewer": "on"},
        {"do": "change", "address": "never\r\n@b.example", "seen": "", "role-operator": "on"},
        {"do": "change", "address": ONE, "seen": "reviewer"},
        {"do": "change", "address": ONE, "seen": "operator", "role-safety": "on"},
        {"do": "remove", "address": "x" * 9_000, "seen": "reviewer"},
        {"do": "remove", "address": ONE},
    ],
    ids=str,
)
def test_form_that_nobody_would_send_changes_nothing(operator: Operator, fields: dict[str, str]) -> None:
    before = operator.desk.stored()

    reply = operator.send(**fields)

    assert reply.status in (409, 422)
    assert "Nothing was changed." in reply.body
    assert operator.desk.stored() == before


def test_what_was_typed_is_kept_where_it_is_refused(operator: Operator) -> None:
    reply = operator.send(do="add", address='"><b>', **{"role-safety": "on"})

    assert 'value="&#34;&gt;&lt;b&gt;"' in reply.body
    assert 'id="safety-new" name="role-safety" checked' in reply.body


def test_older_changes_are_a_page_further(operator: Operator) -> None:
    for number in range(30):
        operator.send(do="add", address=f"{number}@staff.example", **{"role-reviewer": "on"})
    (older,) = re.findall(r'href="\?([^"]+)">Older changes', operator.page())

    page = text(operator.page(older))

    assert f"Added {ONE}" in page and "Added 0@staff.example" in page
    assert "Added 29@staff.example" not in page
