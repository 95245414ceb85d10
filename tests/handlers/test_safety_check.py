"""A safety check of the company's own, from the state that asks it to the signed call that answers later."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.items import task_key
from domain.cases.case import SAFETY_CHECK, Case, DecisionType, TaskKey, TaskKind
from domain.model.errors import SafetyCheckFailed
from infra import transformed
from tests.examples import exception_data
from tests.handlers.in_process_desk import InProcessDesk, Reply, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import FORM, ask, hand_in, open_account, send_json, sign_in

NOTE = "Linked to a closed account. <script>alert(1)</script> https://evil.example"
NOT_CLEAR = {"answer": "not_clear", "note": NOTE}
JSON = "application/json"


class Company:
    """The company's function: it returns ``answer``, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answer: Any = {"answer": "later"}
        self.asked: list[dict[str, Any]] = []

    def __call__(self, question: dict[str, Any]) -> Any:
        self.asked.append(question)
        if self.answer is None:
            raise RuntimeError("the company's system is down")
        return self.answer


class CheckedCase:
    """An application that has come to Trust & Safety."""

    def __init__(self, desk: InProcessDesk, company: Company, name: str) -> None:
        self.desk = desk
        self.company = company
        open_account(desk, f"acct-{name}")
        self.id = hand_in(desk, f"acct-{name}", "Plain words")
        self.task_id = f"{self.id}-1-safety"

    def ask(self, kind: str = "safety") -> str:
        """What the state of the machine does."""
        return str(invoke("workflow.open_task", {"case_id": self.id, "round": 1, "kind": kind})["answer"])

    def call(self, body: Any, task_id: str = "") -> Reply:
        text = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.desk.call("POST", f"/tasks/{task_id or self.task_id}", text, JSON)

    @property
    def case(self) -> Case:
        return DynamoCases(self.desk.table).get_case(self.id)


@pytest.fixture
def desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


@pytest.fixture
def company(desk: InProcessDesk, monkeypatch: pytest.MonkeyPatch) -> Company:
    company = Company()
    desk.functions.of_company["company-safety-check"] = company
    monkeypatch.setenv("SAFETY_CHECK_FUNCTION", "company-safety-check")
    return company


@pytest.fixture
def checked(desk: InProcessDesk, company: Company) -> CheckedCase:
    return CheckedCase(desk, company, "checked")


def test_answer_at_once_goes_on_record_and_nobody_is_emailed(checked: CheckedCase) -> None:
    sent = len(checked.desk.ses.sent)
    checked.company.answer = {"answer": "clear"}

    assert checked.ask() == "clear"

    decision = checked.case.decision(TaskKind.SAFETY, 1)
    assert decision and (decision.answer, decision.by) == (DecisionType.CLEAR, SAFETY_CHECK)
    assert len(checked.desk.ses.sent) == sent
    (asked,) = checked.company.asked
    assert (asked["task_id"], asked["account_name"]) == (checked.task_id, "Avery Example")


def test_failure_reaches_the_machine_by_its_name_and_the_task_waits(checked: CheckedCase) -> None:
    checked.company.answer = None

    with pytest.raises(SafetyCheckFailed):
        checked.ask()

    task = checked.case.task(TaskKind.SAFETY, 1)
    assert task and task.asks_check and task.decision is None


def test_signed_call_answers_later_and_can_be_repeated(checked: CheckedCase) -> None:
    assert checked.ask() == "none"

    replies = [checked.call(NOT_CLEAR) for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 200]
    assert json.loads(replies[0].body) == {"task_id": checked.task_id, "answer": "not_clear"}
    assert checked.ask() == "not_clear"


def test_answer_against_the_decision_is_a_conflict(checked: CheckedCase) -> None:
    checked.ask()
    checked.call(NOT_CLEAR)

    reply = checked.call({"answer": "clear"})

    assert reply.status == 409
    assert json.loads(reply.body)["title"] == "This task is already decided"
    decision = checked.case.decision(TaskKind.SAFETY, 1)
    assert decision and decision.answer is DecisionType.NOT_CLEAR


def test_exception_is_answered_by_a_signed_call(desk: InProcessDesk, company: Company) -> None:
    open_account(desk, "acct-high-value", plan="business")
    filed = send_json(desk, "POST", "/exceptions", exception_data(account_id="acct-high-value"))["exception_id"]
    asking = {"case_id": filed, "round": 1, "kind": "exception_safety"}
    assert invoke("workflow.open_task", asking) == {"answer": "none"}

    body = json.dumps({"answer": "clear"}).encode()
    assert desk.call("POST", f"/tasks/{filed}-1-exception_safety", body, JSON).status == 200

    assert invoke("workflow.open_task", asking) == {"answer": "clear"}


