"""The staff at work in the console, from the mail that signs them in to the applicant's mail."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from tests.e2e.console import AtWork, field_of
from tests.e2e.people import People, eventually

ONE = "reviewer.one@staff.example"


@pytest.fixture
def reviewer(people: People) -> AtWork:
    return AtWork(people, ONE)


def asked(people: People, name: str) -> str:
    """An application about which the reviewers are asked."""
    application_id = people.apply("acct-in-order", f"{name}@console.example")
    people.clear(application_id)
    people.review_mail(application_id)
    return application_id


def test_reviewer_finds_a_case_is_assigned_and_approves_it(people: People, reviewer: AtWork) -> None:
    application_id = asked(people, "approve")
    path = f"/console/cases/{application_id}"
    eventually(lambda: application_id in reviewer.get("/console?kind=review"), lambda: "it is not in the queue")

    reviewer.send(path, do="assign", to=ONE)
    eventually(lambda: application_id in reviewer.get("/console?kind=mine"), lambda: "it is not among those taken over")
    decided = reviewer.send(path, do="decide", answer="approve")

    assert "The reviewers: approved" in decided.text
    people.mail(application_id, "Your application is approved", to="approve@console.example")
    people.all_done(application_id)
    assert "Email sent to approve@console.example: Approval" in reviewer.get(path)
    eventually(lambda: application_id not in reviewer.get("/console?kind=mine"), lambda: "it is still to be done")


def test_saved_reply_is_inserted_previewed_and_sent(people: People, reviewer: AtWork) -> None:
    application_id = asked(people, "saved")
    path = f"/console/cases/{application_id}"
    reviewer.send("/console/replies", do="keep", title="Website", text="Your website does not open.")
    (reply,) = re.findall(r'<option value="(\w+)">Website</option>', reviewer.get(path))[:1]

    inserted = reviewer.send(path, do="insert", answer="reject", note="Hello.", reply=reply)
    assert "Hello.\n\nYour website does not open.</textarea>" in inserted.text.replace("\r", "")
    shown = reviewer.send(path, do="show", answer="reject", note="Hello.\n\nYour website does not open.")
    assert "Email preview: not sent yet" in shown.text
    reviewer.send(path, do="decide", answer="reject", note="Hello.\n\nYour website does not open.")

    assert "Your website does not open." in people.mail(application_id, "We could not approve your application").text
    reviewer.send("/console/replies", do="remove", id=reply)
    assert reply not in reviewer.get("/console/replies")


def test_decision_by_a_colleagues_link_comes_first_and_counts(people: People, reviewer: AtWork) -> None:
    application_id = asked(people, "first")
    path = f"/console/cases/{application_id}"
    page = reviewer.get(path)
    people.click(people.review_mail(application_id, "reviewer.two@staff.example"), "Approve")
    people.all_done(application_id)

    late = {"csrf": field_of(page, "csrf"), "question": field_of(page, "question")}
    answer = reviewer.post(path, {**late, "do": "decide", "answer": "reject", "note": "No."})

    assert answer.status_code == 422
    assert "A colleague decided first" in answer.text
    people.mail(application_id, "Your application is approved")
    assert "We could not approve your application" not in people.titles(application_id)


def test_forged_console_form_does_nothing(people: People, reviewer: AtWork) -> None:
    application_id = asked(people, "forged")
    path = f"/console/cases/{application_id}"
    question = field_of(reviewer.get(path), "question")

    for csrf in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
        forged = {**csrf, "question": question, "do": "decide", "answer": "approve"}
        assert reviewer.post(path, forged).status_code == 403

    assert "Your decision" in reviewer.get(path), "it still waits"


def test_console_needs_a_session(people: People) -> None:
    for path in ("/console", "/console/cases/kabcdefghij234567", "/console/replies"):
        for headers in ({}, {"Cookie": "__Host-session=guessed"}):
            answer = people.web.get(path, headers=headers)
            assert answer.status_code == 303, path
            assert people.web.get(path, headers=headers, follow_redirects=True).url.path == "/console/sign-in"


def test_sign_out_ends_the_session_and_a_link_signs_in_once(people: People) -> None:
    link = people.sign_in_link("approver@staff.example")
    session = re.findall(r"__Host-session=(\w+);", people.web.post(link).headers["Set-Cookie"])[0]
    assert people.web.post(link).status_code == 404, "it is used up"
    cookie = {"Cookie": f"__Host-session={session}"}
    page = people.web.get("/console", headers=cookie)
    assert page.status_code == 200

    out = people.web.post("/console/leave", data={"csrf": field_of(page.text, "csrf")}, headers=cookie)

    assert "Max-Age=0" in out.headers["Set-Cookie"]
    assert people.web.get("/console", headers=cookie).status_code == 303


def test_session_cookie_is_kept_from_scripts_and_other_sites(people: People) -> None:
    answer = people.web.post(people.sign_in_link("reviewer.two@staff.example"))

    name, *attributes = answer.headers["Set-Cookie"].split("; ")
    assert name.startswith("__Host-session=")
    assert {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"} <= set(attributes)


def test_sign_in_form_answers_everybody_the_same(people: People) -> None:
    answers = {
        people.web.post("/console/sign-in", data={"address": address}).text
        for address in ("nobody@staff.example", "safety@staff.example", "", "x" * 9_000)
    }

    assert len(answers) == 1


@pytest.mark.parametrize("asked_by", ["application", "account"])
def test_lost_status_link_is_sent_again(people: People, asked_by: str) -> None:
    account_id, email = f"acct-forgot-{asked_by}", f"forgot-{asked_by}@console.example"
    people.open_account(account_id)
    application_id = people.apply_with(account_id, email)
    people.mail(application_id, "We are reviewing your application")
    what = {"application": application_id, "account": account_id}[asked_by]

    answer = people.web.post("/status", data={"what": what})

    assert answer.status_code == 200
    mail = people.mail(application_id, "Your link to check application status", to=email)
    page = people.web.get(re.findall(r"\S+/status/\w+", mail.text)[0])
    assert "In review" in page.text
    other = people.web.post("/status", data={"what": "kaaaaaaaaaaaaaaaa"}).text
    assert other == answer.text.replace(what, "kaaaaaaaaaaaaaaaa"), "nobody learns who has applied"


def test_outcomes_are_in_the_statistics_and_the_months_export(people: People, reviewer: AtWork) -> None:
    approved, rejected = asked(people, "numbers-yes"), asked(people, "numbers-no")
    people.click(people.review_mail(approved), "Approve")
    people.click(people.review_mail(rejected), "Reject", note="=1+1", **{"rule-no_brand_look": "on"})
    waits = asked(people, "numbers-wait")
    for one in (approved, rejected):
        people.all_done(one)
    month = f"{datetime.now(UTC):%Y-%m}"

    def rows(query: str) -> dict[str, dict[str, str]]:
        text = reviewer.get(f"/console/export.csv?{query}").removeprefix("\ufeff")
        return {row["case"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}

    eventually(lambda: {approved, rejected} <= {*rows(f"month={month}")}, lambda: "they are not in the file")
    answered = rows(f"month={month}")
    assert (answered[approved]["status"], answered[approved]["decided by"]) == ("approved", "reviewer")
    assert (answered[rejected]["status"], answered[rejected]["rejected by rules"]) == ("rejected", "no_brand_look")
    assert waits not in answered
    open_now = rows("what=open")
    assert waits in open_now and approved not in open_now
    page = reviewer.get("/console/statistics")
    assert "No brand logo or colours" in page[page.index("Why applications were rejected") :]
    assert re.search(r"[1-9]\d* approved, [1-9]\d* rejected, \d+ other", page)
    assert re.search(r"[1-9]\d* open reviews?, counted", page)
