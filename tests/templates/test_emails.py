"""What the reader of an email gets: each email of the gallery, which is made from the documented examples."""

import re
from itertools import pairwise

import pytest
from jinja2 import UndefinedError

from adapters.web.templates import MailTemplates
from domain.cases.case import Status, TaskKind
from domain.notifications.messages import EmailName
from domain.policy import load_policy
from infra.gallery.story import REVISE_URL, STATUS_URL, Story
from tests.examples import ROOT
from tests.templates.reading import STORIES, ReadMail, written

ALL = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.slug)
STAFF = {
    EmailName.SAFETY_REQUEST,
    EmailName.REVIEW_REQUEST,
    EmailName.ESCALATION,
    EmailName.TASK_CLOSED,
    EmailName.KEY_REPLY,
}
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


SUBJECTS = {
    "apply-link": "Your application link: API key for account acct-in-order",
    "sign-in": "Your sign-in link for Keydesk",
    "confirm-application": "Action needed: confirm the API key application for account acct-in-order",
    "waits-for-confirmation": "Waiting for the account holder: API key application for account acct-in-order",
    "not-confirmed": "Expired: API key application for account acct-in-order",
    "received": "Received: API key application for Weekly hours report",
    "confirm-address": "Action needed: confirm your email address (account acct-in-order)",
    "status-link": "Status link: API key application for Weekly hours report",
    "question": "Question about your API key application for Weekly hours report",
    "rejected-by-policy": "Not approved: 2 things to fix (API key for Weekly hours report)",
    "rejected-by-reviewer": "Not approved: 1 thing to fix (API key for Weekly hours report)",
    "still-missing": "Still 1 thing to fix (API key for Weekly hours report)",
    "review-again": "Re-review started: API key for Weekly hours report",
    "rejected-for-good": "Final decision: not approved (API key for Weekly hours report)",
    "approved": "Approved: API key for Weekly hours report",
    "declined": "Closed: the key owner declined (API key for Weekly hours report)",
    "expired": "Closed: the key owner didn't answer (API key for Weekly hours report)",
    "withdrawn": "Withdrawn: API key application for Weekly hours report",
    "approved-key-follows": "Approved: API key for Weekly hours report",
    "owner-outcome-approved": "Approved: you own the API key for Weekly hours report",
    "owner-outcome-rejected": "Not approved for now: API key for Weekly hours report",
    "owner-outcome-rejected-for-good": "Not approved: API key for Weekly hours report",
    "reply-not-accepted-in-review": "Reply received: API key application for Weekly hours report",
    "reply-not-accepted-approved": "Your reply didn't reopen it: API key application for Weekly hours report",
    "owner-request": "Action needed: will you own the API key for account acct-in-order?",
    "safety-request": "Trust & Safety check: Weekly hours report (account acct-in-order)",
    "review-request": "Decision needed: Weekly hours report (account acct-in-order)",
    "review-request-second": "Final decision needed: Weekly hours report (account acct-in-order)",
    "reminder-owner": "Reminder: will you own the API key for account acct-in-order?",
    "reminder-question": "Reminder: question about your API key application for Weekly hours report",
    "reminder-safety": "Reminder: Trust & Safety check, Weekly hours report (account acct-in-order)",
    "reminder-review": "Reminder: decision needed, Weekly hours report (account acct-in-order)",
    "reminder-exception-safety": "Reminder: Trust & Safety check, exception for account acct-high-value",
    "reminder-exception": "Reminder: decision needed, exception for account acct-high-value",
    "escalation-review": "Waiting 45 days: Weekly hours report (account acct-in-order)",
    "escalation-review-overdue": "Overdue: Weekly hours report (account acct-in-order)",
    "escalation-exception-overdue": "Overdue: exception for account acct-high-value",
    "takes-longer": "Delayed: API key application for Weekly hours report",
    "takes-longer-exception": "Delayed: exception for account acct-high-value",
    "held-mail": "3 quarantined messages to check",
    "exception-safety-request": "Trust & Safety check: exception for account acct-high-value",
    "exception-request": "Decision needed: exception for account acct-high-value",
    "exception-granted": "Granted: account acct-high-value can apply for an API key",
    "exception-refused": "Refused: exception for account acct-high-value",
    "task-closed": "Rejected: Weekly hours report (account acct-in-order)",
    "task-closed-question": "Question sent: Weekly hours report (account acct-in-order)",
    "task-closed-withdrawn": "Withdrawn: Weekly hours report (account acct-in-order)",
    "task-closed-exception": "Granted: exception for account acct-high-value",
    "key-issued": "Ready: API key for Weekly hours report",
    "over-limit": "Action needed: over the request limit (API key for Weekly hours report)",
    "over-limit-reached": "Action needed: at its request limit (API key for Weekly hours report)",
    "key-suspended": "Suspended: API key for Weekly hours report",
    "key-resumed": "Works again: API key for Weekly hours report",
    "key-revoked": "Revoked: API key for Weekly hours report",
    "key-reply": "Reply about an API key: Weekly hours report (account acct-in-order)",
}


