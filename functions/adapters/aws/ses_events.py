"""SES's reports on the emails that we sent, as EventBridge events.

https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-ses.html names the events; ``detail`` is described in
https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from domain.notifications.delivery_status import DeliveryReport, DeliveryStatus


class _Part(BaseModel):
    """Unknown fields are ignored: SES may add some at any time."""

    model_config = ConfigDict(alias_generator=to_camel, defer_build=True, hide_input_in_errors=True, frozen=True)


class _Recipient(_Part):
    diagnostic_code: str | None = None


class _Bounce(_Part):
    bounce_type: str
    bounce_sub_type: str | None = None
    bounced_recipients: tuple[_Recipient, ...] = ()
    timestamp: AwareDatetime


class _Complaint(_Part):
    complaint_sub_type: str | None = None
    complaint_feedback_type: str | None = None
    timestamp: AwareDatetime


class _Delay(_Part):
    delay_type: str
    delayed_recipients: tuple[_Recipient, ...] = ()
    timestamp: AwareDatetime


class _Delivery(_Part):
    timestamp: AwareDatetime


class _Reject(_Part):
    reason: str


class _Mail(_Part):
    message_id: str = Field(min_length=1)


class _Detail(_Part):
    mail: _Mail
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    delivery_delay: _Delay | None = None
    delivery: _Delivery | None = None
    reject: _Reject | None = None


class _Event(_Part):
    time: AwareDatetime
    detail: _Detail


def read_report(event: Any) -> tuple[str, DeliveryReport]:
    """The email's message id, as SES's API returned it, and the report.

    Raises:
        ValueError: if the event has another shape (a ``pydantic.ValidationError`` is one), or reports nothing known.
    """
    read = _Event.model_validate(event)
    return read.detail.mail.message_id, _report(read)


def _report(event: _Event) -> DeliveryReport:
    match event.detail:
        case _Detail(bounce=_Bounce() as bounce):
            fate = DeliveryStatus.HARD_BOUNCED if bounce.bounce_type == "Permanent" else DeliveryStatus.SOFT_BOUNCED
            reason = _reason(bounce.bounce_sub_type, bounce.bounced_recipients)
            return DeliveryReport(status=fate, at=bounce.timestamp, reason=reason)
        case _Detail(complaint=_Complaint() as complaint):
            reason = complaint.complaint_sub_type or complaint.complaint_feedback_type or ""
            return DeliveryReport(status=DeliveryStatus.COMPLAINED, at=complaint.timestamp, reason=reason)
        case _Detail(reject=_Reject() as reject):
            return DeliveryReport(status=DeliveryStatus.REJECTED, at=event.time, reason=reject.reason)
        case _Detail(delivery_delay=_Delay() as delay):
            reason = _reason(delay.delay_type, delay.delayed_recipients)
            return DeliveryReport(status=DeliveryStatus.DELAYED, at=delay.timestamp, reason=reason)
        case _Detail(delivery=_Delivery() as delivery):
            return DeliveryReport(status=DeliveryStatus.DELIVERED, at=delivery.timestamp)
    raise ValueError("an event that reports nothing on a mail")


def _reason(kind: str | None, recipients: tuple[_Recipient, ...]) -> str:
    """SES's name for it, and the words of the recipient's mail server. Each email has one recipient."""
    return ": ".join(filter(None, (kind, *(recipient.diagnostic_code for recipient in recipients[:1]))))
