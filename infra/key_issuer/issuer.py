"""The reference key issuer: makes, suspends, resumes and revokes API keys of Amazon API Gateway (docs/keys.md).

It uses Lambda's runtime alone. The key's name is the application's ID, and its customer ID is the account's ID.

An application gets one key, even if two calls come at once: the key's value is an HMAC of the application's ID, and API
Gateway refuses a second key with the same value. A revoked key isn't deleted but disabled and renamed. So a late
repetition of ``issue`` finds it, and doesn't open it again.
"""

import logging
import os
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3
from botocore.config import Config

REVOKED = "-revoked"
LONGEST_DESCRIPTION = 200  # characters of the project's name
ATTEMPTS = 4  # API Gateway accepts a few of these calls per second for a whole account
CONFIG = Config(retries={"mode": "standard", "total_max_attempts": ATTEMPTS}, connect_timeout=2, read_timeout=4)
ACTIONS = ("issue", "suspend", "resume", "revoke")
APPLICATION_ID = r"k[a-z2-7]{16}"
ACCOUNT_ID = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"

log = logging.getLogger()


class InvalidRequest(Exception):
    """The request doesn't follow the contract."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Carry out a request of Keydesk.

    Raises:
        InvalidRequest: for a request that breaks the contract.
        botocore.exceptions.ClientError: if API Gateway or KMS doesn't do its part. The call can be repeated.
    """
    action, application = event.get("action"), _field(event, "application_id", APPLICATION_ID)
    if action not in ACTIONS:
        raise InvalidRequest(f"action must be one of {', '.join(ACTIONS)}")
    if action != "issue":
        _keys().change(action, application)
        return {}
    if event.get("daily_limit") != (limit := int(os.environ["DAILY_LIMIT"])):
        raise InvalidRequest(f"The usage plan allows {limit} requests per day, not {event.get('daily_limit')!r}")
    account, project = _field(event, "account_id", ACCOUNT_ID), _field(event, "project_name", r"(?s).*")
    location = {"text": os.environ["LOCATION_TEXT"], "url": os.environ["LOCATION_URL"]}
    return {"key": {"id": _keys().issue(application, account, project), "location": location}}


def _field(event: dict[str, Any], name: str, form: str) -> str:
    """A field of the request that must be a text of this form."""
    value = event.get(name)
    if not isinstance(value, str) or not re.fullmatch(form, value):
        raise InvalidRequest(f"{name} must be a text like {form}")
    return value


@dataclass(frozen=True)
class Keys:
    """The API keys of a usage plan. ``mac_key`` is the KMS key that their values are made with."""

    gateway: Any
    kms: Any
    plan: str
    mac_key: str

    def issue(self, application: str, account: str, project: str) -> str:
        """Make the application's key, unless it has one; returns the key's ID."""
        key = next(iter(self._find(application)), None) or self._create(application, account, project)
        if not _is_revoked(key):
            self._attach(key["id"])
        log.info("Application %s has key %s", application, key["id"])
        return str(key["id"])

    def change(self, action: str, application: str) -> None:
        """Suspend, resume or revoke all keys of an application: an operator may have made it another one.

        Nothing happens to a key that is revoked or was deleted.
        """
        found = [key for key in self._find(application) if not _is_revoked(key)]
        log.info("Application %s, %s: %s keys", application, action, len(found))
        # The description has the project's name, which a revoked key doesn't need.
        end = {"name": application + REVOKED, "description": "Revoked"} if action == "revoke" else {}
        for key in found:
            updated = self._update(key["id"], enabled="true" if action == "resume" else "false", **end)
            if action == "resume" and _is_revoked(updated):  # by a call at the same time
                self._update(key["id"], enabled="false")

    def _find(self, application: str) -> list[dict[str, Any]]:
        """The application's keys, the oldest first. API Gateway searches for the beginning of a name."""
        asked = {"nameQuery": application, "PaginationConfig": {"PageSize": 500}}
        pages = self.gateway.get_paginator("get_api_keys").paginate(**asked)
        names = (application, application + REVOKED)
        found = [key for page in pages for key in page["items"] if key["name"] in names]
        return sorted(found, key=lambda key: (key["createdDate"], key["id"]))

    def _create(self, application: str, account: str, project: str) -> dict[str, Any]:
        mac = self.kms.generate_mac(KeyId=self.mac_key, MacAlgorithm="HMAC_SHA_256", Message=application.encode())
        try:
            created: dict[str, Any] = self.gateway.create_api_key(
                name=application,
                customerId=account,
                description=_one_line(project),
                enabled=True,
                value=mac["Mac"].hex(),
                generateDistinctId=True,  # otherwise the value would be the ID, which is in emails
            )
        except self.gateway.exceptions.ConflictException:
            if found := self._find(application):  # another call made it at the same time
                return found[0]
            raise
        return created

    def _attach(self, key_id: str) -> None:
        """Put a key into the usage plan: without one, it opens nothing."""
        try:
            self.gateway.create_usage_plan_key(usagePlanId=self.plan, keyId=key_id, keyType="API_KEY")
        except self.gateway.exceptions.ConflictException:
            log.info("Key %s is in a usage plan already", key_id)

    def _update(self, key_id: str, **values: str) -> dict[str, Any]:
        """Set all these values at once; returns the key."""
        operations = [{"op": "replace", "path": f"/{name}", "value": value} for name, value in values.items()]
        updated: dict[str, Any] = self.gateway.update_api_key(apiKey=key_id, patchOperations=operations)
        return updated


@cache
def _keys() -> Keys:
    """The keys that the function's environment names."""
    gateway, kms = boto3.client("apigateway", config=CONFIG), boto3.client("kms", config=CONFIG)
    return Keys(gateway, kms, os.environ["USAGE_PLAN"], os.environ["MAC_KEY"])


def _is_revoked(key: dict[str, Any]) -> bool:
    return str(key["name"]).endswith(REVOKED)


def _one_line(text: str) -> str:
    """The text without line breaks and other control characters, and not too long."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())[:LONGEST_DESCRIPTION]
