"""What tokens stand for, in the table, under their hash. Items leave by TTL."""

from datetime import UTC, datetime, timedelta

from adapters.dynamodb import Item, Table, load
from review.links import ReplyAddress, TaskLink
from review.ports import Clock

REPLY_ADDRESS_LIFETIME = timedelta(days=365)


class DynamoLinks:
    """``review.ports.Links`` on DynamoDB."""

    def __init__(self, table: Table, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._table = table
        self._clock = clock

    def add_task_link(self, token_hash: str, link: TaskLink) -> None:
        """See the port."""
        item: Item = {"link": link.model_dump_json(), "expires_at": int(link.expires_at.timestamp())}
        self._table.put((f"LINK#{token_hash}", "LINK"), item, new=True)

    def task_link(self, token_hash: str) -> TaskLink | None:
        """See the port."""
        item = self._table.get((f"LINK#{token_hash}", "LINK"))
        return None if item is None else TaskLink.model_validate(load(item, "link"))

    def add_reply_address(self, token_hash: str, address: ReplyAddress) -> None:
        """See the port."""
        expires_at = self._clock() + REPLY_ADDRESS_LIFETIME
        item: Item = {"address": address.model_dump_json(), "expires_at": int(expires_at.timestamp())}
        self._table.put((f"REPLY#{token_hash}", "REPLY"), item, new=True)

    def reply_address(self, token_hash: str) -> ReplyAddress | None:
        """See the port."""
        item = self._table.get((f"REPLY#{token_hash}", "REPLY"))
        return None if item is None else ReplyAddress.model_validate(load(item, "address"))
