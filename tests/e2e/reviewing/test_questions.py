"""A reviewer asks the applicant, who answers by mail."""

from tests.e2e.people import People, eventually, link

ASK = "Ask a question"
QUESTION = "A question about your application"
APPROVED = "Your application is approved"
TWO = "reviewer.two@staff.example"


def asked(people: People, name: str) -> str:
    """An application about which a reviewer asks something."""
    application_id = people.apply("acct-in-order", f"{name}@client.example")
    people.clear(application_id)
    people.click(people.review_mail(application_id), ASK, note="Who will see the reports?")
    return application_id


def test_reply_to_a_question_goes_to_every_reviewer(people: People) -> None:
    application_id = asked(people, "asked")
    question = people.mail(application_id, QUESTION, to="asked@client.example")
    assert "Who will see the reports?" in question.text

    assert people.reply(question, "Only our own bookkeepers.") == "question_answered"

    for reviewer in ("reviewer.one@staff.example", TWO):
        mail = people.review_mail(application_id, reviewer, number=2)
        assert "Only our own bookkeepers." in people.web.get(link(mail, "Approve")).text
    page = people.click(people.review_mail(application_id, TWO, number=2), "Approve")
    assert f"approved</strong> by <strong>{TWO}</strong> (you)" in page.text
    people.mail(application_id, APPROVED)
    people.all_done(application_id)
    assert set(people.executions(application_id)) == {f"{application_id}-1"}, "the second review is not used up"


def test_first_link_decides_no_more_once_a_question_was_asked(people: People) -> None:
    application_id = asked(people, "asked-once")

    page = people.web.get(link(people.review_mail(application_id, TWO), "Approve"))

    assert "sent to the applicant with a question" in page.text
    assert "<form" not in page.text


def test_second_question_leaves_the_re_review_unused(people: People) -> None:
    application_id = asked(people, "asked-twice")
    people.reply(people.mail(application_id, QUESTION), "Our bookkeepers.")
    people.click(people.review_mail(application_id, number=2), ASK, note="And who else?")
    people.reply(people.mail(application_id, QUESTION, number=2), "Nobody else.")
    third = people.review_mail(application_id, number=3)
    page = people.web.get(link(third, "Reject")).text
    assert "Our bookkeepers." in page and "Nobody else." in page

    people.click(third, "Reject", note="That is not enough.")

    rejection = people.mail(application_id, "We could not approve your application")
    assert people.reply(rejection, "Here is more.") == "review_started"


def test_review_goes_on_without_a_reply_in_time(people: People) -> None:
    application_id = asked(people, "asked-silent")
    people.mail(application_id, QUESTION)
    eventually(lambda: "Wait for applicant" in people.entered(application_id), lambda: "it never waited")

    people.let_the_time_pass(application_id, "1#question")

    page = people.web.get(link(people.review_mail(application_id, number=2), "Approve")).text
    assert "answer in time." in page
    assert people.reply(people.mail(application_id, QUESTION), "Sorry, late!") == "not_accepted"
    shown = people.web.get(link(people.review_mail(application_id, number=2), "Approve")).text
    assert "Sorry, late!" in shown, "what came too late is there to read"
