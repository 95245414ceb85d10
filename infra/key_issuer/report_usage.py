"""Each day, tell Keydesk which keys used up their daily limit (docs/keys.md). It uses Lambda's runtime alone.

It looks at the last two days, because the figures of API Gateway can be late, and because a run can fail as a whole.
Keydesk takes one report per application and day, so reporting a day again changes nothing.
"""

import json
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.httpsession import URLLib3Session

DAYS = 2
KEY_NAME = re.compile(r"(k[a-z2-7]{16})(-revoked)?")
"""The names that the issuer gives: the application's ID, and whether the key is revoked."""
ACCOUNT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
CONFIG = Config(retries={"mode": "standard", "total_max_attempts": 8})
TIMEOUT = 35  # seconds: API Gateway answers within 30

log = logging.getLogger()


class ReportsFailed(Exception):
    """Some reports were not sent or not accepted. The log has each; the run can be repeated."""


class NotAccepted(Exception):
    """Keydesk didn't accept a report."""


@dataclass(frozen=True)
class Usage:
    """What a key used on a day."""

    key_id: str
    day: date
    requests: int


def handler(event: dict[str, Any], _context: object) -> None:
    """Report the two days before the event's time, which a repeated event keeps.

    Raises:
        ReportsFailed: at the end, if a report failed.
    """
    gateway, today = boto3.client("apigateway", config=CONFIG), date.fromisoformat(event["time"][:10])
    days = [today - timedelta(days=number) for number in range(1, DAYS + 1)]
    found = [usage for day in days for usage in _used_up(gateway, day)]
    failed = 0
    for usage in found:
        try:
            _report(gateway, usage)
        except (BotoCoreError, ClientError, NotAccepted) as error:
            failed += 1
            log.error("The usage of key %s on %s was not reported: %s", usage.key_id, usage.day, error)
    log.info("%s times, a key used up its daily limit", len(found))
    if failed:
        raise ReportsFailed(f"{failed} of {len(found)} reports failed")


def _used_up(gateway: Any, day: date) -> Iterator[Usage]:
    """The keys that used up the daily limit on a day. API Gateway counts days in UTC."""
    asked = {"usagePlanId": os.environ["USAGE_PLAN"], "startDate": day.isoformat(), "endDate": day.isoformat()}
    limit = int(os.environ["DAILY_LIMIT"])
    for page in gateway.get_paginator("get_usage").paginate(**asked, PaginationConfig={"PageSize": 500}):
        for key_id, days in page.get("items", {}).items():
            yield from (Usage(key_id, day, used) for used, _remaining in days if used >= limit)


def _report(gateway: Any, usage: Usage) -> None:
    """Tell Keydesk, unless the key isn't one of the issuer's."""
    try:
        key = gateway.get_api_key(apiKey=usage.key_id)
    except gateway.exceptions.NotFoundException:
        log.warning("Key %s used up its daily limit on %s and was deleted", usage.key_id, usage.day)
        return
    name, account = KEY_NAME.fullmatch(key.get("name", "")), key.get("customerId", "")
    if not name or not ACCOUNT_ID.fullmatch(account):
        log.warning("Key %s used up its daily limit on %s, but isn't a key of Keydesk's", usage.key_id, usage.day)
        return
    _post(account, {"application_id": name[1], "day": usage.day.isoformat(), "requests": usage.requests})


def _post(account: str, report: dict[str, Any]) -> None:
    """Send a report with the function's own IAM signature."""
    url = f"{os.environ['KEYDESK_URL']}/accounts/{account}/usage"
    request = AWSRequest("POST", url, data=json.dumps(report), headers={"Content-Type": "application/json"})
    credentials = boto3.Session().get_credentials()
    assert credentials, "the role's"
    SigV4Auth(credentials, "execute-api", os.environ["AWS_REGION"]).add_auth(request)
    response = URLLib3Session(timeout=TIMEOUT).send(request.prepare())
    if not 200 <= response.status_code < 300:
        raise NotAccepted(f"Keydesk returned {response.status_code}")
    log.info("Reported %s", json.dumps(report))
