"""Exceptions in the table."""

from adapters.dynamodb.case_index import filed_key, word_writes
from adapters.dynamodb.items import (
    SET_OUTCOME,
    account_status_key,
    end_key,
    ended,
    exception_key,
    outcome_values,
    partition,
    running,
    tasks_of,
)
from adapters.dynamodb.table import ConditionFailed, Item, Table, load
from domain.cases.exception import ExceptionCase, ExceptionOutcome
from domain.cases.summary import summarize_exception
from domain.console.search_terms import search_terms
from domain.model.errors import AlreadySubmitted, CaseNotStored
from domain.reporting.outcomes import exception_outcome_record


class DynamoExceptions:
    def __init__(self, table: Table) -> None:
        self._table = table

    def add_exception(self, case: ExceptionCase) -> None:
        item: Item = {
            "exception": case.model_dump_json(),
            "account_id": case.request.account_id,
            "submitted_at": case.filed_at.isoformat(),
            **running(summarize_exception(case)),
        }
        writes = (
            self._table.put_write(exception_key(case.id), item),
            self._table.put_write(filed_key(case), {"case_id": case.id}, new=False),
            *word_writes(self._table, search_terms(case)),
        )
        try:
            self._table.transact(*writes)
        except ConditionFailed:
            raise AlreadySubmitted from None

    def get_exception(self, case_id: str) -> ExceptionCase:
        items = self._table.query(partition(case_id))
        stored = next((item for item in items if item["sk"] == "EXCEPTION"), None)
        if stored is None:
            raise CaseNotStored(f"no exception {case_id}")
        facts = {**load(stored, "exception"), "outcome": load(stored, "outcome")}
        return ExceptionCase.model_validate({**facts, "tasks": tasks_of(case_id, items)})

    def conclude(self, case: ExceptionCase, outcome: ExceptionOutcome) -> ExceptionOutcome:
        end = self._table.update_write(
            exception_key(case.id),
            f"SET outcome = :outcome, {SET_OUTCOME}",
            "attribute_exists(pk) AND attribute_not_exists(outcome)",
            {"outcome": outcome.model_dump_json(), **outcome_values(exception_outcome_record(case, outcome))},
        )
        writes = [end, self._table.update_write(end_key(case.id), *ended(outcome.at))]
        if outcome.grant:
            key, grant = account_status_key(case.request.account_id), outcome.grant.model_dump_json()
            writes.append(self._table.update_write(key, "SET exception_grant = :grant", "", {"grant": grant}))
        try:
            self._table.transact(*writes)
        except ConditionFailed:
            item = self._table.get(exception_key(case.id))
            if item is None or "outcome" not in item:
                raise
            return ExceptionOutcome.model_validate(load(item, "outcome"))
        return outcome
