"""The terms of the product: one word for one thing, in plain English, wherever people read it."""

from itertools import chain

import pytest

from tests.templates.plain_words import Text, complaints, every_text, of_api, of_markdown, of_python, of_template


def test_every_text_uses_the_terms_of_the_product() -> None:
    found = complaints(every_text())

    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("We send a mail to you.", "email"),
        ("Hand your\napplication in: it was handed in.", "submit"),
        ("Mend what it names.", "fix, or repair"),
        ("The desk hears of it.", "we, or Keydesk where a name is needed"),
        ("The account\u2019s holder confirms.", "account holder"),
        ("Your second review", "re-review"),
        ("Rejected, and you can have it reviewed once more", "you can request one re-review"),
        ("You are not among the account\u2019s members", "isn't a member of this account"),
        ("300 requests an hour", "requests per hour"),
    ],
)
def test_wrong_word_is_named_with_its_place_and_what_to_say(words: str, instead: str) -> None:
    (first, *_) = complaints(iter([Text("a.txt", 3, words)]))

    assert first.startswith(("a.txt:3: ", "a.txt:4: ")) and first.endswith(f"say: {instead}")


@pytest.mark.parametrize(
    "words",
    [
        "We email you, in the mailbox of support@mail.example, with MAIL FROM.",
        "Keydesk is at desk.example.com; the account holder fixes the placeholder and hands it to a colleague.",
        "Apple Mail shows requests per hour. We recommend and amend it. The draft is cleared.",
    ],
)
def test_right_words_pass(words: str) -> None:
    assert not complaints(iter([Text("a.txt", 1, words, True)]))


def test_only_what_people_read_of_a_template_is_checked() -> None:
    template = (
        '<p class="mail">{{ mail_problems }}<code>mail</code>{# a mail #}</p>\n'
        '{% if kind == "mail" %}<a title="A mail" href="/mail">Fine</a>{{ "A held mail" }}{% endif %}'
    )

    found = complaints(of_template("page.html", template))

    assert [line.partition(",")[0] for line in found] == [
        "page.html:2: “mail”",
        "page.html:2: “held mail”",
        "page.html:2: “mail”",
        "page.html:2: “Fine”",
    ]


def test_only_what_people_read_of_other_files_is_checked() -> None:
    page = of_markdown("page.md", "# Mail\n`mail` [x](mail.md)\n```\na mail\n```\nA mail")
    program = of_python("tool.py", '"""A mail."""\nname = "mail"\nprint(f"The mail {name}")\nlog("mail handled")\n')
    api = of_api({"description": "A `mail` of mail", "example": "a mail"})

    found = complaints(chain([page], program, api))

    assert [line.partition(",")[0] for line in found] == [
        "page.md:1: “Mail”",
        "page.md:6: “mail”",
        "tool.py:3: “mail”",
        "docs/openapi.json /description:1: “mail”",
    ]
