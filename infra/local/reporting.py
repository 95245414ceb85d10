"""SES's reports on sent emails, given to the function of the template's rule.

SES puts such events on the default event bus. Neither AWS nor the embedded one lets anybody else put an event with the
source ``aws.ses`` there: so the rule's pattern is tested with the event, and its function is invoked.
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from infra.local.embedded import EmbeddedAws, invoke
from infra.local.local_settings import ACCOUNT, REGION
from infra.local.mailbox import Mailbox, StoredMail

BOUNCE_TYPES = ("Permanent", "Transient", "Undetermined")
DIAGNOSES = {"Permanent": "smtp; 550 5.1.1 user unknown", "Transient": "smtp; 452 4.2.2 mailbox full"}


class NotReported(Exception):
    """The message says why."""


class Reporting:
    def __init__(self, aws: EmbeddedAws, outputs: dict[str, str], mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._function = outputs["RecordMailEventFunction"]
        self._events = aws.client("events")
        self._lambda = aws.client("lambda")

    def bounce(self, mail: StoredMail, bounce_type: str = "Permanent") -> dict[str, Any]:
        """Report a bounce; returns what the function returned.

        Raises:
            NotReported: for an unknown type, an event that no rule matches, or a function that failed.
        """
        if bounce_type not in BOUNCE_TYPES:
            raise NotReported(f"No such type: {bounce_type}. There are {', '.join(BOUNCE_TYPES)}.")
        result = self._report(bounce_event(mail, bounce_type))
        self._mailbox.mark(mail, "bounced")
        return result

    def complain(self, mail: StoredMail) -> dict[str, Any]:
        """Report that an email was marked as spam; see ``bounce``."""
        result = self._report(complaint_event(mail))
        self._mailbox.mark(mail, "complained")
        return result

    def _report(self, event: dict[str, Any]) -> dict[str, Any]:
        rules = self._events.list_rule_names_by_target(TargetArn=self._function)["RuleNames"]
        patterns = [self._events.describe_rule(Name=name)["EventPattern"] for name in rules]
        text = json.dumps(event)
        if not any(self._events.test_event_pattern(EventPattern=pattern, Event=text)["Result"] for pattern in patterns):
            raise NotReported("No rule of the template matches this event.")
        return invoke(self._lambda, self._function, event, NotReported)


def bounce_event(mail: StoredMail, bounce_type: str) -> dict[str, Any]:
    """A bounce as EventBridge delivers it.

    https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
    """
    diagnosis = DIAGNOSES.get(bounce_type)
    facts = {"action": "failed", "status": "5.1.1", "diagnosticCode": diagnosis} if diagnosis else {}
    bounce = {
        "bounceType": bounce_type,
        "bounceSubType": "Undetermined" if bounce_type == "Undetermined" else "General",
        "bouncedRecipients": [{"emailAddress": address, **facts} for address in mail.recipients],
        "timestamp": _now(),
        "feedbackId": str(uuid.uuid4()),
        "reportingMTA": "dns; mailbox.example",
    }
    return _event(mail, "Email Bounced", {"eventType": "Bounce", "bounce": bounce})


def complaint_event(mail: StoredMail) -> dict[str, Any]:
    """A complaint as EventBridge delivers it; see ``bounce_event``."""
    complaint = {
        "complainedRecipients": [{"emailAddress": address} for address in mail.recipients],
        "timestamp": _now(),
        "feedbackId": str(uuid.uuid4()),
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "Keydesk's local mailbox",
        "arrivalDate": _now(),
    }
    return _event(mail, "Email Complaint Received", {"eventType": "Complaint", "complaint": complaint})


def _event(mail: StoredMail, detail_type: str, detail: dict[str, Any]) -> dict[str, Any]:
    facts = {
        "timestamp": _now(),
        "source": mail.sender,
        "sendingAccountId": ACCOUNT,
        "messageId": str(mail.message["Message-ID"]).strip("<> ").partition("@")[0],
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": str(value)} for name, value in mail.message.items()],
    }
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": "aws.ses",
        "account": ACCOUNT,
        "time": _now(),
        "region": REGION,
        "resources": [],
        "detail": {**detail, "mail": facts},
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
