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


def write_to_holder_function() -> str:
    """The function that writes to the holders of accounts."""
    return _read("WRITE_TO_HOLDER_FUNCTION")


def received_mail_bucket() -> str:
    """The bucket in which SES puts received mail."""
    return _read("RECEIVED_MAIL_BUCKET")


def received_mail_prefix() -> str:
    """What stands before the receipt's message id in an object's key."""
    return _read("RECEIVED_MAIL_PREFIX")


def mail_domain() -> str:
    """The domain that sends our mail and receives the replies."""
    return _read("MAIL_DOMAIN")


def mail_configuration_set() -> str:
    """The SES configuration set through which mail is sent, or empty."""
    return _read("MAIL_CONFIGURATION_SET")


def public_url() -> str:
    """Where people reach the desk, without a trailing slash."""
    return _read("PUBLIC_URL").rstrip("/")


def has_trace_daemon() -> bool:
    """Whether there is an X-Ray daemon to send traces to: on Lambda with active tracing, and nowhere else.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
    """
    return "AWS_XRAY_DAEMON_ADDRESS" in os.environ


def safety_team() -> tuple[str, ...]:
    """The mail addresses of Trust & Safety."""
    return _people("SAFETY_TEAM")


def reviewers() -> tuple[str, ...]:
    """The mail addresses of the reviewers."""
    return _people("REVIEWERS")


def exception_approvers() -> tuple[str, ...]:
    """The mail addresses of those who decide on exceptions."""
    return _people("EXCEPTION_APPROVERS")


def owner_days() -> int:
    """How many days the owner of a key has to confirm."""
    return int(_read("OWNER_DAYS"))
