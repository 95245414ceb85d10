"""The clock, the AWS clients of one botocore session, and the table."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

import settings
from adapters.dynamodb.table import Table


def now() -> datetime:
    return datetime.now(UTC)


@cache
def _session() -> Any:
    # botocore alone: boto3 adds only its resource and transfer layers, which nothing here uses. One session for all
    # clients: what the first client loads (endpoints, for example) is most of its cost, and the others share it.
    import botocore.session
    from botocore.config import Config

    session = botocore.session.get_session()
    session.set_default_client_config(
        Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})
    )
    return session


@cache
def client(service: str) -> Any:
    """The botocore client of a service, for example ``lambda``."""
    return _session().create_client(service)


@cache
def patient_client(service: str) -> Any:
    """The client for calls that can take long: it tries once, and waits 20 seconds for the response.

    API Gateway waits 29 seconds, and the functions behind it have 30.
    """
    from botocore.config import Config

    once = Config(connect_timeout=2, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 1})
    return _session().create_client(service, config=once)


def warm(*services: str) -> None:
    """Create the clients that a function always needs, while Lambda initialises it with full CPU."""
    if settings.is_on_lambda():
        for service in services:
            client(service)


def ses() -> Any:
    """The client that sends email. It must not try again: a time-out may hide that SES took the email."""
    return patient_client("ses")


def presigning_s3() -> Any:
    """The S3 client whose presigned URLs use signature version 4 and the region's own host."""
    from botocore.config import Config

    signing = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    return _session().create_client("s3", config=signing)


@cache
def table() -> Table:
    return Table(client("dynamodb"), settings.table_name())