def test_subject_says_what_happened_or_what_to_do() -> None:
    written_subjects = {one.slug: written(one).subject for one in STORIES}

    assert {slug: written_subjects[slug] for slug in SUBJECTS} == SUBJECTS
    assert {one.name for one in STORIES if one.slug in SUBJECTS} == set(EmailName)


def test_subject_of_a_case_names_its_application_or_its_account() -> None:
    """The words that a search in a mailbox finds all emails of a case by."""
    for one in STORIES:
        if "account_id" in one.values:
            subject = written(one).subject
            assert one.values["account_id"] in subject or "Weekly hours report" in subject, one.slug


def test_subject_begins_with_what_tells_it_apart() -> None:
    """A phone shows about 35 characters. Emails of different names never begin alike, but for one outcome."""
    alike = {EmailName.REMINDER, EmailName.TASK_CLOSED, EmailName.OWNER_OUTCOME}
    beginnings: dict[str, set[str]] = {}
    for one in STORIES:
        if one.name not in alike and not is_of_exception(one):
            beginnings.setdefault(written(one).subject[:35], set()).add(one.name)

    assert [names for names in beginnings.values() if len(names) > 1] == []


@ALL
def test_heading_comes_first_in_text_and_html(story: Story) -> None:
    read = written(story)

    assert read.heading == read.text.partition("\n")[0]
    assert f"<title>{read.heading}</title>".replace("&", "&amp;") in read.html
    assert 5 < len(read.preheader) < 110
    assert not read.preheader.startswith(read.heading), "an inbox has room for something else"


@ALL
def test_email_says_why_it_came_and_who_answers_questions(story: Story) -> None:
    read = written(story)
    who = r"(Questions\? (Contact API support: \S+|Ask (#ask-api-team in Slack|Marlow \w+)\.)| can answer questions\.)"
    why = re.search(f"^You're getting this email because .*{who}$", read.text, re.MULTILINE)

    assert why
    assert why[0] in read.shown
    assert read.shown.count("Example Marketplace API keys") == 2, "who writes: above all, and in the footer"
    assert read.text.count("Example Marketplace API keys") == 1


@ALL
def test_text_and_html_have_the_same_links(story: Story) -> None:
    read = written(story)

    addresses = {link for link in read.links if link.startswith("mailto:")}
    assert addresses <= {"mailto:api-support@marketplace.example"}
    assert set(re.findall(r"https://[a-z]+\.marketplace\.example\S*", read.text)) == read.links - addresses


@ALL
def test_text_and_html_say_the_same_in_the_same_order(story: Story) -> None:
    read = written(story)
    shown = read.shown.removeprefix("Example Marketplace API keys ")
    shown = re.sub(r"If a button doesn't work, .*?(?=Check application status:|You're getting)", "", shown)

    assert _words(read.text) == _words(shown)


@ALL
def test_headings_of_the_text_are_set_apart(story: Story) -> None:
    lines = written(story).text.splitlines()
    crowded = [line for before, line in pairwise(lines) if before and line.isupper()]

    assert crowded == []


