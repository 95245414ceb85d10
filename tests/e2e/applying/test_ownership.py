"""The owner of the key, where that is not the applicant."""

from typing import Any

from tests.e2e.people import People, eventually, link

OWNER = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}
QUESTION = "Will you own this API key?"
APPLICANT = "owned@client.example"


def apply(people: People, account_id: str, **owner: Any) -> str:
    people.open_account(account_id)
    return people.apply_with(account_id, APPLICANT, owner={**OWNER, **owner})


def told(people: People, application_id: str, title: str) -> set[str]:
    """Who got a mail of this title, when both have."""
    for person in (APPLICANT, OWNER["email"]):
        people.mail(application_id, title, to=str(person))
    return {one.recipients[0] for one in people.mails(application_id) if f"<title>{title}</title>" in one.html}


def test_review_goes_on_when_the_owner_confirms(people: People) -> None:
    application_id = apply(people, "acct-owner-confirms")
    question = people.mail(application_id, QUESTION, to="robin@owner.example")
    assert "Trust &amp; Safety check" not in people.titles(application_id)

    page = people.web.get(link(question, "I will own the key"))
    people.click(question, "I will own the key")

    assert "500 Example Street" not in page.text, "an owner sees the application, and nothing of the account"
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    people.mail(application_id, "Your application is approved")
    told = people.mail(application_id, "The API key is approved", to="robin@owner.example")
    assert "you're responsible for how it's used" in told.html
    assert "http" not in told.text, "it has no link that acts"
    people.all_done(application_id)
    assert people.titles(application_id, "robin@owner.example") == [QUESTION, "The API key is approved"]


def test_owner_who_declines_ends_it_and_both_are_told(people: People) -> None:
    application_id = apply(people, "acct-owner-declines")
    question = people.mail(application_id, QUESTION)

    people.click(question, "I will not own the key", note="Nobody asked me.")

    assert told(people, application_id, "The key owner declined") == {APPLICANT, "robin@owner.example"}
    assert "Nobody asked me." in people.mail(application_id, "The key owner declined").text
    people.all_done(application_id)
    assert "Trust &amp; Safety check" not in people.titles(application_id)
    people.apply_with("acct-owner-declines", APPLICANT), "the account is free again"


def test_silent_owner_ends_it_and_both_are_told(people: People) -> None:
    application_id = apply(people, "acct-owner-silent")
    question = people.mail(application_id, QUESTION)
    eventually(lambda: people.entered(application_id).count("Wait for owner") > 1, lambda: "the wait was never renewed")
    assert "The key owner did not answer" not in people.titles(application_id), "before its time nothing ends"

    people.let_the_time_pass(application_id, "1#owner")

    assert told(people, application_id, "The key owner did not answer") == {APPLICANT, "robin@owner.example"}
    people.all_done(application_id)
    late = people.web.post(link(question, "I will own the key"), data={"note": ""}, follow_redirects=True)
    assert "left unanswered" in late.text


def test_owner_is_asked_once_for_both_rounds(people: People) -> None:
    application_id = apply(people, "acct-owner-once")
    people.click(people.mail(application_id, QUESTION), "I will own the key")
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Reject", note="The website does not open.")
    rejection = people.mail(application_id, "We could not approve your application")

    assert people.reply(rejection, "It does now.") == "review_started"

    people.clear(application_id, round_number=2)
    people.click(people.review_mail(application_id, number=2), "Approve")
    people.mail(application_id, "Your application is approved")
    people.all_done(application_id)
    outcomes = ["The application was rejected", "The API key is approved"]
    people.mail(application_id, outcomes[1], to="robin@owner.example")
    assert people.titles(application_id, "robin@owner.example") == [QUESTION, *outcomes]
    assert "does not open" not in people.mail(application_id, outcomes[0]).text, "why is for the applicant"
    assert people.titles(application_id).count(QUESTION) == 1
    history = people.history(application_id)
    words = ("@", "Avery", "Robin", "Springfield", "hours report", "does not open", "It does now", "verdict")
    assert [word for word in words if word in history] == [], "AWS keeps the history for 90 days, whatever is erased"


def test_owner_who_has_not_agreed_is_not_asked(people: People) -> None:
    application_id = apply(people, "acct-owner-unasked", agreed=False)

    assert "agreed to own the key yet" in people.mail(application_id, "We could not approve your application").text
    people.all_done(application_id)
    assert people.titles(application_id, "robin@owner.example") == []
