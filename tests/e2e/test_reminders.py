"""Those who do not answer are reminded, and others hear of what takes too long."""

from tests.e2e.people import People

REMINDER = "We still need your answer"
ESCALATION = "This application has waited 38 days"


def test_a_reminder_decides_like_the_first_mail_and_an_escalation_goes_to_others(people: People) -> None:
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
    people.click(reminder, "Clear")
    people.review_mail(application_id)
