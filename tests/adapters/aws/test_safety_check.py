"""The safety check of AWS: a function that somebody else has written."""

import io
import json
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from adapters.aws.safety_check import LambdaSafetyCheck
from domain.cases.case import TaskKey, TaskKind
from domain.model.errors import SafetyCheckFailed
from domain.notifications.safety_check import SafetyAnswer, SafetyQuestion, SafetyResult, question_of
from tests.adapters.aws.test_account_lookup import FakeLambda
from tests.examples import filed_exception

EXCEPTION = filed_exception()
QUESTION = question_of(TaskKey(case_id=EXCEPTION.id, round=1, kind=TaskKind.EXCEPTION_SAFETY), EXCEPTION)


def ask(client: Any) -> SafetyAnswer | None:
    return LambdaSafetyCheck(client, "check").ask(QUESTION)


@pytest.mark.parametrize(
    "broken",
    [
        FakeLambda(b'{"answer": "clear"}', FunctionError="Unhandled"),
        FakeLambda(b"not json"),
        FakeLambda(b""),
        FakeLambda(b"null"),
        FakeLambda(b"[" * 100_000),
        FakeLambda(b"[]"),
        FakeLambda(b'"clear"'),
        FakeLambda(b"{}"),
        FakeLambda(b'{"answer": "yes"}'),
        FakeLambda(b'{"answer": ["later"]}'),
        FakeLambda(b'{"answer": "not_clear"}'),
        FakeLambda(b'{"answer": "clear", "score": 7}'),
        FakeLambda(b'{"answer": "clear", "note": "a\\u0007b"}'),
        FakeLambda(ReadTimeoutError(endpoint_url="https://lambda.example")),
    ],
)
def test_safety_check_that_breaks_the_contract_has_failed(broken: FakeLambda) -> None:
    with pytest.raises(SafetyCheckFailed):
        ask(broken)


def test_failure_names_what_is_wrong_and_repeats_nothing() -> None:
    with pytest.raises(SafetyCheckFailed, match="/answer") as failed:
        ask(FakeLambda(b'{"answer": "Avery is a thief", "note": "private"}'))

    assert "thief" not in str(failed.value)
    assert "private" not in str(failed.value)


@pytest.mark.parametrize("later", [{"answer": "later"}, {"answer": "later", "note": ""}])
def test_safety_check_answers_now_or_later(later: dict[str, str]) -> None:
    now = {"answer": "not_clear", "note": "Linked to a closed account."}

    assert ask(FakeLambda(json.dumps(later).encode())) is None
    assert ask(FakeLambda(json.dumps(now).encode())) == SafetyAnswer(answer=SafetyResult.NOT_CLEAR, note=now["note"])


def test_function_gets_the_question_as_json() -> None:
    got = []

    class Lambda:
        def invoke(self, **given: str) -> dict[str, Any]:
            got.append(given)
            return {"Payload": io.BytesIO(b'{"answer": "later"}')}

    ask(Lambda())

    ((given,),) = (got,)
    assert given["FunctionName"] == "check"
    assert SafetyQuestion.model_validate_json(given["Payload"]) == QUESTION
