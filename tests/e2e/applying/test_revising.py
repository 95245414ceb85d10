"""Changing an application between its two reviews: the rejection mail's link, the form, the reply, the decision."""

import html
import re

from tests.e2e.applying.test_applying import icon
from tests.e2e.people import People, link
from tests.examples import FORM_FIELDS, request_data

REJECTED = "We could not approve your application"
FIELDS = {**FORM_FIELDS, "project_name": "Weekly hours"}


def rejected(people: People, name: str) -> tuple[str, str]:
    """An application that is rejected at once for our brand in its name; answers with its id and the mail's link."""
    people.open_account(f"acct-{name}")
    project = {**request_data()["project"], "name": "Askwork hours"}
    application_id = people.apply_with(f"acct-{name}", f"{name}@client.example", project=project)
    return application_id, revise_url(people, application_id)


def revise_url(people: People, application_id: str) -> str:
    return str(re.findall(r"(\S+/revise/\w+)", people.mail(application_id, REJECTED).text)[0])


def test_re_review_judges_the_application_as_revised_before_the_reply(people: People) -> None:
    application_id, url = rejected(people, "changes")
    opened = people.web.get(url)
    assert people.web.head(url).status_code == 200
    assert 'value="Askwork hours"' in opened.text, "filled in as it was handed in"
    assert "Give the project a name of its own" in opened.text, "with what was wrong"

    sent = {**FIELDS, "applicant_email": "thief@client.example", "account_id": "acct-other", "do": "save"}
    saved = people.web.post(url, data=sent, files={"icon": ("a.png", icon(), "image/png")}, follow_redirects=True)
    assert "Saved, not sent yet" in saved.text
    assert people.executions(application_id).keys() == {f"{application_id}-1"}, "saving opens no review"
    last = people.web.post(url, data={**FIELDS, "project_name": "Monthly hours", "do": "save"}, follow_redirects=True)
    assert "Saved, not sent yet" in last.text, "the last change counts"
    assert people.reply(people.mail(application_id, REJECTED), "It has another name now.") == "review_started"

    people.clear(application_id)
    review = people.review_mail(application_id)
    page = html.unescape(people.web.get(link(review, "Approve")).text)
    assert "Monthly hours" in page
    assert "Askwork hours" in page, "what changed since the first review is marked"
    assert "changes@client.example" in page and "thief@client.example" not in page
    people.click(review, "Approve")
    approved = people.mail(application_id, "Your application is approved", to="changes@client.example")
    assert "Monthly hours" in approved.text
    assert "Askwork hours" in approved.message["Subject"], "the subjects of a case keep the name that it began with"


def test_re_review_is_asked_for_on_the_page_and_starts_once_nothing_is_missing(people: People) -> None:
    application_id, url = rejected(people, "on-page")
    people.open_account("acct-on-page", like="acct-no-photo")
    form = {**FIELDS, "do": "send", "words": "It has a name of its own."}

    early = people.web.post(url, data=form)
    assert "Not sent: please fix this" in early.text and "The account has no profile photo." in early.text
    assert "It has a name of its own." in early.text, "what was typed is kept"
    assert people.executions(application_id).keys() == {f"{application_id}-1"}

    people.fix_account(application_id)
    sent = people.web.post(url, data=form, follow_redirects=True)
    again = people.web.post(url, data=form)

    assert "we'll email you the decision, which is final." in sent.text
    assert (again.status_code, "can&#39;t be changed any more" in again.text or "can't be changed" in again.text) == (
        409,
        True,
    )
    people.mail(application_id, "We are reviewing your application again")
    people.clear(application_id)
    assert "It has a name of its own." in people.review_mail(application_id).text
    people.click(people.review_mail(application_id), "Approve")
    people.all_done(application_id)


def test_reply_while_something_is_missing_is_answered_and_the_reply_to_that_counts(people: People) -> None:
    application_id = people.apply("acct-no-photo", "hasty@client.example")
    rejection = people.mail(application_id, REJECTED)

    assert people.reply(rejection, "Please look again.") == "still_missing"

    told = people.mail(application_id, "Something is still missing", to="hasty@client.example")
    assert "Add a photo of yourself" in told.text
    status = people.web.get(re.findall(r"(\S+/status/\w+)", told.text)[0]).text
    assert "used up your re-review" in status and "no profile photo" in status
    people.fix_account(application_id)
    assert people.reply(told, "Now it has one.") == "review_started"
    people.refuse_account(application_id)
    final = people.mail(application_id, "Our final decision: not approved").text
    assert "could not clear the account" in final and "tell us" not in final
    assert "can submit a new application" in final


def test_revision_link_changes_nothing_after_the_reply(people: People) -> None:
    application_id, url = rejected(people, "too-late")
    people.web.post(url, data={**FIELDS, "do": "save"})
    people.reply(people.mail(application_id, REJECTED), "Please look again.")
    people.refuse_account(application_id)
    people.mail(application_id, "Our final decision: not approved")

    opened, sent = people.web.get(url), people.web.post(url, data={**FIELDS, "do": "send"})

    assert "be changed any more" in opened.text and "<form" not in opened.text
    assert sent.status_code == 409 and "be changed any more" in sent.text


def test_revision_with_mistakes_keeps_what_was_typed(people: People) -> None:
    _, url = rejected(people, "mistaken")

    back = people.web.post(url, data={**FIELDS, "hours_per_day": "99", "do": "send"})

    assert back.status_code == 422
    assert 'value="Weekly hours"' in back.text and 'value="99"' in back.text


def test_unknown_revision_link_changes_nothing(people: People) -> None:
    assert people.web.get("/revise/nonsense").status_code == 404
    assert people.web.post("/revise/nonsense", data=FIELDS).status_code == 404
