"""Where an application stands, and withdrawing it."""

import re

import pytest

from tests.e2e.people import People, eventually, link

RECEIVED = "We are reviewing your application"
WITHDRAWN = "The application is withdrawn"
WITHDRAW = {"do": "withdraw"}


def status_url(people: People, application_id: str) -> str:
    """The status page's address, from the mail that says that the review runs."""
    return str(re.findall(r"(\S+/status/\w+)", people.mail(application_id, RECEIVED).text)[0])


def test_status_page_tells_the_state_and_what_happened(people: People) -> None:
    application_id = people.apply("acct-in-order", "status@client.example")
    url = status_url(people, application_id)
    people.mail(application_id, "Trust &amp; Safety check")
    assert "Trust &amp; Safety is checking the account" in people.web.get(url).text

    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="Name the systems.")
    people.mail(application_id, "We could not approve your application")

    page = people.web.get(url).text
    assert "Rejected: you can request one re-review" in page
    assert "Name the systems." in page
    assert "Trust &amp; Safety checked the account." in page
    assert "reviewer.one@staff.example" not in page
    assert "500 Example Street" not in page
    assert "<form" not in page, "there is nothing to withdraw"


def test_withdrawal_ends_the_review_and_reviewers_see_it(people: People) -> None:
    application_id = people.apply("acct-in-order", "withdraws@client.example")
    url = status_url(people, application_id)
    people.clear(application_id)
    review = people.review_mail(application_id)
    assert people.web.head(url).status_code == 200

    page = people.web.post(url, data=WITHDRAW, follow_redirects=True)

    assert "<h1>Withdrawn</h1>" in page.text
    people.mail(application_id, WITHDRAWN, to="withdraws@client.example")
    people.all_done(application_id)
    assert people.titles(application_id).count(WITHDRAWN) == 1
    shown = people.web.get(link(review, "Approve")).text
    assert "withdrawn" in shown and "<form" not in shown
    assert people.web.post(url, data=WITHDRAW, follow_redirects=True).status_code == 200
    assert people.titles(application_id).count(WITHDRAWN) == 1


def test_withdrawal_is_told_to_the_owner_who_was_asked(people: People) -> None:
    people.open_account("acct-withdrawn-owner")
    owner = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
    application_id = people.apply_with("acct-withdrawn-owner", "withdraws-owned@client.example", owner=owner)
    people.mail(application_id, "Will you own this API key?")
    eventually(lambda: "Wait for owner" in people.entered(application_id), lambda: "it never waited")

    people.web.post(status_url(people, application_id), data=WITHDRAW, follow_redirects=True)

    people.mail(application_id, WITHDRAWN, to="robin@owner.example")
    people.all_done(application_id)
    people.apply_with("acct-withdrawn-owner", "withdraws-owned@client.example"), "the account is free again"


def test_question_is_answered_on_the_status_page_and_the_review_goes_on(people: People) -> None:
    application_id = people.apply("acct-in-order", "answers@client.example")
    url = status_url(people, application_id)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Ask a question", note="Who will see the reports?")
    eventually(lambda: "Wait for applicant" in people.entered(application_id), lambda: "it never waited")
    assert "Who will see the reports?" in people.web.get(url).text

    answer = {"do": "answer", "question": "1-1", "answer": "Only our own bookkeepers."}
    page = people.web.post(url, data=answer, follow_redirects=True)

    assert page.status_code == 200
    assert "We've sent your answer to the reviewers" in page.text
    review = people.review_mail(application_id, number=2)
    assert "Only our own bookkeepers." in people.web.get(link(review, "Approve")).text
    second = people.web.post(url, data={**answer, "answer": "Everybody."})
    assert (second.status_code, "already answered" in second.text) == (409, True)
    people.web.post(url, data=WITHDRAW, follow_redirects=True)
    people.all_done(application_id)


def test_rejected_application_is_changed_by_its_status_link(people: People) -> None:
    application_id = people.apply("acct-in-order", "changes@client.example")
    url = status_url(people, application_id)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="Name the systems.")
    eventually(lambda: "Change and send for re-review" in people.web.get(url).text, lambda: "it was never rejected")

    assert "Weekly hours" in people.web.get(url.replace("/status/", "/revise/")).text


BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize(
    "path", ["/nowhere", "/console/nowhere", "/status/a/b", "/applications", "/accounts/acct-x", "/help/x"]
)
def test_unknown_address_shows_a_page_to_browsers_and_json_to_programs(people: People, path: str) -> None:
    page, answer = people.web.get(path, headers=BROWSER), people.web.get(path, headers={"Accept": "application/json"})

    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "<h1>Page not found</h1>" in page.text
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


def test_unsigned_call_of_a_signed_route_stays_json(people: People) -> None:
    refused = people.web.post("/exceptions", json={}, headers=BROWSER)

    assert "html" not in refused.headers["content-type"]


def test_unknown_status_link_leads_nowhere(people: People) -> None:
    assert people.web.get("/status/nonsense").status_code == 404
    assert people.web.post("/status/nonsense", data=WITHDRAW).status_code == 404