def _words(text: str) -> list[str]:
    """The words outside of links. Capital letters and punctuation set off what HTML shows by its look."""
    return re.findall(r"\w+", re.sub(r"https?://\S+", "", text).casefold())


@ALL
def test_language_and_direction_are_set_inside_the_body(story: Story) -> None:
    """Webmail shows the body's content inside a page of its own, and drops the elements around it."""
    whole = written(story).whole

    assert (whole.tag, whole.attrib["lang"], whole.attrib["dir"]) == ("div", "en", "ltr")


@ALL
def test_buttons_come_before_all_details(story: Story) -> None:
    tags = [(element.tag, element.attrib.get("class", "")) for element in written(story).body.iter()]
    buttons = [number for number, (_, names) in enumerate(tags) if names.startswith("press")]
    details = [number for number, (tag, names) in enumerate(tags) if tag == "h2" or names == "facts"]

    assert not buttons or not details or max(buttons) < min(details)


def test_account_facts_in_staff_emails_are_those_of_the_fact_sheet() -> None:
    _, _, facts = mail(EmailName.REVIEW_REQUEST).text.partition("\nACCOUNT\n")

    for name in ("Registered name", "Business name", "Plan", "Identity verified", "Customer since", "Spend"):
        assert f"\n{name}: " in facts


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

    assert (f"Check application status: {STATUS_URL}\n" in written(story).text) is waits


@ALL
def test_email_with_a_value_missing_is_not_sent(story: Story) -> None:
    """Whichever value is left out: either no word of the email comes from it, or nothing is rendered."""
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
        assert re.search(rf"\n\n[\w ]+:\n{url}\n\n", read.text), "a paragraph of its own"
        assert [link.text for link in read.body.iter("a") if link.attrib["href"] == url][1:] == [url]


@pytest.mark.parametrize("name", [EmailName.RECEIVED, EmailName.REVIEW_AGAIN])
def test_email_that_the_review_runs_names_the_place_and_the_days(name: EmailName) -> None:
    read = mail(name, "with dates")

    days = "between 26 March and 9 April 2026" if name is EmailName.RECEIVED else "between 15 and 29 April 2026"
    assert f"About 40 applications are ahead of yours. We expect to decide {days}." in read.text
    assert "Time spent waiting for you" in read.text
    assert days in read.preheader
    assert "weeks" not in read.text + read.html


def test_receipt_says_how_long_it_takes_and_what_comes_next() -> None:
    for read in (mail(EmailName.RECEIVED), mail(EmailName.RECEIVED, "with owner")):
        assert "6 to 8 weeks" in read.text
        assert "There's no fee" in read.text
        assert f"Check application status:\n{STATUS_URL}\n" in read.text
        assert "Trust & Safety checks the account." in read.text
    assert "We emailed robin@client.example: please make sure they answer" in read.text


def test_approval_says_what_a_new_key_owner_meets_first() -> None:
    text = mail(EmailName.APPROVED).text

    for fact in ("40,000 requests per day", "contact you first", "API Center", "no sandbox", "10 minutes", "5,000"):
        assert fact in text
    assert "never expires" in text
    assert "This APP has no access to requested resource" in text
    assert "429" in text


