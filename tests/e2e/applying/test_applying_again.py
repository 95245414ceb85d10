"""Applying again after a rejection: what a new submission is told, who can change that, and who sees the history."""

import re

from infra.local.local_settings import OPERATORS
from tests.e2e.console import AtWork, shown
from tests.e2e.people import People
from tests.examples import FORM_FIELDS, request_data

REJECTED = "We could not approve your application"
FINAL = "Our final decision: not approved"


def rejected_for_good(people: People, account_id: str) -> str:
    """An application of this account that Trust & Safety did not clear in its re-review; returns its id."""
    people.open_account(account_id, like="acct-no-photo")
    application_id = people.apply_with(account_id, f"{account_id}@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.open_account(account_id)
    assert people.reply(rejection, "I added a photo.") == "review_started"
    people.refuse_account(application_id)
    people.mail(application_id, FINAL)
    people.all_done(application_id)
    return application_id


def test_rejected_account_is_pointed_to_its_re_review(people: People) -> None:
    people.open_account("acct-points", like="acct-no-photo")
    application_id = people.apply_with("acct-points", "points@client.example")
    people.mail(application_id, REJECTED)
    people.all_done(application_id)

    answer = people.sign("POST", "/accounts/acct-points/applications", request_data(account_id="acct-points"))
    checked = people.sign("POST", "/accounts/acct-points/applications/check", request_data(account_id="acct-points"))

    assert answer.status_code == 409
    assert f"The account's application {application_id} was rejected" in answer.json()["detail"]
    found = {finding["rule"]: finding["result"] for finding in checked.json()["findings"]}
    assert found["one_open_application"] == "reject"


def test_account_waits_after_a_final_rejection_until_an_operator_lifts_it(people: People) -> None:
    first = rejected_for_good(people, "acct-waits")
    day = re.findall(r"account acct-waits from (.+?)\.", people.mail(first, FINAL).text)[0]
    people.web.post("/apply/link", data={"account_id": "acct-waits"})
    text = people.mail("acct-waits", "Your link to apply for an API key").text
    url = re.findall(r"^(http\S+/apply/link/\S+)", text, re.MULTILINE)[0]
    assert f"in the final email: {day}" in people.web.get(url).text, "before anything is typed"
    sent = people.web.post(url, data={**FORM_FIELDS, "do": "send_anyway"})
    assert sent.status_code == 409 and f"in the final email: {day}" in sent.text

    operator = AtWork(people, OPERATORS[0])
    account = operator.open("/console/accounts/acct-waits")
    assert f"apply again from {day}" in shown(account)
    lifted = operator.send("/console/accounts/acct-waits")

    assert "The account can apply again now." in shown(lifted)
    again = people.apply_with("acct-waits", "again@client.example")
    assert "Let account acct-waits apply again" in shown(operator.open(f"/console/cases/{first}"))
    check = people.mail(again, "Trust &amp; Safety check")
    assert "EARLIER APPLICATIONS" in check.text and f"/console/cases/{first}" in check.text
    assert "could not clear the account" in check.text
    page = people.web.get(re.findall(r"^(http\S+/decisions/\S+)", check.text, re.MULTILINE)[0]).text
    assert f"console/cases/{first}" in page and "Rejected for good" in page
    people.clear(again)
    assert f"/console/cases/{first}" in people.review_mail(again).text
