"""What the template tells the functions. The only reader of the environment."""

import os


class MissingSetting(Exception):
    """The template gave this function no such value: a fault of the template."""


def _read(name: str) -> str:
    try:
        return os.environ[name]
    except KeyError:
        raise MissingSetting(f"the environment has no {name}; see the function in template.yaml") from None


def _people(name: str) -> tuple[str, ...]:
    return tuple(address.strip() for address in _read(name).split(",") if address.strip())


def table_name() -> str:
    """The DynamoDB table."""
    return _read("TABLE_NAME")


def review_machine_arn() -> str:
    """The review state machine."""
    return _read("REVIEW_MACHINE_ARN")


def exception_machine_arn() -> str:
    """The state machine of exceptions."""
    return _read("EXCEPTION_MACHINE_ARN")


def account_lookup_function() -> str:
    """The function that answers for accounts: the desk's, or the company's."""
    return _read("ACCOUNT_LOOKUP_FUNCTION")


def send_requested_link_function() -> str:
    """The function that sends the emails that public forms ask for."""
    return _read("SEND_REQUESTED_LINK_FUNCTION")


def receive_email_function() -> str:
    """The function that handles received mail."""
    return _read("RECEIVE_EMAIL_FUNCTION")


def received_mail_bucket() -> str:
    """The bucket in which SES puts received mail."""
    return _read("RECEIVED_MAIL_BUCKET")


def received_mail_prefix() -> str:
    """What stands before the receipt's message id in an object's key."""
    return _read("RECEIVED_MAIL_PREFIX")


def slack_secret() -> str:
    """The secret that holds the address of Slack's incoming webhook."""
    return _read("SLACK_SECRET")


def mail_domain() -> str:
    """The domain that sends our mail and receives the replies."""
    return _read("MAIL_DOMAIN")


def mail_configuration_set() -> str:
    """The SES configuration set through which mail is sent, or empty."""
    return _read("MAIL_CONFIGURATION_SET")


def public_url() -> str:
    """Where people reach the desk, without a trailing slash."""
    return _read("PUBLIC_URL").rstrip("/")


def is_on_lambda() -> bool:
    """Whether this process is a Lambda function's; its runtime has what every function has, and tests have not."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def has_trace_daemon() -> bool:
    """Whether there is an X-Ray daemon to send traces to: on Lambda with active tracing, and nowhere else.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return "AWS_XRAY_DAEMON_ADDRESS" in os.environ


def staff_by_role() -> dict[str, tuple[str, ...]]:
    """The mail addresses of all who may sign in to the console, by their role (a ``Role``)."""
    names = {
        "reviewer": "REVIEWERS",
        "safety": "SAFETY_TEAM",
        "exception_approver": "EXCEPTION_APPROVERS",
        "account_manager": "ACCOUNT_MANAGERS",
        "operator": "OPERATORS",
    }
    return {role: _people(name) for role, name in names.items()}


def escalation() -> tuple[str, ...]:
    """The mail addresses of those who hear of what takes too long."""
    return _people("ESCALATION")


def owner_days() -> int:
    """How many days the owner of a key has to confirm."""
    return int(_read("OWNER_DAYS"))


def answer_days() -> int:
    """How many days an applicant has to answer a question; then the reviewers go on without."""
    return int(_read("ANSWER_DAYS"))


def remind_days() -> int:
    """After how many days a question is asked again, each time."""
    return int(_read("REMIND_DAYS"))


def escalate_days() -> int:
    """After how many days of a round others hear that it takes so long."""
    return int(_read("ESCALATE_DAYS"))


def reconcile_after_minutes() -> int:
    """How old what looks unfinished must be, before it is not taken for what is under way."""
    return int(_read("RECONCILE_AFTER_MINUTES"))


def overdue_days() -> int:
    """After how many days of a round the time that whoever waits was told is over."""
    return int(_read("OVERDUE_DAYS"))


def keep_days() -> int:
    """How many days a case is kept after its end."""
    return int(_read("KEEP_DAYS"))
