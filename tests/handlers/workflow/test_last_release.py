"""Executions go on by the definition under which they began, for months: with the functions and the table of today.

``payloads_of_2026-11-28.json`` has what the definitions of that day send to each function, in the order of a review,
and what they read of its result and of the tasks. ``CASE``, for example, stands for the id of the case.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.items import partition, task_of_key
from domain.cases.case import Decision
from domain.model.account import Plan
from tests.examples import exception_data, request_data
from tests.handlers.in_process_desk import InProcessDesk, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import open_account, send_json
from tests.stacks.test_template import RESOURCES

RECORDED = json.loads(Path(__file__).with_name("payloads_of_2026-11-28.json").read_text("utf-8"))
ACCOUNT = "acct-last-release"
OWNER: dict[str, Any] = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}


class Case:
    """A stored case whose execution goes on by the definition of the last release."""

    def __init__(self, desk: InProcessDesk, machine: str) -> None:
        self._desk = desk
        plan = Plan.ENTERPRISE if machine == "Review" else Plan.BUSINESS
        people = ("avery@client.example", OWNER["email"])
        open_account(desk, ACCOUNT, people, plan=plan, is_high_value=True)
        if machine == "Review":
            data = request_data(account_id=ACCOUNT, owner=OWNER)
            self.id = send_json(desk, "POST", f"/accounts/{ACCOUNT}/applications", data)["application_id"]
        else:
            self.id = send_json(desk, "POST", "/exceptions", exception_data(account_id=ACCOUNT))["exception_id"]
        application = desk.table.get((partition(self.id), "APPLICATION")) or {}
        account = desk.table.get((f"ACCOUNT#{ACCOUNT}", "ACCOUNT")) or {}
        facts = json.loads(str(account["account"]))
        self._known = {
            "CASE": self.id,
            "ACCOUNT": ACCOUNT,
            "FACTS": facts,
            "APPLICATION": application.get("application"),
        }

    def payload(self, recorded: Any) -> Any:
        """A recorded payload, about this case."""
        if isinstance(recorded, dict):
            return {name: self.payload(value) for name, value in recorded.items()}
        return self._known.get(recorded, recorded) if isinstance(recorded, str) else recorded

    def read(self, step: dict[str, Any]) -> Any:
        """What a step reads: the result of its function, as JSON; or the task's item, after it was decided."""
        if "function" in step:
            return json.loads(json.dumps(invoke(f"workflow.{step['function']}", self.payload(step["payload"]))))
        decision = Decision(answer=step["decided"], by="somebody", at=datetime.now(UTC), note="Because.")
        DynamoCases(self._desk.table).decide(task_of_key(partition(self.id), step["item"]), decision)
        return self._desk.table.get((partition(self.id), step["item"]))


@pytest.fixture(scope="module")
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


@pytest.mark.parametrize("machine", RECORDED)
def test_execution_of_the_last_release_goes_on_to_its_end(desk: InProcessDesk, machine: str) -> None:
    case = Case(desk, machine)

    for step in RECORDED[machine]:
        found = case.read(step)
        assert {name: type(found[name]).__name__ for name in step["reads"]} == step["reads"], step["state"]
        if "decision" in step["reads"]:
            assert json.loads(found["decision"])["answer"] == step["decided"]
        if "status" in step["reads"]:
            assert found["status"] == RECORDED[machine][-1]["payload"]["mail"]
        if "verdict" in step["reads"]:
            assert {finding["result"] for finding in json.loads(found["verdict"])["findings"]} == {"pass"}


@pytest.mark.parametrize("machine", RECORDED)
def test_execution_of_the_last_release_may_read_and_write_as_it_did(machine: str) -> None:
    role = RESOURCES[f"{machine}Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]

    actions = {action for statement in role for action in statement["Action"] if isinstance(statement["Action"], list)}
    assert actions >= {"dynamodb:GetItem", "dynamodb:UpdateItem"}