@pytest.mark.parametrize(
    "task_id",
    ["x", "kaaaaaaaaaaaaaaaa-1-safety", "{id}-1-review", "{id}-2-safety", "{id}", "{id}-1-safety%0A", "-" * 3000],
)
def test_unknown_task_is_not_found(checked: CheckedCase, task_id: str) -> None:
    checked.ask()

    reply = checked.call({"answer": "clear"}, task_id.format(id=checked.id))

    assert (reply.status, json.loads(reply.body)["status"]) == (404, 404)


@pytest.mark.parametrize("kind", ["safety", "review", "owner"])
def test_signed_call_answers_nothing_that_people_were_asked(desk: InProcessDesk, company: Company, kind: str) -> None:
    with pytest.MonkeyPatch.context() as before:
        before.setenv("SAFETY_CHECK_FUNCTION", "")
        asked = CheckedCase(desk, company, "asked")
        ask(desk, asked.id, kind)

    reply = asked.call({"answer": "clear"}, f"{asked.id}-1-{kind}")

    assert reply.status == 404
    assert [task.decision for task in asked.case.tasks] == [None]


def test_signed_call_answers_nothing_once_there_is_no_safety_check(
    checked: CheckedCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked.ask()
    monkeypatch.setenv("SAFETY_CHECK_FUNCTION", "")

    assert checked.call({"answer": "clear"}).status == 404


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        (b"{", 400, None),
        (b'{"answer": "clear", "note": "' + b"x" * 70_000 + b'"}', 413, None),
        (b'{"answer": "clear", "note": "' + b"x" * 5001 + b'"}', 422, "/note"),
        (b'{"answer": "not_clear"}', 422, "/note"),
        (b'{"answer": "clear", "note": "a\\u0000b"}', 422, "/note"),
        (b'{"answer": "clear", "note": "\\ud800"}', 422, "/note"),
        (b'{"answer": "approve"}', 422, "/answer"),
        (b'{"answer": "later"}', 422, "/answer"),
        (b'{"answer": "clear", "by": "chief@staff.example"}', 422, "/by"),
        (b"[]", 422, ""),
    ],
)
def test_wrong_answer_is_refused_and_stores_nothing(
    checked: CheckedCase, body: bytes, status: int, pointer: str | None
) -> None:
    checked.ask()
    before = checked.desk.stored()

    reply = checked.call(body)

    assert reply.status == status
    errors = json.loads(reply.body).get("errors", [])
    assert [error["pointer"] for error in errors] == ([] if pointer is None else [pointer])
    assert checked.desk.stored() == before


def test_people_can_decide_first_and_see_that_the_safety_check_was_asked(checked: CheckedCase) -> None:
    checked.ask()
    cookie, csrf = sign_in(checked.desk)
    path = f"/console/cases/{checked.id}"

    page = checked.desk.call("GET", path, Cookie=cookie).body
    assert "The safety check was asked on" in page
    assert "Asked the safety check" in page
    body = f"answer=clear&do=decide&csrf={csrf}&question=1+safety+1".encode()
    assert checked.desk.call("POST", path, body, FORM, Cookie=cookie).status == 303

    assert checked.call(NOT_CLEAR).status == 409


def test_answer_is_shown_in_plain_words_and_its_note_as_text(checked: CheckedCase) -> None:
    checked.ask()
    checked.call(NOT_CLEAR)
    invoke("workflow.record_outcome", {"application_id": checked.id, "round": 1})
    cookie, _ = sign_in(checked.desk)

    page = checked.desk.call("GET", f"/console/cases/{checked.id}", Cookie=cookie).body

    assert "Trust &amp; Safety: not cleared" in page
    assert f"by {SAFETY_CHECK}" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page
    assert 'href="https://evil.example' not in page
    status = checked.desk.call("GET", f"/status/{checked.desk.token('status')}").body
    assert "Linked to" not in status
    assert SAFETY_CHECK not in status


def test_deleted_case_is_not_found(checked: CheckedCase) -> None:
    checked.ask()
    for pk, sk in checked.desk.stored():
        if pk == f"CASE#{checked.id}":
            checked.desk.client.delete_item(TableName="desk", Key={"pk": {"S": pk}, "sk": {"S": sk}})

    assert checked.call({"answer": "clear"}).status == 404


def test_decision_writes_no_more_than_its_role_may(checked: CheckedCase) -> None:
    checked.ask()
    key = task_key(TaskKey(case_id=checked.id, round=1, kind=TaskKind.SAFETY))
    before = checked.desk.stored()[key]

    checked.call({"answer": "clear"})

    after = checked.desk.stored()[key]
    written = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    given = transformed.resources("AWS::IAM::Role")["PartnerApiRole"]["Policies"][0]["PolicyDocument"]["Statement"]
    for_the_check = [one["Fn::If"][1] for one in given if "Fn::If" in one]
    (may,) = (one for one in for_the_check if one["Action"] == "dynamodb:UpdateItem")
    attributes = set(may["Condition"]["ForAllValues:StringLike"]["dynamodb:Attributes"])
    assert written == {"decision", "open_kind"}
    assert attributes == {"pk", "sk", "decision", "open_kind", "assignee", "assigned_at"}, "and what an update removes"
