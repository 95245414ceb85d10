"""A form that can't be taken comes back with what was typed, whatever the reason."""

import html
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.examples import FORM_FIELDS
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.seed_data import FORM, open_account

TYPED = {**FORM_FIELDS, "account_id": "acct-typed", "project_name": '"Weekly" <hours>', "form": "one"}


@pytest.fixture(scope="module")
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as opened:
        yield opened


def post(desk: InProcessDesk, path: str, **changes: str) -> Reply:
    return desk.call("POST", path, urlencode({**TYPED, **changes}).encode(), FORM)


def values(reply: Reply) -> dict[str, str]:
    """What is in the form's lines, by field."""
    found = re.findall(r'<input [^>]*name="(\w+)"[^>]*? value="([^"]*)"', reply.body)
    return {name: html.unescape(value) for name, value in found}


def test_lost_link_leaves_the_form_that_anybody_can_send(desk: InProcessDesk) -> None:
    reply = post(desk, f"/apply/link/{'a' * 52}", do="send")

    assert reply.status == 404
    assert "Your application link no longer works" in reply.body
    assert 'action="../../apply"' in reply.body
    assert 'href="../link?account_id=acct-typed"' in reply.body
    assert values(reply)["project_name"] == '"Weekly" <hours>'
    assert html.escape(TYPED["project_use"], quote=False) in html.unescape(reply.body)
    assert desk.machines.started == []


def test_lost_link_to_change_an_application_shows_what_was_typed(desk: InProcessDesk) -> None:
    reply = post(desk, f"/revise/{'a' * 52}", do="send", words="It has another name.")

    assert reply.status == 404
    assert "<h1>Your answers</h1>" in reply.body
    assert "It has another name." in reply.body and "&#34;Weekly&#34; &lt;hours&gt;" in reply.body
    assert "<button" not in reply.body


def test_fault_leaves_the_form_as_it_was_typed(desk: InProcessDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    open_account(desk, "acct-typed")
    post(desk, "/apply/link")
    link = f"/apply/link/{desk.token('apply/link')}"

    monkeypatch.setenv("ACCOUNT_LOOKUP_FUNCTION", "events.send_reminders")  # which answers with no account
    monkeypatch.setenv("SEND_REQUESTED_LINK_FUNCTION", "events.gone")
    for path, status in ((link, 503), ("/apply", 500)):
        reply = post(desk, path, do="send")

        assert reply.status == status
        assert "Your answers are still here" in reply.body
        assert values(reply).items() >= {"project_name": TYPED["project_name"], "account_id": "acct-typed"}.items()
        assert ("action=" in reply.body) is False, "it is sent to the same address again"


def test_second_application_of_an_account_comes_back_as_typed(desk: InProcessDesk) -> None:
    open_account(desk, "acct-second")
    post(desk, "/apply/link", account_id="acct-second")
    link = f"/apply/link/{desk.token('apply/link')}"

    first = post(desk, link, do="send", account_id="acct-second", form="first")
    second = post(desk, link, do="send_anyway", account_id="acct-second", form="second")

    assert first.status == 303
    assert (second.status, values(second)["project_name"]) == (409, TYPED["project_name"])


def test_link_form_opened_for_an_account_names_it_and_nothing_else(desk: InProcessDesk) -> None:
    for given, shown in (("acct-typed", "acct-typed"), ('"><b>', ""), ("x" * 65, "")):
        reply = desk.call("GET", "/apply/link", query=urlencode({"account_id": given}))
        assert values(reply)["account_id"] == shown
