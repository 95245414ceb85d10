"""Emails and Slack."""

import settings
from adapters.aws.observability import count, log, measure
from adapters.aws.slack import SlackChannel
from adapters.dynamodb.work_queue import DynamoOpenTasks
from domain.cases.staff import StaffRole
from domain.model.api_key import KeyLocation
from domain.notifications.messages import OutboxEntry
from domain.notifications.notifier import Notifier
from domain.notifications.outbox import EmailTemplates, Outbox
from domain.notifications.ports import Channel, SafetyCheck
from domain.notifications.reminders import Intervals, Reminders
from wiring import clients, stores


def outbox() -> Outbox:
    from adapters.aws.ses import SesEmailSender

    domain = settings.mail_domain()
    return Outbox(
        tokens=stores.access_tokens(),
        store=stores.outbox_store(),
        sender=SesEmailSender(clients.ses(), f"desk@{domain}", settings.mail_configuration_set()),
        templates=email_templates(),
        clock=clients.now,
        count=count,
        report_unsendable=_report_unsendable,
        public_url=settings.public_url(),
        mail_domain=domain,
    )


def email_templates() -> EmailTemplates:
    from adapters.web.templates import MailTemplates

    return MailTemplates()


def notifier() -> Notifier:
    return Notifier(stores.cases(), stores.exceptions(), outbox(), stores.history(), key_location())


def key_location() -> KeyLocation | None:
    """Where keys are found that the marketplace issues outside of Keydesk; None if a key issuer issues them."""
    text = settings.key_location_text()
    return KeyLocation(text=text, url=settings.key_location_url()) if text else None


def reminders() -> Reminders:
    staff = stores.staff()
    return Reminders(
        open_tasks=DynamoOpenTasks(clients.table()),
        notifier=notifier(),
        intervals=Intervals(settings.remind_days(), settings.escalate_days(), settings.overdue_days()),
        staff=staff.colleagues,
        escalation=staff.with_role(StaffRole.ESCALATION),
        measure=measure,
    )


def safety_check() -> SafetyCheck | None:
    """The company's own, if the template names one."""
    from adapters.aws.safety_check import LambdaSafetyCheck

    function = settings.safety_check_function()
    return LambdaSafetyCheck(clients.synchronous_lambda(), function) if function else None


def slack_channel() -> Channel:
    secrets, secret = clients.client("secretsmanager"), settings.slack_secret()
    return SlackChannel(lambda: str(secrets.get_secret_value(SecretId=secret)["SecretString"]))


def _report_unsendable(entry: OutboxEntry) -> None:
    """Tell an operator which email cannot be sent. The console shows to whom, and why."""
    log("an email cannot be sent", mail=entry.name, application_id=entry.case_id, round=entry.round)
