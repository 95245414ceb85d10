"""Sending email through Amazon SES.

``SendRawEmail`` of SES API version 1, since a raw message keeps our headers and the embedded AWS relays them only from
there.
"""

import random
import re
import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from domain.model.email_message import Email, compose, is_plain_address
from domain.model.errors import EmailCannotBeSent, MailNotSent, MailPaused, MailThrottled

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
# Of the values of a request, only its recipient and its message differ from one email to the next. What SES says of the
# others is a fault of the deployment: it is tried again, and an operator sees it.
OF_ITS_VALUES = {"InvalidParameterValue", "ValidationError"}
OF_OUR_SETTINGS = re.compile(r"configuration|source|sender|\bfrom\b", re.IGNORECASE)
SUPPRESSED = "Address blacklisted"  # of MessageRejected, whose other messages are about our account or its identities
NEVER_REACHED = (ConnectTimeoutError, EndpointConnectionError)


class SesEmailSender:
    """``sender`` is a bare email address of the verified domain; SES reports bounces through ``configuration_set``."""

    def __init__(self, client: "SESClient", sender: str, configuration_set: str = "") -> None:
        if not is_plain_address(sender):
            raise ValueError(f"{sender} is no address to send from: see the parameter MailDomain")
        self._client = client
        self._sender = sender
        self._more: Any = {"ConfigurationSetName": configuration_set} if configuration_set else {}

    def send_email(self, email: Email) -> str:
        """Retries for some seconds if the sending rate is exceeded."""
        raw = compose(email, self._sender)
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
            raise _meaning(error, to) from None  # its own text may name the recipient
        return response["MessageId"].partition("@")[0]


def _meaning(error: ClientError, to: str) -> Exception:
    """After a fault of SES (5xx), the email may have been sent; after any other error it certainly was not."""
    code, message = error.response["Error"]["Code"], error.response["Error"].get("Message", "")
    if code in THROTTLED:
        return MailThrottled(message or code)
    if code in PAUSED:
        return MailPaused(code)
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return error
    is_refused = code in OF_ITS_VALUES and not OF_OUR_SETTINGS.search(message.replace(to, ""))
    if is_refused or (code == "MessageRejected" and message.startswith(SUPPRESSED)):
        return EmailCannotBeSent(f"Amazon SES refuses it: {message or code}")
    return MailNotSent(code)