@pytest.mark.parametrize("name", [EmailName.APPROVED, EmailName.OWNER_OUTCOME])
@pytest.mark.parametrize(
    ("form", "place", "key_id"),
    [
        ("", "You'll find the key in the API Center of your account.", False),
        ("with key", "You'll find the key on the page API keys of your account.", True),
        ("key follows", "We're creating the key now. When it's ready, we'll email you its ID", False),
    ],
)
def test_approval_says_where_the_key_is_or_that_it_follows(
    name: EmailName, form: str, place: str, key_id: bool
) -> None:
    approval = mail(name, form if name is EmailName.APPROVED else f"approved {form}".strip())

    for text in (approval.text, approval.shown):
        assert place in text
        assert ("Key ID: 9xk2mq47td" in text or "Key ID 9xk2mq47td" in text) is key_id
        assert ("We're creating the key" in text) is (form == "key follows")
    assert ("Get the key:\nhttps://www.marketplace.example/" in approval.text) is (form != "key follows")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ("", ("sent 52,310 requests with its API key", "The limit is 40,000 requests per day.", "may suspend it")),
        ("reached", ("used all of its 40,000 requests per day.", "It may have tried to send more.")),
        ("outside", ("sent 52,310 requests", "may suspend it")),
        ("suspended", ("The key is suspended at the moment.",)),
    ],
)
def test_over_limit_email_has_the_figures_and_asks_for_a_prompt_reply(form: str, said: tuple[str, ...]) -> None:
    text = mail(EmailName.OVER_LIMIT, form).text

    for words in ("On 10 April 2026", "Please reply to this email as soon as you can.", "by when", *said):
        assert words in text
    assert ("we haven't changed the key" in text) is (form != "suspended")
    assert "/help#limit" in text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (EmailName.KEY_SUSPENDED, ("Requests with it fail until we resume it.", "reply to this email", "#suspended")),
        (EmailName.KEY_REVOKED, ("This is final", "Remove the key from your app.", "reply to this email", "#revoked")),
        (EmailName.KEY_RESUMED, ("It's the same key as before", "40,000 requests per day")),
    ],
)
def test_email_about_a_key_says_why_in_our_words_and_what_to_do(name: EmailName, said: tuple[str, ...]) -> None:
    one = story(name)
    text = mail(name).text

    for words in ("Key ID: 9xk2mq47td", *said):
        assert words in text
    assert f"\nWHY\n| {one.values['reason'].partition(chr(10))[0]}\n" in text


@pytest.mark.parametrize("name", [EmailName.KEY_ISSUED, EmailName.OVER_LIMIT, EmailName.KEY_SUSPENDED])
def test_key_owner_and_applicant_read_who_is_responsible(name: EmailName) -> None:
    values = story(name, "to owner" if name is EmailName.KEY_ISSUED else "").values

    owner, applicant = (
        MailTemplates().render_email(name, {**values, "to": to})[1]
        for to in ("robin@client.example", "avery@client.example")
    )

    assert "You own the key and are responsible for how it's used." in owner
    assert "Robin Example owns the key and is responsible for how it's used." in applicant


def test_reviewer_reads_the_reply_and_what_it_is_about() -> None:
    read = mail(EmailName.KEY_REPLY)

    assert "| Our nightly report read every contract again.\n| Since today" in read.text
    assert "| 52,310 requests on 10 April 2026." in read.text
    assert "\nOpen the case:\nhttps://keydesk.marketplace.example/console/cases/k" in read.text
    assert "suspend, resume or revoke the key" in read.text
    assert "you suspend or revoke it where it was issued" in mail(EmailName.KEY_REPLY, "outside").text


def test_rejection_names_what_to_fix_then_what_a_reviewer_will_look_at() -> None:
    text = mail(EmailName.REJECTED, "by policy").text

    fixes, flags = text.split("WHAT A REVIEWER WILL ALSO LOOK AT")
    assert len(re.findall(r"^\* .+\n  .+", fixes, re.MULTILINE)) == 2
    assert "Add a photo of yourself." in fixes
    assert "the brand's violet" in flags
    assert f"\nFix and send for re-review:\n{REVISE_URL}\n" in fixes and "reply to this email" in flags
    assert "You have one re-review, and its decision is final." in flags


def test_reply_while_something_is_missing_is_told_what_and_keeps_the_re_review() -> None:
    text = mail(EmailName.STILL_MISSING).text

    fixes, flags = text.split("WHAT A REVIEWER WILL ALSO LOOK AT")
    assert "can't start yet, but you keep it." in fixes and REVISE_URL in fixes
    assert "Add a photo of yourself." in fixes and "company contact has no address" not in fixes
    assert "the brand's violet" in flags


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
    assert "Please answer by 5 April 2026." in text
    assert f"\nAnswer the question:\n{STATUS_URL}\n" in text and "Or reply to this email." in text
    assert "If they have no answer by 5 April 2026, they continue without it." in text
    assert ("doesn't use up your re-review" in text) is (number == 1)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.IN_REVIEW, "we've added your reply to it. The reviewers will see it"),
        (Status.APPROVED, "is already approved"),
        (Status.REJECTED_FOR_GOOD, "the second decision is final"),
        (Status.DECLINED, "declined to own the key"),
        (Status.EXPIRED, "didn't answer in time"),
        (Status.WITHDRAWN, "was withdrawn"),
    ],
)
def test_reply_in_vain_is_answered_with_why(status: Status, words: str) -> None:
    read = mail(EmailName.REPLY_NOT_ACCEPTED, status.replace("_", " "))

    assert words in read.text
    assert words in read.shown
    assert (read.heading == "Your reply didn't reopen the application") is (status is not Status.IN_REVIEW)


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


