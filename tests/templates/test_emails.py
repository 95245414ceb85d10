"""What the reader of a mail gets: each mail of the gallery, which is written from the documented examples."""

import re

import pytest
from jinja2 import UndefinedError

from adapters.web.templates import MailTemplates
from domain.cases.case import Status, TaskKind
from domain.notifications.messages import EmailName
from domain.policy import load_policy
from infra.gallery.stories import REVISE_URL, STATUS_URL, Story
from tests.examples import ROOT
from tests.templates.reading import STORIES, ReadMail, written

ALL = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
STAFF = {EmailName.SAFETY_REQUEST, EmailName.REVIEW_REQUEST, EmailName.ESCALATION, EmailName.TASK_CLOSED}
OF_NO_CASE = {
    EmailName.APPLY_LINK,
    EmailName.CONFIRM_APPLICATION,
    EmailName.WAITS_FOR_CONFIRMATION,
    EmailName.NOT_CONFIRMED,
    EmailName.SIGN_IN,
    EmailName.HELD_MAIL,
}
UNCONFIRMED = {EmailName.OWNER_REQUEST, EmailName.CONFIRM_ADDRESS}
WITHOUT_STATUS = {*STAFF, *OF_NO_CASE, *UNCONFIRMED, EmailName.OWNER_OUTCOME}


def story(name: EmailName, form: str = "") -> Story:
    (found,) = (one for one in STORIES if (one.name, one.form) == (name, form))
    return found


def mail(name: EmailName, form: str = "") -> ReadMail:
    return written(story(name, form))


def is_for_staff(one: Story) -> bool:
    return (one.name in STAFF and not is_of_exception(one)) or (
        one.name is EmailName.REMINDER and one.form in ("safety", "review")
    )


def is_for_unconfirmed(one: Story) -> bool:
    """Whether the email may go to an address that nobody has confirmed yet."""
    return one.name in UNCONFIRMED or (one.name is EmailName.REMINDER and one.form == "owner")


def is_of_exception(one: Story) -> bool:
    return one.values.get("what") == "exception"


def test_every_email_has_a_folder_and_a_place_in_the_gallery() -> None:
    folders = {path.name for path in (ROOT / "templates/emails").iterdir()} - {"_base"}

    assert folders == set(EmailName)
    assert {one.name for one in STORIES} == set(EmailName)


def test_emails_of_a_case_are_one_conversation_for_each_audience() -> None:
    of_cases = [one for one in STORIES if one.name not in OF_NO_CASE]
    exceptions = {written(one).subject for one in of_cases if is_of_exception(one)}
    staff = {written(one).subject for one in of_cases if is_for_staff(one)}
    clients = [one for one in of_cases if not is_of_exception(one) and not is_for_staff(one)]
    unconfirmed = {written(one).subject for one in clients if is_for_unconfirmed(one)}
    others = {written(one).subject for one in clients if not is_for_unconfirmed(one)}

    assert exceptions == {"API key exception for account acct-high-value"}
    assert staff == {"API key application: Weekly hours report (account acct-in-order)"}
    assert unconfirmed == {"API key application for account acct-in-order"}
    assert others == {"API key application for Weekly hours report"}


@ALL
def test_heading_comes_first_in_text_and_html(story: Story) -> None:
    read = written(story)

    assert read.heading == read.text.partition("\n")[0]
    assert f"<title>{read.heading}</title>".replace("&", "&amp;") in read.html
    assert read.preheader.startswith(f"{read.heading} · "), "the outcome, which no subject says"
    assert 5 < len(read.preheader) - len(read.heading) < 110


@ALL
def test_email_says_why_it_came_and_who_answers_questions(story: Story) -> None:
    read = written(story)
    who = r"( answers questions\.|Questions\? Contact API support: \S+|Questions\? Ask #ask-api-team in Slack\.)"
    why = re.search(f"^You get this e?mail because .*{who}$", read.text, re.MULTILINE)

    assert why
    assert why[0] in read.shown


@ALL
def test_text_and_html_have_the_same_links_and_figures(story: Story) -> None:
    read = written(story)
    numbers_of_a_list = set("123")

    addresses = {link for link in read.links if link.startswith("mailto:")}
    assert addresses <= {"mailto:api-support@marketplace.example"}
    assert set(re.findall(r"https://[a-z]+\.marketplace\.example\S*", read.text)) == read.links - addresses
    assert _figures(read.text) - numbers_of_a_list == _figures(read.shown) - numbers_of_a_list


def _figures(text: str) -> set[str]:
    """Numbers, days and mail addresses, outside of links."""
    return set(re.findall(r"[\w.+-]+@[\w.-]+\w|\d[\d,.:]*\d|\d", re.sub(r"https?://\S+", "", text)))


