"""Fakes of unfinished rounds, their executions, and ended cases."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from domain.cases.case import Task
from domain.cases.summary import CaseSummary, summarize
from domain.model.api_key import KeyAction, has_key
from domain.model.ids import CaseKind, kind_of
from domain.operations.unfinished_rounds import Execution, Failure, RoundKey, Unfinished
from tests.fakes.basics import NOON, FakeClock
from tests.fakes.cases import FakeCases, FakeExceptions


@dataclass
class FakeEndedCases:
    cases: FakeCases
    exceptions: FakeExceptions

    def list_ended_before(self, then: datetime) -> list[str]:
        rounds = {key: self.cases.get_case(key).current.outcome for key in self.cases.ids()}
        ended = {**rounds, **{key: self.exceptions.get_exception(key).outcome for key in self.exceptions.ids()}}
        found = [(outcome.at, key) for key, outcome in ended.items() if outcome and outcome.at < then]
        return [key for _, key in sorted(found)]

    def purge_case(self, case_id: str) -> bool:
        if case_id in self.cases.ids():
            case = self.cases.get_case(case_id)
            return case.current.outcome is not None and not has_key(case.key_changes) and self.cases.purge(case_id)
        if case_id in self.exceptions.ids():
            return self.exceptions.get_exception(case_id).outcome is not None and self.exceptions.purge(case_id)
        return True


class FakeUnfinishedRounds:
    """``close`` and ``fail`` stand for the state machines."""

    def __init__(self, cases: FakeCases, exceptions: FakeExceptions) -> None:
        self._cases = cases
        self._exceptions = exceptions
        self._closed: set[RoundKey] = set()
        self._failures: dict[RoundKey, str] = {}
        self._tries: dict[RoundKey, dict[str, Any]] = {}

    def close(self, key: RoundKey) -> None:
        self._closed.add(key)

    def fail(self, key: RoundKey, failure: str) -> None:
        self._failures[key] = failure

    def list_all(self) -> list[RoundKey]:
        found = sorted(self._open(), key=lambda key: self._brief(key).waits_since)
        return [key for key in found if key not in self._failures] + [key for key in found if key in self._failures]

    def list_of_case(self, case_id: str) -> tuple[RoundKey, ...]:
        return tuple(key for key in self._open() if key.case_id == case_id)

    def get_round(self, key: RoundKey) -> Unfinished | None:
        if key not in self._open():
            return None
        brief = self._brief(key)
        facts = {"account_id": brief.account_id, "started_at": brief.waits_since, "is_failed": key in self._failures}
        return Unfinished.model_validate({"key": key, **facts, **self._tries.get(key, {})})

    def last_task(self, unfinished: Unfinished) -> Task | None:
        if unfinished.key.key_change:
            return None
        tasks = [task for task in self._cases.tasks(unfinished.key.case_id) if task.key.round <= unfinished.key.round]
        return max(tasks, key=lambda task: task.opened_at, default=None)

    def record_next_try(self, unfinished: Unfinished, tries: int, at: datetime) -> Unfinished | None:
        stored = self.get_round(unfinished.key)
        if stored is None or stored.restarts != unfinished.restarts:
            return None
        self._failures.pop(unfinished.key, None)
        self._tries[unfinished.key] = {"restarts": unfinished.restarts + 1, "tries": tries, "started_at": at}
        return self.get_round(unfinished.key)

    def record_failure(self, unfinished: Unfinished, failure: str) -> None:
        stored = self.get_round(unfinished.key)
        if stored and stored.restarts == unfinished.restarts:
            self._failures.setdefault(unfinished.key, failure)

    def failures(self) -> list[Failure]:
        failed = [(key, self._brief(key)) for key in self.list_all() if key in self._failures]
        return [
            Failure(key=key, failure=self._failures[key], brief=brief, since=brief.waits_since) for key, brief in failed
        ]

    def _open(self) -> list[RoundKey]:
        numbers = {case.application.id: len(case.rounds) for case in self._cases.all_cases()}
        rounds = [RoundKey(case_id=case_id, round=n + 1) for case_id in numbers for n in range(numbers[case_id])]
        exceptions = [RoundKey(case_id=case_id) for case_id in self._exceptions.ids()]
        changes = [
            RoundKey(case_id=case.application.id, key_change=change.number)
            for case in self._cases.all_cases()
            for change in case.key_changes
            if change.action is not KeyAction.ISSUE
        ]
        return [key for key in [*rounds, *exceptions, *changes] if key not in self._closed]

    def _brief(self, key: RoundKey) -> CaseSummary:
        """What was stored when the round began."""
        if _is_exception(key):
            return summarize(self._exceptions.get_exception(key.case_id), NOON)
        case = self._cases.get_case(key.case_id).at_round(key.round)
        if key.key_change:
            at = case.key_changes[key.key_change - 1].at
            return summarize(case, at).model_copy(update={"waits_since": at})
        return summarize(case.model_copy(update={"tasks": ()}), NOON)


def _is_exception(key: RoundKey) -> bool:
    return kind_of(key.case_id) is CaseKind.EXCEPTION


@dataclass
class FakeFailures:
    unfinished: FakeUnfinishedRounds

    def list_failures(self) -> list[Failure]:
        return self.unfinished.failures()


@dataclass
class FakeExecutions:
    """``started`` are the executions in order, by case, round and number."""

    clock: FakeClock
    started: list[tuple[str, int, int]] = field(default_factory=list)
    began_at: dict[tuple[str, int, int], datetime] = field(default_factory=dict)
    ended: dict[tuple[str, int, int], tuple[str, datetime]] = field(default_factory=dict)
    fails: int = 0

    def get_execution(self, unfinished: Unfinished) -> Execution | None:
        name = self._name(unfinished)
        if name not in self.began_at:
            return None
        error, at = self.ended.get(name, ("", self.clock()))
        return Execution(lived=at - self.began_at[name], ended=error)

    def start_execution(self, unfinished: Unfinished) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("Step Functions does not answer")
        if self._name(unfinished) not in self.began_at:
            self.started.append(self._name(unfinished))
            self.began_at[self._name(unfinished)] = self.clock()

    def end(self, error: str) -> None:
        """End the newest execution."""
        self.ended[self.started[-1]] = (error, self.clock())

    def running(self) -> list[tuple[str, int, int]]:
        return [name for name in self.started if name not in self.ended]

    def _name(self, unfinished: Unfinished) -> tuple[str, int, int]:
        return unfinished.key.case_id, unfinished.key.key_change or unfinished.key.round, unfinished.restarts
