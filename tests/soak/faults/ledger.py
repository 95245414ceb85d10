"""What a desk must look like when all is quiet: every case ended once, its mails sent once, nothing left open."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from adapters.dynamodb.accounts import DynamoAccountStatuses
from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.exceptions import DynamoExceptions
from adapters.dynamodb.outbox import DynamoOutbox
from adapters.dynamodb.table import Table
from domain.cases.any_case import AnyCase
from domain.cases.case import TaskKind
from domain.console.audit_log import log_values
from domain.model.ids import CaseKind, kind_of
from tests.soak.faults.paths import PATHS
from tests.soak.faults.visitor import Review, Visitor

_MAIL = re.compile(r"Email (?:may have been )?sent to (\S+): ")
LISTS = ("running", "failed", "due", *TaskKind)


class Ledger:
    """The table and the executions of one desk, and what the injector wrote down."""

    def __init__(self, visitor: Visitor, calls: Path) -> None:
        desk = visitor.desk
        self._visitor = visitor
        self._table = Table(visitor.table, desk.outputs["TableName"])
        self._calls = calls

    def complaints(self, reviews: list[Review]) -> list[str]:
        """Everything that is not as it must be; empty where all is well."""
        found = [f"{what} is still {name}" for name in LISTS for what in self.open_of(name)]
        found += [f"{name} is {status}" for name, status in executions(self._visitor) if status == "RUNNING"]
        found += [f"{one.account_id} ({one.path}): {what}" for one in reviews for what in self._about(one)]
        return found + list(self._sent_twice(reviews))

    def calls(self) -> list[dict[str, str]]:
        """What the injector wrote down."""
        lines = self._calls.read_text("utf-8").splitlines() if self._calls.exists() else []
        return [json.loads(line) for line in lines]

    def open_of(self, name: str) -> list[str]:
        """The cases on one of the table's lists."""
        return [f"{item['pk']} {item['sk']}" for item in self._table.list_open(name)]

    def faults(self) -> Counter[tuple[str, str, str, str]]:
        """How many faults there were of each kind, by what they were about, and who called what."""
        faulty = (one for one in self.calls() if "fate" in one)
        return Counter((one["fate"], one["about"], one["function"], one["call"]) for one in faulty)

    def extra(self, review: Review) -> Counter[tuple[str, str]]:
        """The mails of a review that came more often than its path has them."""
        return Counter(self._visitor.titles(review)) - expected(review)

    def _about(self, review: Review) -> Iterator[str]:
        due = expected(review)
        came = Counter(self._visitor.titles(review))
        yield from (f"never came: {mail}" for mail in due - came)
        yield from (f"not of this path: {mail}" for mail in came if mail not in due)
        case: AnyCase
        if kind_of(review.case_id) is CaseKind.EXCEPTION:
            case = DynamoExceptions(self._table).get_exception(review.case_id)
            ends = [case.outcome.status if case.outcome else "open"]
        else:
            case = DynamoCases(self._table).get_case(review.case_id)
            ends = [one.outcome.status if one.outcome else "open" for one in case.rounds]
            yield from (f"round {one.number} has no verdict" for one in case.rounds if not one.verdict)
        yield from (f"{task.key} has no decision" for task in case.tasks if not task.decision)
        if tuple(ends) != PATHS[review.path].ends:
            yield f"ended as {ends}"
        yield from self._in_log(case, review)
        if DynamoAccountStatuses(self._table).get_status(review.account_id).open_application:
            yield "the account is not free again"

    def _in_log(self, case: AnyCase, review: Review) -> Iterator[str]:
        """The log has each mail of the path once, to whom it went or perhaps went, and each end of a round once."""
        told = [event["what"] for event in log_values(case, DynamoOutbox(self._table).list_entries(review.case_id), ())]
        mails = Counter(found[1] for what in told if (found := _MAIL.match(what)))
        if mails != (due := _by_recipient(expected(review))):
            yield f"the log has mails to {dict(mails)}, and not to {dict(due)}"
        ends = sum(" ended: " in what or what.startswith("Ended: ") for what in told)
        if ends != len(PATHS[review.path].ends):
            yield f"the log has {ends} ends: {told}"

    def _sent_twice(self, reviews: list[Review]) -> Iterator[str]:
        """A mail goes out again only where the try before could not mark it, and that is so by a fault."""
        calls = self.calls()
        sent = [one for one in calls if one["call"] == "ses:SendRawEmail" and "to" in one]
        noted = [one for one in calls if one["call"] == "dynamodb:UpdateItem" and "to" in one]
        marked = {(one["request"], one["to"]) for one in noted}
        faulty = {one["request"] for one in calls if "fate" in one}
        unmarked = [one for one in sent if (one["request"], one["to"]) not in marked]
        yield from (f"not marked, though nothing failed: {one}" for one in unmarked if one["request"] not in faulty)
        explained = Counter((one["about"], one["to"]) for one in unmarked)
        for review in reviews:
            for to, copies in _by_recipient(self.extra(review)).items():
                if copies > explained[review.case_id, to] + explained[review.account_id, to]:
                    yield f"{review.account_id} ({review.path}): {copies} more to {to} than faults explain"


def expected(review: Review) -> Counter[tuple[str, str]]:
    """The mails that a review's path has, by recipient and title."""
    return Counter((to.format(review.account_id), title) for to, title in PATHS[review.path].mails)


def _by_recipient(mails: Counter[tuple[str, str]]) -> Counter[str]:
    people = Counter[str]()
    for (to, _), number in mails.items():
        people[to] += number
    return people


def executions(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """Every execution of both machines: its name and its status."""
    for name in ("ReviewStateMachine", "ExceptionStateMachine"):
        pages = visitor.machines.get_paginator("list_executions").paginate(stateMachineArn=visitor.desk.outputs[name])
        yield from ((one["name"], one["status"]) for page in pages for one in page["executions"])
