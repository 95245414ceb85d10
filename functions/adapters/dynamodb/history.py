"""Earlier applications of an account and of an owner, by the index of accounts and the words of cases."""

from collections import defaultdict
from collections.abc import Iterable

from adapters.dynamodb.case_index import DynamoCaseParties, word_key
from adapters.dynamodb.items import application_key, case_id_of, round_key
from adapters.dynamodb.table import BY_ACCOUNT, Item, Table, load
from domain.cases.case import LAST_ROUND, Outcome
from domain.cases.history import MAX_EARLIER, EarlierApplication
from domain.console.search_terms import address_word
from domain.model.application import Application
from domain.model.ids import CaseKind, kind_of

_ATTRIBUTES = ("brief", "submitted_at", "status", "outcome")


class DynamoEarlierApplications:
    """The index of accounts follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_ids(self, application: Application) -> tuple[str, ...]:
        request = application.request
        owner = (request.other_owner or request.applicant).email
        of_account = map(case_id_of, self._table.list_newest(BY_ACCOUNT, request.account_id, 2 * MAX_EARLIER))
        ids = [*_others(of_account, application)[:MAX_EARLIER], *self._of_owner(owner, application)[:MAX_EARLIER]]
        return tuple(dict.fromkeys(ids))

    def get_all(self, case_ids: Iterable[str]) -> tuple[EarlierApplication, ...]:
        keys = [key for case_id in case_ids for key in _keys(case_id)]
        items: dict[str, dict[str, Item]] = defaultdict(dict)
        for item in self._table.get_many(keys, _ATTRIBUTES):
            items[case_id_of(item)][str(item["sk"])] = item
        found = [_earlier(case_id, of_case) for case_id, of_case in items.items() if "APPLICATION" in of_case]
        return tuple(sorted(found, key=lambda earlier: earlier.submitted_at, reverse=True))

    def _of_owner(self, owner: str, application: Application) -> list[str]:
        """The other applications in which the owner of the key has a part, newest first."""
        word = address_word(owner)
        items, _ = self._table.find_containing(word_key(word, "")[0], f"{word}#", "words", [])
        newest = sorted(items, key=lambda item: str(item["handed_in_at"]), reverse=True)
        ids = _others((str(item["case_id"]) for item in newest), application)[: 2 * MAX_EARLIER]
        parties = DynamoCaseParties(self._table).list_parties(ids)
        return [case_id for case_id in ids if parties.get(case_id) and parties[case_id].part_of(owner)]


def _others(case_ids: Iterable[str], application: Application) -> list[str]:
    found = (case_id for case_id in case_ids if kind_of(case_id) is CaseKind.APPLICATION)
    return [case_id for case_id in found if case_id != application.id]


def _keys(case_id: str) -> list[tuple[str, str]]:
    return [application_key(case_id), *(round_key(case_id, number + 1) for number in range(LAST_ROUND))]


def _earlier(case_id: str, items: dict[str, Item]) -> EarlierApplication:
    item = items["APPLICATION"]
    rounds = [round_item for sort_key, round_item in sorted(items.items()) if sort_key.startswith("ROUND#")]
    stored = [outcome for round_item in rounds if (outcome := load(round_item, "outcome"))]
    last = Outcome.model_validate(stored[-1]) if stored else None
    brief = load(item, "brief")
    return EarlierApplication.model_validate(
        {
            "case_id": case_id,
            "account_id": brief["account_id"],
            "title": brief["title"],
            "submitted_at": item["submitted_at"],
            "status": item["status"],
            "ended_at": last.at if last else None,
            "reasons": last.reasons if last else (),
        }
    )
