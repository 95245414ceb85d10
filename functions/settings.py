"""The settings that the template gives the functions. The only reader of the environment."""

import os


class MissingSetting(Exception):
    """The template does not give this function the setting: an error in the template."""


def _read(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise MissingSetting(f"the environment has no {name}; see the function in template.yaml") from None


def table_name() -> str:
    return _read("TABLE_NAME")


def review_machine_arn() -> str:
    return _read("REVIEW_MACHINE_ARN")


def exception_machine_arn() -> str:
    return _read("EXCEPTION_MACHINE_ARN")


def key_machine_arn() -> str:
    return _read("KEY_MACHINE_ARN")


def key_issuer_function() -> str:
    """The marketplace's function that issues keys, or empty."""
    return _read("KEY_ISSUER_FUNCTION")


def key_location_text() -> str:
    """Where owners find their keys; empty where a key issuer says it."""
    return _read("KEY_LOCATION_TEXT")


def key_location_url() -> str:
    """The address of that page, or empty."""
    return _read("KEY_LOCATION_URL")


def account_lookup_function() -> str:
    """The function that looks up accounts: Keydesk's own, or the marketplace's."""
    return _read("ACCOUNT_LOOKUP_FUNCTION")


def safety_check_function() -> str:
    """The company's function that answers for Trust & Safety, or empty."""
    return _read("SAFETY_CHECK_FUNCTION")


def send_requested_link_function() -> str:
    return _read("SEND_REQUESTED_LINK_FUNCTION")


def read_icon_function() -> str:
    return _read("READ_ICON_FUNCTION")


def receive_email_function() -> str:
    return _read("RECEIVE_EMAIL_FUNCTION")


def received_mail_bucket() -> str:
    """The bucket in which SES stores received messages."""
    return _read("RECEIVED_MAIL_BUCKET")


def received_mail_prefix() -> str:
    """The start of an object's key, before the message id of the receipt."""
    return _read("RECEIVED_MAIL_PREFIX")


def event_bus_name() -> str:
    """The bus of the events for other systems."""
    return _read("EVENT_BUS_NAME")


def unhandled_queue() -> str:
    """The URL of the queue of what could not be done."""
    return _read("UNHANDLED_QUEUE")


def slack_secret() -> str:
    """The secret that holds the URL of Slack's incoming webhook."""
    return _read("SLACK_SECRET")


def mail_domain() -> str:
    """The domain that sends our email and receives the replies."""
    return _read("MAIL_DOMAIN")


def mail_configuration_set() -> str:
    """The SES configuration set for sending, or empty."""
    return _read("MAIL_CONFIGURATION_SET")


def public_url() -> str:
    """Where people reach Keydesk, without a trailing slash."""
    return _read("PUBLIC_URL").rstrip("/")


def is_on_lambda() -> bool:
    """Whether this process is a Lambda function's.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def has_trace_daemon() -> bool:
    """Whether there is an X-Ray daemon to send traces to: only on Lambda, with active tracing."""
    return "AWS_XRAY_DAEMON_ADDRESS" in os.environ


def owner_days() -> int:
    """Days that a key's owner has to confirm."""
    return int(_read("OWNER_DAYS"))


def answer_days() -> int:
    """Days that an applicant has to answer a question; then the reviewers go on without."""
    return int(_read("ANSWER_DAYS"))


def reapply_after_days() -> int:
    """Days after a final rejection before which the account can't apply again; 0 for none."""
    return int(_read("REAPPLY_AFTER_DAYS"))


def remind_days() -> int:
    """Days between reminders of an open task."""
    return int(_read("REMIND_DAYS"))


def escalate_days() -> int:
    """Days after which a review is escalated."""
    return int(_read("ESCALATE_DAYS"))


def overdue_days() -> int:
    """Days after which a review is overdue, and its applicant is told."""
    return int(_read("OVERDUE_DAYS"))


def reconcile_after_minutes() -> int:
    """Minutes for which an execution or email may be under way before it counts as lost."""
    return int(_read("RECONCILE_AFTER_MINUTES"))


def keep_days() -> int:
    """Days for which a case is kept after its end."""
    return int(_read("KEEP_DAYS"))
