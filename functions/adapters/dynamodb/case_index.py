"""The index of cases: by their words, by their account, by who filed them, and what came before an application."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from adapters.dynamodb.items import case_id_of, case_key, round_key
from adapters.dynamodb.table import BY_ACCOUNT, MOST_AT_ONCE, Item, Key, Table, load
from domain.cases.case import LAST_ROUND, Outcome, Status
from domain.cases.exception import ExceptionCase
from domain.cases.history import MAX_EARLIER, EarlierApplication
from domain.cases.parties import Parties
from domain.console.search_terms import Match, Matches, SearchTerms, account_words, address_word, search_terms
from domain.model.account import Account
from domain.model.application import Application
from domain.model.ids import CaseKind, kind_of
from domain.presentation.case_rows import MAX_ROWS, CaseRow

PREFIX = 3  # letters: all words with the same ones are in one partition


def word_key(word: str, case_id: str) -> Key:
    return f"WORDS#{word[:PREFIX]}", f"{word}#{case_id}"


def filed_key(case: ExceptionCase) -> Key:
    return _manager_partition(case.request.account_manager.email), f"EXCEPTION#{case.filed_at.isoformat()}#{case.id}"


def word_writes(table: Table, terms: SearchTerms) -> list[Any]:
    """The writes by which a case is found, for the transaction that stores it."""
    item: Item = {
        "case_id": terms.case_id,
        "account_id": terms.account_id,
        "handed_in_at": terms.handed_in_at.isoformat(),
        "words": _text(terms.words),
    }
    return [table.put_write(word_key(word, terms.case_id), item, new=False) for word in terms.found_by]


def index_keys(item: Item) -> Iterator[Key]:
    """Every key by which a case is found, from the items of its application, rounds or exception; of others none."""
    if "exception" in item:
        case = ExceptionCase.model_validate(load(item, "exception"))
        yield filed_key(case)
        yield from _word_keys(case)
    if account := load(item, "account"):  # of a round
        names = account_words(Account.model_validate(account))
        yield from (word_key(word, case_id_of(item)) for word in names)
    for name in ("application", "revision"):
        if str(item["sk"]) == "APPLICATION" and name in item:
            yield from _word_keys(Application.model_validate(load(item, name)))


def _word_keys(case: Application | ExceptionCase) -> Iterator[Key]:
    return (word_key(word, case.id) for word in search_terms(case).found_by)


class DynamoCaseIndex:
    def __init__(self, table: Table) -> None:
        self._table = table

    def find_matches(self, word: str, others: tuple[str, ...]) -> Matches:
        partition, _ = word_key(word, "")
        items, is_all = self._table.find_containing(partition, word, "words", [_text((other,)) for other in others])
        facts = ({name: item[name] for name in Match.model_fields} for item in items)
        return Matches(matches=tuple(map(Match.model_validate, facts)), is_all=is_all)

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        items, _ = self._table.list_indexed(BY_ACCOUNT, account_id, MAX_ROWS, is_newest=True)
        return tuple(map(case_id_of, items))

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        items = self._table.list_last(_manager_partition(address), "EXCEPTION#", MAX_ROWS)
        return tuple(str(item["sk"]).rpartition("#")[2] for item in items)

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        items = self._table.get_many(list(map(case_key, case_ids)), ("brief", "submitted_at", "status", "outcome"))
        rows = {case_id_of(item): _row(item) for item in items}
        return tuple(rows[case_id] for case_id in case_ids if case_id in rows)


class DynamoCaseParties:
    """Reads the attributes as they are, so that a case that can't be validated has its parties, too."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_parties(self, case_ids: Collection[str]) -> dict[str, Parties]:
        keys = [key for case_id in case_ids for key in _keys(case_id)]
        found: dict[str, list[Item]] = defaultdict(list)
        for start in range(0, len(keys), MOST_AT_ONCE):
            wanted = keys[start : start + MOST_AT_ONCE]
            for item in self._table.get_many(wanted, _PARTY_ATTRIBUTES, consistent=True):
                found[case_id_of(item)].append(item)
        return {case_id: _parties_of(items) for case_id, items in found.items()}


class DynamoEarlierApplications:
    """The index of accounts follows the table by a moment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def list_ids(self, application: Application) -> tuple[str, ...]:
        request = application.request
        owner = request.key_owner.email
        items, _ = self._table.list_indexed(BY_ACCOUNT, request.account_id, 2 * MAX_EARLIER, is_newest=True)
        ids = [
            *_others(map(case_id_of, items), application)[:MAX_EARLIER],
            *self._of_owner(owner, application)[:MAX_EARLIER],
        ]
        return tuple(dict.fromkeys(ids))

    def get_all(self, case_ids: Iterable[str]) -> tuple[EarlierApplication, ...]:
        keys = [key for case_id in case_ids for key in _keys(case_id)]
        items: dict[str, dict[str, Item]] = defaultdict(dict)
        for item in self._table.get_many(keys, _EARLIER_ATTRIBUTES):
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


_EARLIER_ATTRIBUTES = ("sk", "brief", "submitted_at", "status", "outcome")
_PARTY_ATTRIBUTES = ("application", "revision", "account", "exception")


def _keys(case_id: str) -> list[Key]:
    if kind_of(case_id) is CaseKind.EXCEPTION:
        return [case_key(case_id)]
    return [case_key(case_id), *(round_key(case_id, number + 1) for number in range(LAST_ROUND))]


def _parties_of(items: list[Item]) -> Parties:
    """Who is named in the items of a case."""

    def values(name: str) -> list[Any]:
        return [value for item in items if (value := load(item, name))]

    requests = [value["request"] for value in (*values("application"), *values("revision"))]
    exceptions = values("exception")
    accounts = [*values("account"), *(value["account"] for value in exceptions)]
    return Parties(
        applicants=tuple(request["applicant"]["email"] for request in requests),
        owners=tuple(request["owner"]["email"] for request in requests if request.get("owner")),
        account_holders=tuple(account["email"] for account in accounts),
        account_managers=tuple(value["request"]["account_manager"]["email"] for value in exceptions),
    )


def _manager_partition(address: str) -> str:
    return f"STAFF#{address.casefold()}"


def _text(words: tuple[str, ...]) -> str:
    """Words with a space before each, by which a search finds beginnings only."""
    return "".join(f" {word}" for word in words)


def _row(item: Item) -> CaseRow:
    outcome = load(item, "outcome") or {"status": Status.IN_REVIEW}
    facts = {"submitted_at": item["submitted_at"], "status": item.get("status", outcome["status"])}
    return CaseRow.model_validate({"case_id": case_id_of(item), "summary": load(item, "brief"), **facts})


def _others(case_ids: Iterable[str], application: Application) -> list[str]:
    found = (case_id for case_id in case_ids if kind_of(case_id) is CaseKind.APPLICATION)
    return [case_id for case_id in found if case_id != application.id]


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
