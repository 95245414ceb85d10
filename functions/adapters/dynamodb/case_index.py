"""Cases as lists show them: found by their words, by their account, or by who filed them."""

from collections.abc import Iterator
from typing import Any

from adapters.dynamodb.items import application_key, exception_key, partition
from adapters.dynamodb.table import BY_ACCOUNT, Item, Key, Table, load
from domain.cases.case import Status
from domain.cases.exception import ExceptionCase
from domain.console.search_terms import Match, Matches, SearchTerms, search_terms
from domain.model.application import Application
from domain.model.ids import CaseKind, kind_of
from domain.presentation.case_rows import MAX_ROWS, CaseRow

BEGINNING = 3  # letters: all words that begin so lie together


def word_key(word: str, case_id: str) -> Key:
    """Where a word of a case is stored."""
    return f"WORDS#{word[:BEGINNING]}", f"{word}#{case_id}"


def filed_key(case: ExceptionCase) -> Key:
    """Where it stands who filed an exception."""
    return _desk_of(case.request.account_manager.email), f"EXCEPTION#{case.filed_at.isoformat()}#{case.id}"


def word_writes(table: Table, naming: SearchTerms) -> list[Any]:
    """The writes by which a case is found, for the transaction that stores it."""
    item: Item = {
        "case_id": naming.case_id,
        "account_id": naming.account_id,
        "handed_in_at": naming.handed_in_at.isoformat(),
        "words": _text(naming.words),
    }
    return [table.put_write(word_key(word, naming.case_id), item, new=False) for word in naming.found_by]


def found_at(item: Item) -> Iterator[Key]:
    """Every key at which a case is found, from the item of its application or exception; of other items none."""
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
        items, is_all = self._table.beginning_with(partition, word, "words", [_text((one,)) for one in others])
        facts = ({name: item[name] for name in Match.model_fields} for item in items)
        return Matches(matches=tuple(map(Match.model_validate, facts)), is_all=is_all)

    def list_case_ids(self, account_id: str) -> tuple[str, ...]:
        items = self._table.newest(BY_ACCOUNT, account_id, MAX_ROWS)
        return tuple(str(item["pk"]).removeprefix(partition("")) for item in items)

    def list_filed_by(self, address: str) -> tuple[str, ...]:
        items = self._table.last(_desk_of(address), "EXCEPTION#", MAX_ROWS)
        return tuple(str(item["sk"]).rpartition("#")[2] for item in items)

    def get_rows(self, case_ids: tuple[str, ...]) -> tuple[CaseRow, ...]:
        items = self._table.get_many([_key_of(one) for one in case_ids], ("brief", "submitted_at", "status", "outcome"))
        found = {str(item["pk"]): item for item in items}
        return tuple(_line(one, found[partition(one)]) for one in case_ids if partition(one) in found)


def _desk_of(address: str) -> str:
    return f"STAFF#{address.casefold()}"


def _text(words: tuple[str, ...]) -> str:
    """Words so that the beginning of one is found by what stands before it."""
    return "".join(f" {word}" for word in words)


def _key_of(case_id: str) -> Key:
    return exception_key(case_id) if kind_of(case_id) is CaseKind.EXCEPTION else application_key(case_id)


def _line(case_id: str, item: Item) -> CaseRow:
    outcome = load(item, "outcome") or {"status": Status.IN_REVIEW}
    facts = {"submitted_at": item["submitted_at"], "status": item.get("status", outcome["status"])}
    return CaseRow.model_validate({"case_id": case_id, "summary": load(item, "brief"), **facts})
