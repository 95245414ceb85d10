"""What is done twice is done once, by people and by machines; and the whole of a reply, for who decides on its case."""

import re
import secrets
from datetime import UTC, datetime
from typing import Any

from tests.e2e.people import People, link
from tests.examples import FORM_FIELDS, exception_data

STATUS_LINK = "Your link to check application status"
APPLY_LINK = "Your link to apply for an API key"
REJECTED = "We could not approve your application"


def test_state_that_runs_twice_asks_and_tells_nobody_twice(people: People) -> None:
    application_id = people.apply("acct-in-order", "state-twice@client.example")
    people.noted(people.mail(application_id, "Trust &amp; Safety check"))
    before = people.titles(application_id)

    again = {"case_id": application_id, "round": 1}
    people.call("OpenTask", {**again, "kind": "safety"})
    people.call("SendEmail", {**again, "mail": "received"})

    assert people.titles(application_id) == before
    people.clear(application_id)
    people.review_mail(application_id)


def test_outcome_recorded_twice_is_the_first(people: People) -> None:
    case_id = filed(people, new("acct-outcome-twice")).json()["exception_id"]
    people.click(people.mail(case_id, "Trust &amp; Safety check for an exception"), "Cleared")
    people.click(people.mail(case_id, "Grant this exception?"), "Grant")
    people.done_with_exception(case_id)

    assert people.call("RecordExceptionOutcome", {"case_id": case_id}) == {"status": "exception_granted"}


def new(account_id: str) -> str:
    """An account that no run of the test before had: a key names its case, and AWS takes an execution's name once."""
    return f"{account_id}-{secrets.token_hex(4)}"


def filed(people: People, account_id: str) -> Any:
    people.open_account(account_id, like="acct-high-value")
    return people.sign("POST", "/exceptions", exception_data(account_id=account_id), {"Idempotency-Key": account_id})


def test_exception_filed_twice_with_a_key_is_one(people: People) -> None:
    account_id = new("acct-filed-twice")
    first = filed(people, account_id)
    people.mail(first.json()["exception_id"], "Trust &amp; Safety check for an exception")

    again = filed(people, account_id)

    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["exception_id"] == first.json()["exception_id"]


def test_apply_link_is_sent_once_a_day(people: People) -> None:
    people.open_account("acct-asks-twice", email="asks@holder.example")
    people.web.post("/apply/link", data={"account_id": "acct-asks-twice"})
    people.noted(people.mail("acct-asks-twice", APPLY_LINK))

    people.let_claims_lapse()
    people.call("SendRequestedLink", {"request": "apply_link", "account_id": "acct-asks-twice"})

    assert people.titles("acct-asks-twice").count(APPLY_LINK) == 1


def test_status_link_is_sent_once_a_day(people: People) -> None:
    account_id = new("acct-status-twice")
    people.open_account(account_id)
    application_id = people.apply_with(account_id, "status-twice@client.example")
    people.call("SendRequestedLink", {"request": "status_link", "what": application_id})
    people.noted(people.mail(application_id, STATUS_LINK))

    people.call("SendRequestedLink", {"request": "status_link", "what": account_id})

    assert people.titles(application_id).count(STATUS_LINK) == 1


def test_status_link_of_an_unknown_account_is_no_fault(people: People) -> None:
    people.call("SendRequestedLink", {"request": "status_link", "what": "acct-that-never-applied"})


def test_sign_in_link_is_sent_once_a_minute(people: People) -> None:
    person = "approver@staff.example"

    def links() -> int:
        mails = people.desk.mailbox.newest_first()
        return sum(person in mail.recipients and "/console/enter/" in mail.text for mail in mails)

    before, begun = links(), datetime.now(UTC).minute
    for _ in range(2):
        people.call("SendRequestedLink", {"request": "sign_in_link", "address": person})
    may_be = 1 if datetime.now(UTC).minute == begun else 2

    assert links() - before <= may_be


def test_second_click_on_an_apply_links_form_is_one_application(people: People) -> None:
    people.open_account("acct-click-twice", email="clicks@holder.example")
    people.web.post("/apply/link", data={"account_id": "acct-click-twice"})
    text = people.mail("acct-click-twice", APPLY_LINK, to="clicks@holder.example").text
    url = re.findall(r"^(http\S+/apply/link/\S+)", text, re.MULTILINE)[0]
    fields = {**FORM_FIELDS, "form": "one", "do": "send"}

    first, second = (people.web.post(url, data=fields) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == first.headers["location"]


def test_whole_reply_is_downloaded_by_who_decides_on_its_case(people: People) -> None:
    people.open_account("acct-whole-reply", like="acct-no-photo")
    application_id = people.apply_with("acct-whole-reply", "whole-reply@client.example")
    rejection = people.mail(application_id, REJECTED)
    people.open_account("acct-whole-reply")
    assert people.reply(rejection, "I added a photo.") == "review_started"
    people.clear(application_id)
    url = link(people.review_mail(application_id), "Approve")
    (address,) = set(re.findall(r'href="([^"]+/messages/[^"]+)"', people.web.get(url).text))

    answer = people.web.get(f"{url.rpartition('/')[0]}/{address}", follow_redirects=True)

    assert b"I added a photo." in answer.content
    assert answer.headers["content-type"] == "message/rfc822"
