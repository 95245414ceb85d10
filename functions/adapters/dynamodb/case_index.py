"""The index of cases: by their words, by their account, and by who filed them."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from adapters.dynamodb.items import case_id_of, case_key, round_key
from adapters.dynamodb.table import BY_ACCOUNT, MOST_AT_ONCE, Item, Key, Table, load
from domain.cases.case import LAST_ROUND, Status
from domain.cases.exception import ExceptionCase
from domain.cases.parties import Parties
from domain.console.search_terms import Match, Matches, SearchTerms, search_terms
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
    """Every key by which a case is found, from the item of its application or exception; of other items none."""
    if "exception" in item:
        case = ExceptionCase.model_validate(load(item, "exception"))
        yield filed_key(case)
        yield from _word_keys(case)
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
        items = self._table.list_newest(BY_ACCOUNT, account_id, MAX_ROWS)
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
        keys = [key for case_id in case_ids for key in _party_keys(case_id)]
        found: dict[str, list[Item]] = defaultdict(list)
        for start in range(0, len(keys), MOST_AT_ONCE):
            wanted = keys[start : start + MOST_AT_ONCE]
            for item in self._table.get_many(wanted, _PARTY_ATTRIBUTES, consistent=True):
                found[case_id_of(item)].append(item)
        return {case_id: _parties_of(items) for case_id, items in found.items()}


_PARTY_ATTRIBUTES = ("application", "revision", "account", "exception")


def _party_keys(case_id: str) -> list[Key]:
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
