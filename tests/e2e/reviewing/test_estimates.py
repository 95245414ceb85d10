"""What applicants are told of the time, once enough has been decided to estimate it."""

import re
from collections.abc import Iterator

import pytest

from adapters.dynamodb.table import Table
from tests.e2e.people import People
from tests.past_decisions import remove_past_decisions, store_past_decisions

DAYS = r"We expect to (?:answer|decide) (?:<strong>)?((?:by|between) [\w ]+ 20\d\d)(?:</strong>)?[,.]"
RECEIVED, AGAIN = "We are reviewing your application", "We are reviewing your application again"


@pytest.fixture
def history(people: People) -> Iterator[None]:
    table = Table(people.desk.aws.client("dynamodb"), people.desk.outputs["TableName"])
    store_past_decisions(table)
    yield
    remove_past_decisions(table)


@pytest.mark.usefixtures("history")
def test_first_emails_and_status_page_name_the_place_and_the_days(people: People) -> None:
    people.remind()

    application_id = people.apply("acct-in-order", "estimated@client.example")

    received = people.mail(application_id, RECEIVED)
    (told,) = re.findall(DAYS, re.sub(r"\s+", " ", received.text))
    assert re.search(r"applications? (is|are) ahead of yours\.", received.text)
    people.mail(application_id, "Trust &amp; Safety check")
    page = people.web.get(re.findall(r"(\S+/status/\w+)", received.text)[0]).text
    assert re.findall(DAYS, page) == [told]
    assert "6 to 8 weeks" not in page

    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="Name the systems.")
    people.reply(people.mail(application_id, "We could not approve your application"), "The payroll system.")
    assert re.search(DAYS, re.sub(r"\s+", " ", people.mail(application_id, AGAIN).text))


def test_without_enough_decisions_the_applicant_is_told_the_weeks(people: People) -> None:
    people.remind()

    application_id = people.apply("acct-in-order", "weeks@client.example")

    assert "A decision usually takes 6 to 8 weeks" in people.mail(application_id, RECEIVED).text
