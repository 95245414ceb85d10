"""Those who do not answer are reminded, and others hear of what takes too long."""

import re

from tests.e2e.people import People

REMINDER = "We still need your decision"
ESCALATION = "This application has been waiting for 38 days"


def test_reminder_decides_as_the_request_does_and_an_escalation_follows(people: People) -> None:
    application_id = people.apply("acct-in-order", "slow@client.example")
    people.mail(application_id, "Trust &amp; Safety check")
    people.remind()
    assert REMINDER not in people.titles(application_id), "it was asked today"

    people.ask_days_ago(application_id, "1#safety", days=8)
    people.remind()
    people.remind()

    reminder = people.mail(application_id, REMINDER, to="safety@staff.example")
    people.mail(application_id, ESCALATION, to="lead@staff.example")
    assert people.titles(application_id).count(REMINDER) == 1
    assert people.titles(application_id).count(ESCALATION) == 1
    people.click(reminder, "Cleared")
    people.review_mail(application_id)


def test_overdue_review_is_escalated_and_told_to_the_applicant(people: People) -> None:
    application_id = people.apply("acct-in-order", "late@client.example")
    people.mail(application_id, "Trust &amp; Safety check")
    people.ask_days_ago(application_id, "1#safety", days=8, began=49)
    people.remind()
    people.remind()

    people.mail(application_id, "This application is overdue: it has been waiting for 57 days", to="lead@staff.example")
    told = people.mail(application_id, "Your application is taking longer than we said", to="late@client.example")
    assert people.titles(application_id, to="lead@staff.example").count(ESCALATION) == 0
    assert len(people.titles(application_id, to="lead@staff.example")) == 1
    assert people.titles(application_id).count("Your application is taking longer than we said") == 1
    status = people.web.get(re.findall(r"^Check application status: (\S+)", told.text, re.MULTILINE)[0])
    assert "Withdraw" in status.text


def test_days_that_the_owner_takes_do_not_count(people: People) -> None:
    people.open_account("acct-clock")
    owner = {"name": "Olive Example", "email": "clock@client.example", "agreed": True}
    application_id = people.apply_with("acct-clock", "applies@client.example", owner=owner)
    people.click(people.mail(application_id, "Will you own this API key?"), "I will own the key")
    people.mail(application_id, "Trust &amp; Safety check")
    people.ask_days_ago(application_id, "1#safety", days=8)
    people.ask_days_ago(application_id, "1#owner", days=20, began=18)  # and confirmed it today
    people.remind()

    assert people.titles(application_id, to="lead@staff.example") == []
    assert people.titles(application_id, to="safety@staff.example")[-1] == REMINDER
