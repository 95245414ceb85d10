"""Keydesk's own account records, by the JSON contract of the account lookup."""

from typing import Any

from adapters.aws.observability import observed
from wiring import clients, stores


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """``{"account_id": …}`` in; ``{"account": {…}}`` out, null where there is no such account."""
    account = stores.accounts().get_account(event["account_id"])
    return {"account": account.model_dump(mode="json") if account else None}


clients.warm("dynamodb")
