"""Mail that cannot be trusted waits for the staff, who release or drop it."""

import re

import pytest

from infra.local.mailbox import reply_to
from tests.e2e.people import People, eventually

REJECTED = "We could not approve your application"


def held(people: People, name: str) -> str:
    """An application that was rejected, and a reply to it whose sender is not proved."""
    application_id = people.apply("acct-no-photo", f"{name}@client.example")
    rejection = people.mail(application_id, REJECTED)
    assert people.reply(rejection, f"I added a photo, says {name}.", verdicts="dmarc:FAIL") == "held"
    return application_id


@pytest.fixture(scope="module")
def links() -> dict[str, str]:
    return {}


def page(people: People, links: dict[str, str]) -> str:
    """The address of the page, which is mailed once a day, when the first message is held."""
    if not links:
        people.remind()

        def found() -> str:
            mails = people.desk.mailbox.newest_first()
            texts = [mail.text for mail in mails if mail.recipients == ("reviewer.one@staff.example",)]
            return next((str(url) for text in texts for url in re.findall(r"(\S+/held/\w+)", text)), "")

        links["page"] = eventually(found, lambda: "nobody was told of held mail")
    return links["page"]


def form_of(html: str, words: str) -> dict[str, str]:
    """The hidden fields of the message that has these words."""
    (section,) = (part for part in html.split("<section>") if words in part)
    return dict(re.findall(r'name="(case|receipt)" value="([^"]*)"', section))


def test_accepted_reply_opens_the_re_review(people: People, links: dict[str, str]) -> None:
    application_id = held(people, "released")
    url = page(people, links)
    shown = people.web.get(url).text
    assert "released@client.example" in shown and "verified" in shown
    people.fix_account(application_id)

    fields = form_of(shown, "says released.")
    after = people.web.post(url, data={**fields, "judgement": "release"}, follow_redirects=True)

    assert "says released." not in after.text
    people.mail(application_id, "We are reviewing your application again")
    assert "says released." in people.mail(application_id, "Trust &amp; Safety check").text


def test_accepted_reply_while_something_is_missing_has_the_applicant_told(
    people: People, links: dict[str, str]
) -> None:
    application_id = held(people, "too-early")
    url = page(people, links)

    fields = form_of(people.web.get(url).text, "says too-early.")
    people.web.post(url, data={**fields, "judgement": "release"})

    told = people.mail(application_id, "Something is still missing", to="too-early@client.example")
    assert "Add a photo of yourself" in told.text
    assert people.executions(application_id).keys() == {f"{application_id}-1"}


def test_discarded_reply_changes_nothing_and_is_not_answered(people: People, links: dict[str, str]) -> None:
    application_id = held(people, "dropped")
    url = page(people, links)

    fields = form_of(people.web.get(url).text, "says dropped.")
    after = people.web.post(url, data={**fields, "judgement": "drop"}, follow_redirects=True)

    assert after.status_code == 200
    assert "says dropped." not in after.text
    assert people.titles(application_id) == [REJECTED]
    people.fix_account(application_id)
    assert people.reply(people.mail(application_id, REJECTED), "I added a photo.") == "review_started"


def test_message_of_no_application_is_accepted_for_a_named_one(people: People, links: dict[str, str]) -> None:
    application_id = people.apply("acct-no-photo", "lost@client.example")
    for words in ("It says lost words.", "It says nothing of use."):
        reply = reply_to(people.mail(application_id, REJECTED), words)
        for name in ("In-Reply-To", "References", "To"):
            del reply[name]
        reply["To"] = "desk@desk.example"
        people.web.post("/inbox/api/received", content=reply.as_bytes())
    url = page(people, links)
    shown = people.web.get(url).text
    fields, useless = form_of(shown, "lost words."), form_of(shown, "nothing of use.")

    assert "lost words." in people.web.get(url, params={"case": "", "message": fields["receipt"]}).text
    dropped = people.web.post(url, data={**useless, "judgement": "drop"}, follow_redirects=True)
    assert "nothing of use." not in dropped.text

    wrong = people.web.post(url, data={**fields, "judgement": "release", "application_id": "k1"})
    assert wrong.status_code == 422
    assert "no application with this ID" in wrong.text
    people.web.post(url, data={**fields, "judgement": "release", "application_id": application_id})

    people.mail(application_id, "Something is still missing", to="lost@client.example")


def test_whole_message_is_downloaded_and_never_shown(people: People, links: dict[str, str]) -> None:
    held(people, "whole")
    url = page(people, links)
    (section,) = (part for part in people.web.get(url).text.split("<section>") if "says whole." in part)
    address = re.findall(r'href="([^"]+/messages/[^"]+)"', section)[0].replace("&amp;", "&")

    answer = people.web.get(f"{url.rpartition('/')[0]}/{address}", follow_redirects=True)

    assert b"says whole." in answer.content
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "message/rfc822"
    assert people.web.get(f"/held/nonsense/{address.partition('/')[2]}").status_code == 404


def test_unknown_quarantine_link_leads_nowhere(people: People) -> None:
    assert people.web.get("/held/nonsense").status_code == 404
    assert people.web.post("/held/nonsense", data={"judgement": "drop"}).status_code == 404


def test_case_in_the_address_that_is_none_finds_nothing(people: People, links: dict[str, str]) -> None:
    held(people, "beside")
    url = page(people, links)

    assert people.web.get(url, params={"after": "a/b"}).status_code == 200
    assert people.web.get(url, params={"case": "a", "message": "b"}).status_code == 404