@ALL
def test_email_names_its_case(story: Story) -> None:
    read = written(story)
    names_it = story.name not in (EmailName.APPLY_LINK, EmailName.SIGN_IN, EmailName.HELD_MAIL)

    assert (story.values.get("case_id", "none") in read.text) is names_it
    assert (story.values.get("case_id", "none") in read.shown) is names_it


@ALL
def test_status_link_goes_only_to_who_waits_for_a_decision(story: Story) -> None:
    waits = story.name not in WITHOUT_STATUS and not is_of_exception(story)
    waits = waits and (story.name is not EmailName.REMINDER or story.form == "question")

    assert (f"Where it stands: {STATUS_URL}\n" in written(story).text) is waits


@ALL
def test_email_with_a_value_missing_is_not_sent(story: Story) -> None:
    """Whichever value is left out: either no word of the mail comes from it, or nothing is written."""
    values = {"to": "somebody@client.example", **story.values}
    whole = MailTemplates().render_email(story.name, values)
    needed = 0
    for name in values:
        try:
            assert MailTemplates().render_email(story.name, {k: v for k, v in values.items() if k != name}) == whole
        except (UndefinedError, TypeError):
            needed += 1

    assert needed >= 3


@ALL
def test_request_has_each_answer_as_a_button_and_an_address(story: Story) -> None:
    read = written(story)

    for url in story.values.get("links", {}).values():
        assert f"\n{url}\n" in read.text
        assert [link.text for link in read.body.iter("a") if link.attrib["href"] == url][1:] == [url]


@pytest.mark.parametrize("name", [EmailName.RECEIVED, EmailName.REVIEW_AGAIN])
def test_email_that_the_review_runs_names_the_place_and_the_days(name: EmailName) -> None:
    read = mail(name, "with dates")

    days = "between 26 March and 9 April 2026" if name is EmailName.RECEIVED else "between 15 and 29 April 2026"
    assert f"About 40 applications are ahead of yours. We expect to answer {days}, by mail" in read.text
    assert "Time spent waiting for you" in read.text
    assert days in read.preheader
    assert "weeks" not in read.text + read.html


def test_receipt_says_how_long_it_takes_and_what_comes_next() -> None:
    for read in (mail(EmailName.RECEIVED), mail(EmailName.RECEIVED, "with owner")):
        assert "6 to 8 weeks" in read.text
        assert "There is no fee." in read.text
        assert f"See where it stands:\n{STATUS_URL}\n" in read.text
        assert "Trust & Safety looks at the account." in read.text
    assert "robin@client.example: please make sure that this mail is read" in read.text


def test_approval_says_what_a_new_key_owner_meets_first() -> None:
    text = mail(EmailName.APPROVED).text

    for fact in ("40,000 requests a day", "contacts you first", "API Center", "no sandbox", "600 seconds", "5,000"):
        assert fact in text
    assert "never expires" in text
    assert "This APP has no access to requested resource" in text
    assert "429" in text


def test_rejection_names_what_to_fix_then_what_a_reviewer_will_look_at() -> None:
    text = mail(EmailName.REJECTED, "by policy").text

    fixes, flags = text.split("A REVIEWER WILL ALSO LOOK AT")
    assert len(re.findall(r"^\* .+\n  .+", fixes, re.MULTILINE)) == 2
    assert "Add a photo of yourself." in fixes
    assert "the brand's violet" in flags
    assert REVISE_URL in flags and "reply to this email" in flags
    assert "You have one re-review, and its answer is final." in flags


def test_reply_while_something_is_missing_is_told_what_and_keeps_the_re_review() -> None:
    text = mail(EmailName.STILL_MISSING).text

    fixes, flags = text.split("A REVIEWER WILL ALSO LOOK AT")
    assert "the re-review can't start yet. You keep it." in fixes
    assert "Add a photo of yourself." in fixes and "company contact has no address" not in fixes
    assert "the brand's violet" in flags and REVISE_URL in flags


def test_final_rejection_asks_for_no_reply() -> None:
    text = mail(EmailName.REJECTED_FOR_GOOD).text

    assert "The website still does not open." in text
    assert "a reply can't reopen it" in text
    assert "from 20 July 2026" in text
    assert "reply to this" not in text.lower() and "revise" not in text


