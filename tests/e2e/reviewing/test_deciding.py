"""The decision page: any answer by any link of the task, rules as reasons, the mail before it is sent, own cases."""

import re

from tests.e2e.people import People, link

ONE, TWO = "reviewer.one@staff.example", "reviewer.two@staff.example"
REJECTED = "We could not approve your application"


def test_approve_link_can_reject_by_rules_and_says_how_to_fix_them(people: People) -> None:
    application_id = people.apply("acct-in-order", "by-rules@client.example")
    people.clear(application_id)
    rules = {"rule-profile_photo": "on", "rule-no_brand_look": "on"}

    page = people.click(people.review_mail(application_id), "Approve", note="See you.", answer="reject", **rules)

    assert f"rejected</strong> by <strong>{ONE}</strong> (you)" in page.text
    assert "<li>Profile photo</li>" in page.text
    rejection = people.mail(application_id, REJECTED)
    for words in (
        "Please fix the 3 things",
        "Add a photo of yourself.",
        "Use an icon, a theme and colours",
        "* See you.",
    ):
        assert words in rejection.text.replace("\r\n", "\n")
    people.all_done(application_id)


def test_previewed_email_is_the_one_that_goes_out(people: People) -> None:
    application_id = people.apply("acct-in-order", "shown@client.example")
    people.clear(application_id)
    review = people.review_mail(application_id)
    reject = {"note": "The website does not open.", "rule-use_stated": "on"}

    page = people.click(review, "Reject", do="show", **reject)

    assert page.status_code == 200
    shown = page.text[page.text.index("Email preview: not sent yet") :]
    assert "shown@client.example" in shown and "* The website does not open." in shown
    assert "<form" in page.text and 'name="rule-use_stated" checked' in page.text
    assert REJECTED not in people.titles(application_id), "nothing is decided, and nothing is sent"
    assert "<form" in people.web.get(link(review, "Reject")).text
    people.click(review, "Reject", **reject)
    sent = people.mail(application_id, REJECTED).text.replace("\r\n", "\n")
    first, last = "Your application for", "We run our checks first"
    body = re.sub(r"\S+/revise/\S+", "(a link of their own)", sent[sent.index(first) : sent.index(last)])
    assert body in shown.replace("&#34;", '"').replace("&#39;", "'")


def test_question_without_words_is_neither_shown_nor_sent(people: People) -> None:
    application_id = people.apply("acct-in-order", "no-words@client.example")
    people.clear(application_id)

    for pressed in ({"do": "show"}, {}):
        page = people.click(people.review_mail(application_id), "Ask a question", **pressed)

        assert page.status_code == 422
        assert "Enter a question" in page.text and "not sent yet" not in page.text


def test_reviewer_who_applies_cannot_decide_and_a_colleague_does(people: People) -> None:
    application_id = people.apply("acct-in-order", ONE)
    people.clear(application_id)
    asked = people.review_mail(application_id, TWO)
    session = {"Cookie": f"__Host-session={people.sign_in(ONE)}"}

    answer = people.web.get(f"/console/cases/{application_id}", headers=session)
    assert answer.status_code == 403
    assert "You are the applicant" in answer.text
    assert "500 Example Street" not in answer.text, "what the staff see of the account stays with the staff"
    assert "Approve this application?" not in people.titles(application_id, to=ONE), "who is involved is not asked"

    page = people.click(asked, "Approve")
    assert f"approved</strong> by <strong>{TWO}</strong> (you)" in page.text
