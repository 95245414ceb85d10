"""Sending email through Amazon SES.

``SendRawEmail`` of SES API version 1, since a raw message keeps our headers and the embedded AWS relays them only from
there.
"""

import random
import time
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from domain.model.errors import MailNotSent, MailPaused, MailThrottled
from domain.notifications.messages import Email

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

# Seconds at most; far below a function's 30, since it may have more than one email to send.
PAUSES = (0.5, 1.0, 2.0)
# https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html and the errors of SendRawEmail in
# https://docs.aws.amazon.com/ses/latest/APIReference/API_SendRawEmail.html
THROTTLED = {"Throttling", "ThrottlingException"}
OF_THE_DAY = "Daily message quota exceeded"
PAUSED = {
    "AccountSendingPausedException",
    "ConfigurationSetSendingPausedException",
    "MailFromDomainNotVerifiedException",
}
NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError)


class SesEmailSender:
    """``sender`` is a bare email address of the verified domain; SES reports bounces through ``configuration_set``."""

    def __init__(self, client: "SESClient", sender: str, configuration_set: str = "") -> None:
        self._client = client
        self._sender = sender
        self._more: Any = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send_email(self, email: Email) -> str:
        """Retries for some seconds if the sending rate is exceeded."""
        raw = compose(email, self._sender).as_bytes()
        for pause in PAUSES:
            try:
                return self._send(email.to, raw)
            except MailThrottled as error:
                if OF_THE_DAY in str(error):
                    raise
                time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (no secret: it spreads the retries)
        return self._send(email.to, raw)

    def _send(self, to: str, raw: bytes) -> str:
        try:
            response = self._client.send_raw_email(
                Source=self._sender, Destinations=[to], RawMessage={"Data": raw}, **self._more
            )
        except NEVER_REACHED:
            raise MailNotSent("SES was not reached") from None
        except ClientError as error:
            raise _meaning(error) from None  # its own text may name the recipient
        return response["MessageId"].partition("@")[0]


def _meaning(error: ClientError) -> Exception:
    """After a fault of SES (5xx), the email may have been sent; after any other error it certainly was not."""
    code = error.response["Error"]["Code"]
    if code in THROTTLED:
        return MailThrottled(error.response["Error"].get("Message", code))
    if code in PAUSED:
        return MailPaused(code)
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return error if status >= 500 else MailNotSent(code)


def compose(email: Email, sender: str) -> EmailMessage:
    """The message as it is sent: multipart/alternative, 7bit, headers encoded (RFC 2047).

    Header lines are as long as RFC 5322 allows: folding would encode a message id, so that it is not recognized again.
    SES sets Message-ID and Date. ``References`` and ``In-Reply-To`` have the thread's id, of a message that never was:
    replies contain it, and mail programs show the case as one conversation (RFC 5256, REFERENCES). ``Auto-Submitted``
    (RFC 3834) and ``X-Auto-Response-Suppress`` (MS-OXCMAIL 2.1.3.2.20) keep auto-responders quiet. The latter names all
    but ``NDR``: Exchange should tell us if a mailbox doesn't exist.
    """
    user, _, domain = sender.partition("@")
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=998))
    message["From"] = Address("Keydesk", user, domain)
    message["To"] = email.to
    if email.reply_to:
        message["Reply-To"] = email.reply_to
    message["Subject"] = " ".join(email.subject.split())
    message["References"] = f"<{email.thread_id}>"
    message["In-Reply-To"] = f"<{email.thread_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"
    message.set_content(email.text, cte="quoted-printable")
    message.add_alternative(email.html, subtype="html", cte="quoted-printable")
    return message
