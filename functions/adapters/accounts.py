"""Account records in the table."""

from adapters.dynamodb import Table, load
from review.account import Account


class DynamoAccounts:
    """``review.ports.Accounts`` on DynamoDB."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def put(self, account: Account) -> None:
        """See the port."""
        self._table.put((f"ACCOUNT#{account.account_id}", "ACCOUNT"), {"account": account.model_dump_json()})

    def get(self, account_id: str) -> Account | None:
        """See the port."""
        item = self._table.get((f"ACCOUNT#{account_id}", "ACCOUNT"))
        return None if item is None else Account.model_validate(load(item, "account"))
