"""Approved applications for the pages about API keys, each brought to one state when a page first needs it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.inbound_messages import DynamoInboundMessages
from adapters.dynamodb.items import key_change_key, round_key
from adapters.dynamodb.keys import DynamoKeys
from adapters.dynamodb.table import Item
from domain.cases.case import Case
from domain.cases.inbound_message import Handling, StoredMessage
from domain.model.api_key import KEY_ISSUER, USAGE_REPORT, IssuedKey, KeyAction, KeyChange, KeyLocation, Usage

if TYPE_CHECKING:
    from tests.browser.every_page import Scenes

LOCATION = KeyLocation(
    text="You'll find the key on the page API keys of your account. Only the account's admins can see it.",
    url="https://www.marketplace.example/account/keys",
)
OVER, OWNER = 52_310, {"name": "Robin Example", "email": "robin@pages.example", "agreed": True}


@dataclass(frozen=True)
class Keyed:
    """An approved application, by its id, with the path of its status page."""

    id: str
    status: str

    @property
    def case(self) -> str:
        return f"/console/cases/{self.id}"


class KeyScenes:
    def __init__(self, scenes: "Scenes") -> None:
        self.scenes = scenes
        self.table = scenes.desk.table

    def approved(self, name: str, *changes: dict[str, Any], **facts: Any) -> Keyed:
        """An application of that name with these changes of its key."""
        application_id, paths = self.scenes.reviewed(name, "approve", **facts)
        self.scenes.end(application_id)
        for change in changes:
            self.change(application_id, **change)
        return Keyed(application_id, paths["status"])

    def change(self, application_id: str, action: KeyAction, by: str = "reviewer@staff.example", **more: Any) -> None:
        case = self._case(application_id)
        at = datetime.now(UTC)
        change = KeyChange(number=len(case.key_changes) + 1, action=action, by=by, at=at, **more)
        assert DynamoKeys(self.table).add_change(case, change)

    def reply(self, application_id: str, text: str) -> None:
        """The applicant's reply to the last email about the key."""
        message = StoredMessage(
            receipt=f"receipt-{application_id}",
            message_id=f"{application_id}@client.example",
            case_id=application_id,
            received_at=datetime.now(UTC),
            from_address=self._case(application_id).application.request.applicant.email,
            subject="Re: Action needed: over the request limit",
            text=text,
            handling=Handling.ABOUT_KEY,
        )
        DynamoInboundMessages(self.table).store_message(message)

    def _case(self, application_id: str) -> Case:
        return DynamoCases(self.table).get_case(application_id)

    @cached_property
    def issued(self) -> Keyed:
        return self.approved("key-issued", issue())

    @cached_property
    def late(self) -> Keyed:
        return self.approved("key-late")

    @cached_property
    def suspended(self) -> Keyed:
        return self.approved("key-suspended", issue(), over_limit(), suspend())

    @cached_property
    def revoked(self) -> Keyed:
        why = "The app shows data of other clients to the public."
        return self.approved("key-revoked", issue(), suspend(), {"action": KeyAction.REVOKE, "reason": why})

    @cached_property
    def over_limit(self) -> Keyed:
        return self.approved("key-over", issue(), over_limit())

    @cached_property
    def replied(self) -> Keyed:
        """The same, after a reply of the client."""
        keyed = self.approved("key-replied", issue(), over_limit())
        self.reply(
            keyed.id, "Our nightly report read every contract again.\nSince today, it only reads what has changed."
        )
        return keyed

    @cached_property
    def unconfirmed(self) -> Keyed:
        return self.approved("key-unconfirmed", issue(), suspend(), is_known=False)

    @cached_property
    def failed(self) -> tuple[Keyed, Keyed]:
        """A key that isn't issued, and a change that isn't carried out."""
        missing = self.approved("key-missing")
        stuck = self.approved("key-stuck", issue(), suspend())
        failed: Item = {"failed": "failed", "failure": "KeyIssuerFailed"}
        for key in (round_key(missing.id, 1), key_change_key(stuck.id, 2)):
            self.table.update(key, "SET failure = :failure, open_kind = :failed", "", failed)
        return missing, stuck


def issue() -> dict[str, Any]:
    return {"action": KeyAction.ISSUE, "by": KEY_ISSUER, "key": IssuedKey(id="9xk2mq47td", location=LOCATION)}


def suspend() -> dict[str, Any]:
    why = "The app was over its limit on four days, and nobody replied to our emails.\nTell us how you'll send less."
    return {"action": KeyAction.SUSPEND, "reason": why}


def over_limit() -> dict[str, Any]:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    usage = Usage(day=yesterday, requests=OVER, limit=40_000)
    return {"action": KeyAction.OVER_LIMIT, "by": USAGE_REPORT, "usage": usage}


def with_key_issuer(patch: pytest.MonkeyPatch) -> None:
    """As in a stack whose key issuer says where keys are, and the parameters don't."""
    patch.setenv("KEY_LOCATION_TEXT", "")
    patch.setenv("KEY_LOCATION_URL", "")
