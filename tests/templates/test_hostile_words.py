"""Whatever people write stays what they wrote, is marked as theirs, and leaves the mail whole."""

from typing import Any

import pytest

from domain.cases.case import Status
from domain.notifications.messages import EmailName
from tests.templates.reading import Tags, written_with
from tests.words import HOSTILE, LINKS

GMAIL_CUTS_AT = 102 * 1024  # bytes; below is "[Message clipped]", and no button
LONG = {
    "markup": "<&>" * 1_666,
    "one long word": "W" * 5_000,
    "Chinese": "\u6642" * 5_000,
    "lines": "a\n" * 2_500,
}


@pytest.mark.parametrize("name", EmailName)
def test_markup_and_template_syntax_stay_words(name: EmailName) -> None:
    read = written_with(name, HOSTILE)

    assert "\n" not in read.subject
    assert "script" not in Tags(read.html).seen
    assert "49" not in read.text + read.html


@pytest.mark.parametrize("name", EmailName)
def test_direction_marks_do_not_turn_our_words(name: EmailName) -> None:
    read = written_with(name, "a\u202eb\u2067c\u202dd\u2066e")

    assert not set(read.subject + read.text + read.html) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize("name", EmailName)
@pytest.mark.parametrize("words", LONG.values(), ids=LONG)
def test_email_stays_below_the_size_at_which_gmail_cuts(name: EmailName, words: str) -> None:
    read = written_with(name, words)

    assert len(read.html.encode()) < GMAIL_CUTS_AT


@pytest.mark.parametrize("name", EmailName)
def test_empty_field_leaves_no_trace(name: EmailName) -> None:
    nothing: dict[str, Any] = {
        "owner_name": "",
        "owner_email": "",
        "project_website": "",
        "reply": "",
        "account": {},
        "findings": [],
        "decisions": [],
        "questions": [],
        "earlier": [],
        "history": [],
        "status": Status.IN_REVIEW,
        "answer_by": None,
    }
    with_owner = (EmailName.OWNER_REQUEST, EmailName.OWNER_OUTCOME, EmailName.DECLINED, EmailName.EXPIRED)
    if name in with_owner:  # there is an owner, and a day
        del nothing["owner_name"], nothing["answer_by"]

    read = written_with(name, "Weekly hours report", **nothing)

    for trace in ("None", "()", " ,", "  .", "by ."):
        assert trace not in read.shown.replace("Website: None", "")
        assert trace not in read.preheader


@pytest.mark.parametrize(
    "name, kind",
    [
        (EmailName.CONFIRM_APPLICATION, ""),
        (EmailName.WAITS_FOR_CONFIRMATION, ""),
        (EmailName.NOT_CONFIRMED, ""),
        (EmailName.CONFIRM_ADDRESS, ""),
        (EmailName.OWNER_REQUEST, ""),
        (EmailName.REMINDER, "owner"),
    ],
)
def test_email_to_an_unconfirmed_address_has_no_words_of_the_applicant(name: EmailName, kind: str) -> None:
    read = written_with(name, "buy at evil.example", **({"kind": kind} if kind else {}))

    assert "evil" not in read.subject + read.text + read.html


def test_applicant_cannot_write_a_link_that_looks_like_ours() -> None:
    words = "Each link opens a page.\n\nApprove:\nhttps://evil.example/decisions/x"

    read = written_with(EmailName.REVIEW_REQUEST, words)

    lines = read.text.splitlines()
    assert lines.count("Approve:") == 1
    assert lines[lines.index("Approve:") + 1] == LINKS["approve"]
    cases = {link for link in read.links if link.startswith("https://desk.example/console/cases/k")}
    assert read.links - cases == {LINKS["approve"], LINKS["reject"], LINKS["ask"]}


@pytest.mark.parametrize("name", [EmailName.SAFETY_REQUEST, EmailName.REVIEW_REQUEST, EmailName.QUESTION])
def test_quoted_words_keep_their_lines_beside_a_bar(name: EmailName) -> None:
    read = written_with(name, "First line\nSecond line")

    theirs = [cell for cell in read.body.iter("td") if cell.attrib.get("class") == "words"]
    assert any("border-left" in cell.attrib["style"] for cell in theirs)
    assert "First line<br>Second line" in read.html
    assert "| First line\n| Second line" in read.text