@pytest.mark.parametrize("name", [EmailName.SAFETY_REQUEST, EmailName.REVIEW_REQUEST])
def test_request_says_above_the_buttons_what_needs_review(name: EmailName) -> None:
    values = {"to": "one@staff.example", **story(name).values}
    passed = [finding for finding in values["findings"] if finding["result"] == "pass"]
    fine = ReadMail(*MailTemplates().render_email(name, {**values, "findings": passed}))

    assert "\n\nNeeds review: No brand logo or colours\n\n" in mail(name).text.partition("https://")[0]
    assert "\n\nAll checks OK.\n\n" in fine.text.partition("https://")[0]
    assert "NEEDS REVIEW" not in fine.text and "Needs review" not in fine.shown


def test_review_request_shows_flags_then_questions_and_replies() -> None:
    text = mail(EmailName.REVIEW_REQUEST, "answered").text

    assert (
        text.index("No brand logo or colours")
        < text.index("| Who sees the result")
        < text.index("| Our payroll staff alone")
    )
    assert text.index("| Our payroll staff alone") < text.index("\nAPPLICATION\n")


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

    assert re.search(r"We asked (you )?on \d+ March 2026", reminder.text)
    assert "7 days ago" in reminder.preheader
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

    for fact in ("45 days", "37 days", "6 to 8 weeks", "10 March 2026", "@staff.example", "until someone decides"):
        assert fact in text
    assert "overdue" not in text


@pytest.mark.parametrize(("days", "words"), [(0, "less than a day."), (1, "1 day."), (1200, "1,200 days.")])
def test_escalation_counts_days_as_people_do(days: int, words: str) -> None:
    values = {**story(EmailName.ESCALATION, "review").values, "days_open": days, "to": "lead@staff.example"}
    _, text, _ = MailTemplates().render_email(EmailName.ESCALATION, values)

    assert f"The reviewers haven't decided for {words}" in text


@pytest.mark.parametrize("form", ["review", "exception"])
def test_overdue_escalation_says_so_first_and_that_the_client_is_told(form: str) -> None:
    read = mail(EmailName.ESCALATION, f"{form} overdue")

    assert "is overdue: it has been waiting for 57 days" in read.heading
    assert "now gets an email that it's taking longer" in read.text


@pytest.mark.parametrize(
    ("form", "what"), [("", "your application for Weekly hours report"), ("exception", "acct-high-")]
)
def test_delay_email_says_that_the_delay_is_on_our_side(form: str, what: str) -> None:
    text = mail(EmailName.TAKES_LONGER, form).text

    for said in (what, "6 to 8 weeks", "haven't decided yet", "We're sorry", "You don't need to do anything"):
        assert said in text
    assert "We're not giving you a new date" in text
    assert ("you can withdraw the application" in text) is (form == "")


def test_delay_email_names_the_day_that_was_told() -> None:
    text = mail(EmailName.TAKES_LONGER, "than told").text

    assert "We expected to decide on your application for Weekly hours report by 9 April 2026" in text
    assert "weeks" not in text and "new date" not in text


def test_quarantine_email_names_no_case() -> None:
    read = mail(EmailName.HELD_MAIL)

    assert "couldn't verify that these messages come from an applicant or a key owner" in read.text
    assert "Oldest message: 3 March 2026, 09:30 UTC" in read.text
    assert len(read.links) == 1
