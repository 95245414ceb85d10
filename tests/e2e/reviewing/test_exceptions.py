"""Exceptions for high-value clients: filed, checked, decided, and then used."""

from typing import Any

from domain.cases.case import DecisionType, TaskKind
from tests.e2e.people import People
from tests.examples import exception_data

APPROVER, MANAGER = "approver@staff.example", "marlow@staff.example"
CHECK = "Trust &amp; Safety check for an exception"


def file(people: People, account_id: str, **changes: Any) -> str:
    people.open_account(account_id, like="acct-high-value", email=f"{account_id}@holder.example")
    answer = people.sign("POST", "/exceptions", exception_data(account_id=account_id, **changes))
    assert answer.status_code == 202, answer.text
    return str(answer.json()["exception_id"])


def test_granted_exception_lets_the_client_apply(people: People) -> None:
    account_id = "acct-granted"
    case_id = file(people, account_id, employees=7)
    before = people.apply_with(account_id, "early@client.example")
    rejection = people.mail(before, "We could not approve your application")
    assert "file an exception" in rejection.text
    people.all_done(before)

    people.click(people.mail(case_id, CHECK), "Cleared")
    request = people.mail(case_id, "Grant this exception?", to=APPROVER)
    assert "threshold 250,000: met" in request.text
    page = people.click(request, "Grant")

    assert f"<strong>granted</strong> by <strong>{APPROVER}</strong>" in page.text
    for person in (MANAGER, f"{account_id}@holder.example"):
        assert "can apply for an API key" in people.mail(case_id, "The exception is granted", to=person).text
    people.done_with_exception(case_id)
    assert people.reply(rejection, "We have an exception now.") == "review_started"
    people.clear(before)
    assert "Enterprise plan" not in people.review_mail(before).text.partition("APPLICATION")[2]


def test_refused_exception_is_told_only_to_who_filed_it(people: People) -> None:
    case_id = file(people, "acct-refused")
    people.click(people.mail(case_id, CHECK), "Cleared")

    people.click(people.mail(case_id, "Grant this exception?"), "Refuse", note="Too new a client.")

    assert "Too new a client." in people.mail(case_id, "The exception is refused", to=MANAGER).text
    people.done_with_exception(case_id)
    assert people.titles(case_id, "acct-refused@holder.example") == []
    history = people.history(case_id)
    assert [word for word in ("@", "Marlow", "Springfield", "Too new") if word in history] == []

    people.forget(case_id, years=4)
    stored = people.stored()
    assert f"CASE#{case_id}" not in stored and f"#{case_id}" not in stored, "with the list of who filed it"


def test_exception_for_an_account_not_cleared_is_refused(people: People) -> None:
    case_id = file(people, "acct-not-clear")

    people.click(people.mail(case_id, CHECK), "Not cleared", note="seen in another case")

    refusal = people.mail(case_id, "The exception is refused")
    assert "Trust & Safety could not clear" in refusal.text
    assert "seen in another case" not in refusal.raw.decode()
    people.done_with_exception(case_id)
    assert people.titles(case_id, APPROVER) == []


def test_exception_names_what_is_missing_and_needs_a_signed_call(people: People) -> None:
    data = exception_data(api_use="")
    del data["reputation"]

    incomplete = people.sign("POST", "/exceptions", data)
    unsigned = people.web.post("/exceptions", json=exception_data())

    assert incomplete.status_code == 422
    assert {one["pointer"] for one in incomplete.json()["errors"]} == {"/api_use", "/reputation"}
    assert unsigned.status_code == 403


def test_fault_of_ours_is_recorded_and_refuses_no_exception(people: People) -> None:
    case_id = file(people, "acct-fails")
    people.mail(case_id, CHECK)
    people.break_exception(case_id)

    people.decide_and_die(case_id, TaskKind.EXCEPTION_SAFETY, DecisionType.NOT_CLEAR)

    people.done_with_exception(case_id, "FAILED")
    assert people.titles(case_id) == [CHECK]
