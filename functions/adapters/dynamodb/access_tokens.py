"""What tokens stand for, in the table, under their hash. Items leave by TTL."""

from adapters.dynamodb.table import Item, Table, load
from domain.cases.access_tokens import Link
from domain.cases.ports import AnyLink


class DynamoLinks:
    """The sort key is the kind: a token opens nothing but what it was made for."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, token_hash: str, link: Link) -> None:
        item: Item = {"link": link.model_dump_json(), "expires_at": int(link.expires_at.timestamp())}
        self._table.put((f"LINK#{token_hash}", type(link).__name__), item, new=True)

    def get(self, kind: type[AnyLink], token_hash: str) -> AnyLink | None:
        item = self._table.get((f"LINK#{token_hash}", kind.__name__))
        return None if item is None else kind.model_validate(load(item, "link"))

    def take(self, kind: type[AnyLink], token_hash: str) -> AnyLink | None:
        item = self._table.take((f"LINK#{token_hash}", kind.__name__))
        return None if item is None else kind.model_validate(load(item, "link"))
