"""The changes of API keys in the table, an item for each, with the items of the key's application."""

from adapters.dynamodb.items import key_change_key, running
from adapters.dynamodb.table import ConditionFailed, Item, Table
from domain.cases.case import Case
from domain.cases.summary import summarize
from domain.model.api_key import KeyAction, KeyChange


class DynamoKeys:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_change(self, case: Case, change: KeyChange) -> bool:
        item: Item = {
            "change": change.model_dump_json(exclude={"progress"}),
            "number": change.number,
            "action": change.action,
            "account_id": case.application.request.account_id,
        }
        if change.action is not KeyAction.ISSUE:
            item |= running(summarize(case, change.at).model_copy(update={"waits_since": change.at}))
        try:
            self._table.put(key_change_key(case.application.id, change.number), item, new=True)
        except ConditionFailed:
            return False
        return True
