import itertools
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from adapters.aws import ses as post
from adapters.aws.ses import SesEmailSender, compose
from domain.model.errors import MailNotSent, MailPaused, MailThrottled
from domain.notifications.messages import Email
from infra.local.local_settings import free_port
from infra.local.mailbox import StoredMail, reply_to

LETTER = Email(
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
    assert message["References"].strip() == message["In-Reply-To"].strip() == f"<{LETTER.thread_id}>"
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


def test_automatic_answers_are_unwanted_and_non_delivery_reports_are_not() -> None:
    unwanted = compose(LETTER, "desk@desk.example")["X-Auto-Response-Suppress"].split(", ")

    assert {"OOF", "AutoReply"} <= set(unwanted)
    assert not {"NDR", "All"} & set(unwanted), "Exchange would keep to itself that a mailbox is gone"


def arrived(thread_id: str, subject: str, number: int) -> EmailMessage:
    """A mail of ours as it arrives: SES gives it a Message-ID that nobody knew when it was written."""
    letter = LETTER.model_copy(update={"thread_id": thread_id, "subject": subject})
    message = compose(letter, "desk@desk.example")
    message["Message-ID"] = f"<0100-{number}@email.amazonses.com>"
    return message


def conversations(messages: list[EmailMessage]) -> int:
    """Into how many threads a mail program sorts messages: RFC 5256, REFERENCES, steps 1 to 4.

    Each message hangs below the last one that it refers to, each of those below the one before it; whether they were
    ever seen does not matter.
    """
    parents: dict[str, str] = {}
    for message in messages:
        above = str(message["References"] or message["In-Reply-To"] or "").split()
        for parent, child in itertools.pairwise([*above, str(message["Message-ID"])]):
            parents.setdefault(child, parent)

    def root(one: str) -> str:
        while one in parents:
            one = parents[one]
        return one

    return len({root(str(message["Message-ID"])) for message in messages})


def test_a_case_is_one_conversation_with_its_replies_in_it_and_two_cases_are_two() -> None:
    receipt = arrived("one@desk.example", "We have your application", 1)
    rejection = arrived("one@desk.example", "We could not approve your application", 2)
    reply = reply_to(StoredMail("1", rejection.as_bytes(), ("avery@client.example",), "desk@desk.example"), "Mended.")
    second = arrived("one@desk.example", "We look at it again", 3)
    other = arrived("other@desk.example", "We have your application", 4)

    assert conversations([receipt, rejection, reply, second]) == 1
    assert conversations([reply, second]) == 1, "whatever was deleted"
    assert conversations([receipt, rejection, other]) == 2


def test_a_program_that_looks_at_in_reply_to_alone_sees_the_same() -> None:
    messages = [arrived("one@desk.example", "a", 1), arrived("one@desk.example", "b", 2)]
    for message in messages:
        del message["References"]

    assert conversations(messages) == 1


def client(**more: Any) -> Any:
    session = botocore.session.get_session()
    return session.create_client(
        "ses", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing", **more
    )


ASKED = {"Source": "desk@desk.example", "Destinations": [LETTER.to], "RawMessage": ANY}


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(post, "PAUSES", tuple(0 * pause for pause in post.PAUSES))
    with Stubber(client()) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def posting(ses: Stubber, configuration_set: str = "") -> SesEmailSender:
    return SesEmailSender(cast(Any, ses.client), "desk@desk.example", configuration_set)


def refuse(ses: Stubber, code: str, message: str = "for some reason", status: int = 400) -> None:
    ses.add_client_error("send_raw_email", code, message, status, expected_params=ASKED)


def test_a_rate_that_is_too_high_is_waited_out(ses: Stubber) -> None:
    refuse(ses, "Throttling", "Maximum sending rate exceeded.")
    refuse(ses, "ThrottlingException", "Maximum sending rate exceeded.")
    ses.add_response("send_raw_email", {"MessageId": "0100-1@email.amazonses.com"}, ASKED)

    assert posting(ses).send_email(LETTER) == "0100-1"


def test_a_rate_that_stays_too_high_is_left_to_the_state_machine(ses: Stubber) -> None:
    for _ in range(4):
        refuse(ses, "Throttling", "Maximum sending rate exceeded.")

    with pytest.raises(MailThrottled, match="Maximum sending rate exceeded"):
        posting(ses).send_email(LETTER)


def test_the_quota_of_a_day_is_not_waited_for_by_a_function(ses: Stubber) -> None:
    refuse(ses, "Throttling", "Daily message quota exceeded.")

    with pytest.raises(MailThrottled):
        posting(ses).send_email(LETTER)


def test_the_pauses_leave_a_function_the_time_to_send() -> None:
    assert sum(post.PAUSES) < 30 / 4


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("AccountSendingPausedException", MailPaused),
        ("ConfigurationSetSendingPausedException", MailPaused),
        ("MailFromDomainNotVerifiedException", MailPaused),
        ("MessageRejected", MailNotSent),
        ("ConfigurationSetDoesNotExist", MailNotSent),
        ("AccessDenied", MailNotSent),
        ("InvalidParameterValue", MailNotSent),
    ],
)
def test_a_refusal_says_that_the_mail_was_surely_not_sent_and_names_nobody(
    ses: Stubber, code: str, meaning: type[MailNotSent]
) -> None:
    refuse(ses, code, f"no mail for {LETTER.to}")

    with pytest.raises(MailNotSent) as refused:
        posting(ses).send_email(LETTER)

    assert type(refused.value) is meaning
    assert str(refused.value) == code


def test_a_fault_of_ses_leaves_open_whether_it_was_sent(ses: Stubber) -> None:
    refuse(ses, "InternalFailure", status=500)

    with pytest.raises(ClientError):
        posting(ses).send_email(LETTER)


def test_who_is_not_reached_sent_nothing() -> None:
    nobody = client(endpoint_url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(MailNotSent):
        SesEmailSender(nobody, "desk@desk.example").send_email(LETTER)


def test_a_configuration_set_is_named_where_there_is_one(ses: Stubber) -> None:
    asked = {**ASKED, "ConfigurationSetName": "our-set"}
    ses.add_response("send_raw_email", {"MessageId": "0100-1"}, asked)

    assert posting(ses, "our-set").send_email(LETTER) == "0100-1"
