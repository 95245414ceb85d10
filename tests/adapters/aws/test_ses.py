from collections.abc import Iterator
from typing import Any, cast

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.stub import ANY, Stubber

from adapters.aws import ses as ses_module
from adapters.aws.ses import SesEmailSender
from domain.model.errors import EmailCannotBeSent, MailNotSent, MailPaused, MailThrottled
from infra.local.local_settings import free_port
from tests.domain.model.test_email_message import EMAIL


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
    ],
)
def test_refusal_means_not_sent_and_names_nobody(ses: Stubber, code: str, meaning: type[MailNotSent]) -> None:
    refuse(ses, code, f"no mail for {EMAIL.to}")

    with pytest.raises(MailNotSent) as refused:
        sender(ses).send_email(EMAIL)

    assert type(refused.value) is meaning
    assert str(refused.value) == code


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidParameterValue", "Local address contains control or whitespace"),
        ("InvalidParameterValue", "Domain contains dot-dot"),
        ("InvalidParameterValue", "Message length is more than 10485760 bytes long"),
        ("InvalidParameterValue", f"Invalid email address<{EMAIL.to}>."),
        ("ValidationError", "Value at 'destinations.1.member' failed to satisfy constraint"),
        ("MessageRejected", "Address blacklisted."),
    ],
)
def test_email_that_ses_refuses_for_what_it_is_cannot_be_sent(ses: Stubber, code: str, message: str) -> None:
    refuse(ses, code, message)

    with pytest.raises(EmailCannotBeSent) as refused:
        sender(ses).send_email(EMAIL)

    assert refused.value.reason == f"Amazon SES refuses it: {message}"
    assert EMAIL.to not in str(refused.value), "it may be logged"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidParameterValue", "Invalid From address provided."),
        ("InvalidParameterValue", "Invalid configuration set name"),
        ("ValidationError", "Value at 'source' failed to satisfy constraint"),
        ("ValidationError", "Value at 'configurationSetName' failed to satisfy constraint"),
        ("MessageRejected", f"Email address is not verified. These failed the check in region US-EAST-1: {EMAIL.to}"),
        ("MessageRejected", "Sending suspended for this account."),
        ("SignatureDoesNotMatch", "The request signature does not match"),
    ],
)
def test_fault_of_the_deployment_is_not_taken_for_one_of_the_email(ses: Stubber, code: str, message: str) -> None:
    refuse(ses, code, message)

    with pytest.raises(MailNotSent):
        sender(ses).send_email(EMAIL)


@pytest.mark.parametrize("word", ["source", "from", "sender", "configuration"])
def test_recipient_named_like_a_setting_is_no_fault_of_the_deployment(ses: Stubber, word: str) -> None:
    email = EMAIL.model_copy(update={"to": f"{word}@client.example"})
    ses.add_client_error("send_raw_email", "InvalidParameterValue", f"Invalid email address<{email.to}>.", 400)

    with pytest.raises(EmailCannotBeSent):
        sender(ses).send_email(email)


def test_email_that_cannot_be_composed_never_reaches_ses(ses: Stubber) -> None:
    with pytest.raises(EmailCannotBeSent):
        sender(ses).send_email(EMAIL.model_copy(update={"to": "=?utf-8?q?a?=@client.example"}))


def test_sender_that_is_no_address_is_a_fault_of_the_deployment(ses: Stubber) -> None:
    with pytest.raises(ValueError, match="MailDomain"):
        SesEmailSender(cast(Any, ses.client), "desk@-desk..example")


def test_fault_of_ses_leaves_open_whether_it_was_sent(ses: Stubber) -> None:
    refuse(ses, "InternalFailure", status=500)

    with pytest.raises(ClientError):
        sender(ses).send_email(EMAIL)


def test_unreachable_ses_means_not_sent() -> None:
    once = Config(retries={"total_max_attempts": 1})  # as in the functions
    nobody = client(endpoint_url=f"http://127.0.0.1:{free_port()}", config=once)

    with pytest.raises(MailNotSent):
        SesEmailSender(nobody, "desk@desk.example").send_email(EMAIL)


def test_configuration_set_is_passed_on(ses: Stubber) -> None:
    asked = {**ASKED, "ConfigurationSetName": "our-set"}
    ses.add_response("send_raw_email", {"MessageId": "0100-1"}, asked)

    assert sender(ses, "our-set").send_email(EMAIL) == "0100-1"
