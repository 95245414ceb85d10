from email import message_from_bytes, policy

from adapters.post import compose
from review.mails import Letter

LETTER = Letter(
    to="avery@client.example",
    subject="Your application for Wöchentliche Stunden 🙂\r\nBcc: everyone@elsewhere.example",
    text="Hello Zoë,\n\n" + "long line " * 200,
    html="<p>Hello Zoë</p>",
    reply_to="reply+" + "a" * 52 + "@desk.example",
    thread_id="b" * 52 + "@apikey-desk.some-long-name-of-a-company.example",
)


def test_a_letter_arrives_as_it_was_written() -> None:
    message = message_from_bytes(compose(LETTER, "desk@desk.example").as_bytes(), policy=policy.default)

    assert message["From"] == "Keydesk <desk@desk.example>"
    assert message["Reply-To"] == LETTER.reply_to
    assert message["References"].strip() == f"<{LETTER.thread_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content().split() == LETTER.text.split()
    assert html.get_content().strip() == LETTER.html


def test_a_letter_is_seven_bit_on_the_wire_with_lines_that_smtp_allows() -> None:
    raw = compose(LETTER, "desk@desk.example").as_bytes()

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1


def test_a_subject_with_line_breaks_adds_no_header() -> None:
    message = message_from_bytes(compose(LETTER, "desk@desk.example").as_bytes(), policy=policy.default)

    assert message["Bcc"] is None
    assert message["Subject"].endswith("🙂 Bcc: everyone@elsewhere.example")
