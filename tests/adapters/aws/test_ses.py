import itertools
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from adapters.aws import ses as ses_module
from adapters.aws.ses import SesEmailSender, compose
from domain.model.errors import MailNotSent, MailPaused, MailThrottled
from domain.notifications.messages import Email
from infra.local.local_settings import free_port
from infra.local.mailbox import StoredMail, reply_to

EMAIL = Email(
    to="avery@client.example",
    subject="Your application for Wöchentliche Stunden 🙂\r\nBcc: everyone@elsewhere.example",
    text="Hello Zoë,\n\n" + "long line " * 200,
    html="<p>Hello Zoë</p>",
    reply_to="reply+" + "a" * 52 + "@desk.example",
    thread_id="b" * 52 + "@apikey-desk.some-long-name-of-a-company.example",
)


def test_email_arrives_as_it_was_written() -> None:
    message = message_from_bytes(compose(EMAIL, "desk@desk.example").as_bytes(), policy=policy.default)

    assert message["From"] == "Keydesk <desk@desk.example>"
    assert message["Reply-To"] == EMAIL.reply_to
    assert message["References"].strip() == message["In-Reply-To"].strip() == f"<{EMAIL.thread_id}>"
    assert message["Auto-Submitted"] == "auto-generated"
    text, html = message.iter_parts()
    assert text.get_content().split() == EMAIL.text.split()
    assert html.get_content().strip() == EMAIL.html


def test_message_is_7bit_with_lines_that_smtp_allows() -> None:
    raw = compose(EMAIL, "desk@desk.example").as_bytes()

    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998  # RFC 5322, 2.1.1


def test_subject_with_line_breaks_adds_no_header() -> None:
    message = message_from_bytes(compose(EMAIL, "desk@desk.example").as_bytes(), policy=policy.default)

    assert message["Bcc"] is None
    assert message["Subject"].endswith("🙂 Bcc: everyone@elsewhere.example")


def test_message_suppresses_auto_replies_but_no_delivery_reports() -> None:
    unwanted = compose(EMAIL, "desk@desk.example")["X-Auto-Response-Suppress"].split(", ")

    assert {"OOF", "AutoReply"} <= set(unwanted)
    assert not {"NDR", "All"} & set(unwanted), "Exchange would keep to itself that a mailbox is gone"


def arrived(thread_id: str, subject: str, number: int) -> EmailMessage:
    """An email as it arrives: SES sets its Message-ID."""
    email = EMAIL.model_copy(update={"thread_id": thread_id, "subject": subject})
    message = compose(email, "desk@desk.example")
    message["Message-ID"] = f"<0100-{number}@email.amazonses.com>"
    return message


def threads(messages: list[EmailMessage]) -> int:
    """The number of threads into which a mail program sorts messages: RFC 5256, REFERENCES, steps 1 to 4.

    Each message is below the last one in its References, and each of those below the one before it, whether it was
    ever received or not.
    """
    parents: dict[str, str] = {}
    for message in messages:
        above = str(message["References"] or message["In-Reply-To"] or "").split()
        for parent, child in itertools.pairwise([*above, str(message["Message-ID"])]):
            parents.setdefault(child, parent)

    def root(message_id: str) -> str:
        while message_id in parents:
            message_id = parents[message_id]
        return message_id

    return len({root(str(message["Message-ID"])) for message in messages})


def test_case_with_its_replies_is_one_thread() -> None:
    receipt = arrived("one@desk.example", "We have your application", 1)
    rejection = arrived("one@desk.example", "We could not approve your application", 2)
    reply = reply_to(StoredMail("1", rejection.as_bytes(), ("avery@client.example",), "desk@desk.example"), "Mended.")
    second = arrived("one@desk.example", "We look at it again", 3)
    other = arrived("other@desk.example", "We have your application", 4)

    assert threads([receipt, rejection, reply, second]) == 1
    assert threads([reply, second]) == 1, "whatever was deleted"
    assert threads([receipt, rejection, other]) == 2
    for message in (receipt, rejection):
        del message["References"]
    assert threads([receipt, rejection]) == 1, "also by In-Reply-To alone"


def client(**more: Any) -> Any:
    session = botocore.session.get_session()
    return session.create_client(
        "ses", region_name="us-east-1", aws_access_key_id="testing", aws_secret_access_key="testing", **more
    )


ASKED = {"Source": "desk@desk.example", "Destinations": [EMAIL.to], "RawMessage": ANY}


@pytest.fixture
def ses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    monkeypatch.setattr(ses_module, "PAUSES", tuple(0 * pause for pause in ses_module.PAUSES))
    with Stubber(client()) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def sender(ses: Stubber, configuration_set: str = "") -> SesEmailSender:
    return SesEmailSender(cast(Any, ses.client), "desk@desk.example", configuration_set)


def refuse(ses: Stubber, code: str, message: str = "for some reason", status: int = 400) -> None:
    ses.add_client_error("send_raw_email", code, message, status, expected_params=ASKED)


def test_exceeded_sending_rate_is_retried(ses: Stubber) -> None:
    refuse(ses, "Throttling", "Maximum sending rate exceeded.")
    refuse(ses, "ThrottlingException", "Maximum sending rate exceeded.")
    ses.add_response("send_raw_email", {"MessageId": "0100-1@email.amazonses.com"}, ASKED)

    assert sender(ses).send_email(EMAIL) == "0100-1"


@pytest.mark.parametrize(
    ("calls", "message"), [(4, "Maximum sending rate exceeded."), (1, "Daily message quota exceeded.")]
)
def test_exceeded_quota_is_not_retried_and_rate_only_so_often(ses: Stubber, calls: int, message: str) -> None:
    for _ in range(calls):
        refuse(ses, "Throttling", message)

    with pytest.raises(MailThrottled, match=message):
        sender(ses).send_email(EMAIL)


def test_pauses_leave_a_function_time_to_send() -> None:
    assert sum(ses_module.PAUSES) < 30 / 4


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
def test_refusal_means_not_sent_and_names_nobody(ses: Stubber, code: str, meaning: type[MailNotSent]) -> None:
    refuse(ses, code, f"no mail for {EMAIL.to}")

    with pytest.raises(MailNotSent) as refused:
        sender(ses).send_email(EMAIL)

    assert type(refused.value) is meaning
    assert str(refused.value) == code


def test_fault_of_ses_leaves_open_whether_it_was_sent(ses: Stubber) -> None:
    refuse(ses, "InternalFailure", status=500)

    with pytest.raises(ClientError):
        sender(ses).send_email(EMAIL)


def test_unreachable_ses_means_not_sent() -> None:
    nobody = client(endpoint_url=f"http://127.0.0.1:{free_port()}")

    with pytest.raises(MailNotSent):
        SesEmailSender(nobody, "desk@desk.example").send_email(EMAIL)


def test_configuration_set_is_passed_on(ses: Stubber) -> None:
    asked = {**ASKED, "ConfigurationSetName": "our-set"}
    ses.add_response("send_raw_email", {"MessageId": "0100-1"}, asked)

    assert sender(ses, "our-set").send_email(EMAIL) == "0100-1"
