"""The page to change a rejected application: what was typed is kept, whatever happens."""

import html
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.examples import FORM_FIELDS
from tests.handlers.in_process_desk import Functions, InProcessDesk, Reply, in_process_desk, table_unavailable
from tests.handlers.seed_data import FORM, hand_in, open_account, reject
from wiring import clients

WORDS = "It has <b>another</b> name."
TYPED = {**FORM_FIELDS, "project_name": "Weekly hours", "owner_agreed": "yes", "words": WORDS}


@pytest.fixture(scope="module")
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as opened:
        yield opened


def rejected(desk: InProcessDesk, account_id: str) -> str:
    """The page to change a rejected application of this account."""
    open_account(desk, account_id)
    reject(desk, hand_in(desk, account_id, "Hours per week"), "The website doesn't open.")
    return f"/revise/{desk.token('revise')}"


def post(desk: InProcessDesk, page: str, fields: dict[str, str]) -> Reply:
    return desk.call("POST", page, urlencode(fields).encode(), FORM)


def hidden(reply: Reply) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', reply.body)
    return {name: html.unescape(value) for name, value in found}


def test_change_during_a_fault_is_sent_again_by_a_button(desk: InProcessDesk) -> None:
    page = rejected(desk, "acct-fault")

    with table_unavailable():
        failed = post(desk, page, {**TYPED, "do": "save"})

    assert failed.status == 500
    assert "Your answers are still here." in failed.body
    assert '<button name="do" value="review">Try again</button>' in failed.body
    assert hidden(failed).items() >= {"project_name": "Weekly hours", "words": WORDS}.items()
    again = post(desk, page, {**hidden(failed), "do": "review"})
    assert again.status == 200
    assert "Send for re-review" in again.body and "Weekly hours" in again.body


def test_message_to_the_reviewers_is_kept_if_the_re_review_cannot_start(
    desk: InProcessDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = rejected(desk, "acct-changing")
    look_ups = []

    class AccountThatChanges(Functions):
        """The account loses its photo between the check of the form and that of the re-review."""

        def invoke(self, **given: Any) -> dict[str, Any]:
            look_ups.append(given["FunctionName"])
            if len(look_ups) == 2:
                open_account(desk, "acct-changing", has_photo=False)
            return super().invoke(**given)

    with monkeypatch.context() as patch:
        patch.setattr(clients, "patient_client", {"lambda": AccountThatChanges()}.__getitem__)
        sent = post(desk, page, {**TYPED, "do": "send"})

    assert (sent.status, len(look_ups)) == (303, 2)
    form = desk.call("GET", page)
    assert "no profile photo" in form.body
    assert f">{html.escape(WORDS)}</textarea>" in form.body
