"""Posting mail through Amazon SES.

``SendRawEmail`` of the first SES API, since a raw message keeps our headers and the embedded AWS relays them only
from there.
"""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from review.mails import Letter

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient


class SesPost:
    """``review.ports.Post`` on SES; ``sender`` is a bare mail address of the verified domain."""

    def __init__(self, client: "SESClient", sender: str) -> None:
        self._client = client
        self._sender = sender

    def send(self, letter: Letter) -> str:
        """See the port."""
        answer = self._client.send_raw_email(
            Source=self._sender,
            Destinations=[letter.to],
            RawMessage={"Data": compose(letter, self._sender).as_bytes()},
        )
        return answer["MessageId"].partition("@")[0]


def compose(letter: Letter, sender: str) -> EmailMessage:
    """The message as it is sent: multipart/alternative, seven-bit, headers encoded (RFC 2047).

    Header lines are as long as RFC 5322 allows: folding would encode a message id, and nobody would know it again.
    SES sets Message-ID and Date. ``References`` holds an id of ours so that replies bring it back, and so that a mail
    program shows the case as one conversation; ``Auto-Submitted`` (RFC 3834) keeps auto-responders quiet.
    """
    user, _, domain = sender.partition("@")
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit", max_line_length=998))
    message["From"] = Address("Keydesk", user, domain)
    message["To"] = letter.to
    if letter.reply_to:
        message["Reply-To"] = letter.reply_to
    message["Subject"] = " ".join(letter.subject.split())
    message["References"] = f"<{letter.thread_id}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message