@pytest.mark.parametrize("number", [1, 2])
def test_question_says_until_when_to_reply_and_what_stays_unused(number: int) -> None:
    values = {**story(EmailName.QUESTION).values, "round": number, "to": "avery@client.example"}
    _, text, _ = MailTemplates().render_email(EmailName.QUESTION, values)

    assert "\n| Who sees the result" in text
    assert "Reply to this mail by 5 April 2026." in text
    assert "After that day they go on without it." in text
    assert ("does not use up the one further review" in text) is (number == 1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.IN_REVIEW, "We keep what you wrote with it, and the reviewers see it"),
        (Status.APPROVED, "is approved already"),
        (Status.REJECTED_FOR_GOOD, "the second answer is final"),
        (Status.DECLINED, "did not want to own the key"),
        (Status.EXPIRED, "did not answer in time"),
        (Status.WITHDRAWN, "was withdrawn"),
    ],
)
def test_reply_in_vain_is_answered_with_why(status: Status, words: str) -> None:
    read = mail(EmailName.REPLY_NOT_ACCEPTED, status.replace("_", " "))

    assert words in read.text
    assert words in read.shown
    assert (read.heading == "Your reply changed nothing") is (status is not Status.IN_REVIEW)


@pytest.mark.parametrize(
    ("name", "form", "title"),
    [
        (EmailName.REJECTED, "by policy", "Profile photo: "),
        (EmailName.REJECTED, "by reviewer", ""),
        (EmailName.REJECTED_FOR_GOOD, "", ""),
    ],
)
def test_rejection_names_its_rules_and_the_version_of_the_policy(name: EmailName, form: str, title: str) -> None:
    read = mail(name, form)

    for text in (read.text, read.shown):
        assert f"Checked against policy version {load_policy().version}." in text
        assert title in text
        assert "None" not in text


def test_review_request_shows_flags_then_questions_and_replies() -> None:
    text = mail(EmailName.REVIEW_REQUEST, "answered").text

    assert (
        text.index("No brand logo or colours")
        < text.index("| Who sees the result")
        < text.index("| Our payroll staff alone")
    )
    assert text.index("| Our payroll staff alone") < text.index("THE APPLICATION")


def test_re_review_request_shows_the_reply_and_the_rejection() -> None:
    text = mail(EmailName.REVIEW_REQUEST, "second").text

    assert "| I added a photo of myself" in text
    assert "| The account has no profile photo." in text


@pytest.mark.parametrize("kind", TaskKind)
def test_reminder_can_be_answered_as_the_request_could(kind: TaskKind) -> None:
    reminder = mail(EmailName.REMINDER, kind.replace("_", " "))
    request = mail(
        {"safety": EmailName.SAFETY_REQUEST, "exception": EmailName.EXCEPTION_REQUEST}.get(kind) or _of(kind)
    )
    asked = [line for line in request.text.partition("\n--\n")[0].splitlines()[2:] if line]

    assert re.search(r"We asked (you )?this on \d+ March 2026, 7 days ago", reminder.text)
    assert [line for line in asked if line not in reminder.text] == []


def _of(kind: TaskKind) -> EmailName:
    return EmailName.QUESTION if kind is TaskKind.INFO_REQUEST else EmailName(f"{kind}_request")


def test_ownership_request_tells_nothing_of_the_account() -> None:
    for read in (mail(EmailName.OWNER_REQUEST), mail(EmailName.REMINDER, "owner")):
        for secret in ("Enterprise", "310,000", "Spend", "Identity verified"):
            assert secret not in read.text + read.html


@pytest.mark.parametrize("form", ["review", "exception"])
def test_escalation_says_who_was_asked_when_and_what_was_promised(form: str) -> None:
    text = mail(EmailName.ESCALATION, form).text

    for fact in ("45 days", "37 days", "6 to 8 weeks", "10 March 2026", "@staff.example", "decided by a clock"):
        assert fact in text
    assert "overdue" not in text


@pytest.mark.parametrize("form", ["review", "exception"])
def test_overdue_escalation_says_so_first_and_that_the_client_is_told(form: str) -> None:
    read = mail(EmailName.ESCALATION, f"{form} overdue")

    assert "is overdue: it has waited 57 days" in read.heading
    assert "now hears from the desk that it takes longer" in read.text


@pytest.mark.parametrize(
    ("form", "what"), [("", "Your application for Weekly hours report"), ("exception", "acct-high-")]
)
def test_delay_email_says_that_the_delay_is_on_our_side(form: str, what: str) -> None:
    text = mail(EmailName.TAKES_LONGER, form).text

    for said in (what, "6 to 8 weeks", "is not decided yet", "We are sorry", "Nothing is missing from you"):
        assert said in text
    assert "We do not name a new date" in text
    assert ("you can withdraw the application" in text) is (form == "")


def test_delay_email_names_the_day_that_was_told() -> None:
    text = mail(EmailName.TAKES_LONGER, "than told").text

    assert "We expected to answer by 9 April 2026." in text
    assert "weeks" not in text and "new date" not in text


def test_quarantine_email_names_no_case() -> None:
    read = mail(EmailName.HELD_MAIL)

    assert "could not prove that these messages are from the applicant or the owner" in read.text
    assert "Oldest: 3 March 2026" in read.text
    assert len(read.links) == 1
