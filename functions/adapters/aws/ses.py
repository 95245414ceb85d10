"""Posting mail through Amazon SES.

``SendRawEmail`` of the first SES API, since a raw message keeps our headers and the embedded AWS relays them only
from there.
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

# Seconds at most; far below the 30 that a function has, since it may have more than one mail to send.
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
    """``domain.notifications.ports.Post`` on SES; ``sender`` is a bare mail address of the verified domain.

    ``configuration_set`` is the name of the one through which SES reports bounces, or empty.
    """

    def __init__(self, client: "SESClient", sender: str, configuration_set: str = "") -> None:
        self._client = client
        self._sender = sender
        self._more: Any = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send_email(self, letter: Email) -> str:
        """A rate that is too high is waited out for some seconds."""
        raw = compose(letter, self._sender).as_bytes()
        for pause in PAUSES:
            try:
                return self._send(letter.to, raw)
            except MailThrottled as error:
                if OF_THE_DAY in str(error):
                    raise
                time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311 (not for keys: functions take turns)
        return self._send(letter.to, raw)

    def _send(self, to: str, raw: bytes) -> str:
        try:
            answer = self._client.send_raw_email(
                Source=self._sender, Destinations=[to], RawMessage={"Data": raw}, **self._more
            )
        except NEVER_REACHED:
            raise MailNotSent("SES was not reached") from None
        except ClientError as error:
            raise _meaning(error) from None  # its own text may name the recipient
        return answer["MessageId"].partition("@")[0]


def _meaning(error: ClientError) -> Exception:
    """What SES's error answer says: a fault of SES (5xx) leaves open whether the mail was sent, all else does not."""
    code = error.response["Error"]["Code"]
    if code in THROTTLED:
        return MailThrottled(error.response["Error"].get("Message", code))
    if code in PAUSED:
        return MailPaused(code)
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return error if status >= 500 else MailNotSent(code)


def compose(letter: Email, sender: str) -> EmailMessage:
    """The message as it is sent: multipart/alternative, seven-bit, headers encoded (RFC 2047).

    Header lines are as long as RFC 5322 allows: folding would encode a message id, and nobody would know it again.
    SES sets Message-ID and Date. ``References`` and ``In-Reply-To`` hold an id of ours, of a message that never was:
    replies bring it back, and a mail program shows the case as one conversation (RFC 5256, REFERENCES).
    ``Auto-Submitted`` (RFC 3834) and ``X-Auto-Response-Suppress`` (MS-OXCMAIL 2.1.3.2.20) keep auto-responders quiet.
    The latter names all but ``NDR``: from Exchange we do want to hear that a mailbox is gone.
    """
    user, _, domain = sender.partition("@")
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=998))
    message["From"] = Address("Keydesk", user, domain)
    message["To"] = letter.to
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = " ".join(letter.subject.split())
    message["References"] = f"<{letter.thread_id}>"
    message["In-Reply-To"] = f"<{letter.thread_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message
