"""ReadIcon, and what becomes of an application while it reads its icon."""

import base64
import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from adapters.web.images import read_icon
from tests.bench.looks import file_of, mark, on
from tests.examples import request_data
from tests.handlers.in_process_desk import Functions
from tests.handlers.lambda_context import invoke, respond
from wiring import applications, clients

IMAGE = file_of(on(mark("disc", "as", "#722f85")))
IN_BASE64 = base64.b64encode(IMAGE).decode()


class Counting(Functions):
    """Invokes the function in this process; ``response`` is given, or an exception raised, in place of its own."""

    def __init__(self, response: Exception | dict[str, Any] | None = None) -> None:
        super().__init__()
        self.calls = 0
        self._response = response

    def invoke(self, **given: Any) -> dict[str, Any]:
        self.calls += 1
        if isinstance(self._response, Exception):
            raise self._response
        return self._response or super().invoke(**given)


@pytest.fixture
def functions(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Counting:
    functions = Counting(getattr(request, "param", None))
    monkeypatch.setattr(clients, "synchronous_lambda", lambda: functions)
    monkeypatch.setenv("READ_ICON_FUNCTION", "events.read_icon")
    return functions


def check(icon: str | None) -> dict[str, Any]:
    """The response to the pre-check of an application, for which nothing else is wired."""
    data = request_data()
    data["project"]["icon"] = icon
    return respond("POST", "/applications/check", headers={"Content-Type": "application/json"}, body=json.dumps(data))


def test_icon_and_problem_are_returned_as_json() -> None:
    assert invoke("events.read_icon", {"image": IN_BASE64}) == {"icon": read_icon(IMAGE).model_dump(mode="json")}
    assert json.loads(json.dumps(invoke("events.read_icon", {"image": ""}))) == {
        "problem": "Must be a PNG or JPEG image that can be opened"
    }


def test_function_is_invoked_for_an_image_only(functions: Counting) -> None:
    assert check(None)["statusCode"] == check("")["statusCode"] - 222 == 200
    assert functions.calls == 1
    assert "brand" in check(IN_BASE64)["body"]
    assert functions.calls == 2


def test_form_with_another_wrong_field_has_its_image_read_once(functions: Counting) -> None:
    checked = applications.check_form({"hours_per_day": "25"}, {"icon": IMAGE})

    assert functions.calls == 1
    assert checked.values["fields"]["icon_kept"] == read_icon(IMAGE).thumbnail


@pytest.mark.parametrize(
    "functions",
    [{"FunctionError": "Unhandled", "Payload": io.BytesIO(b'{"errorMessage": "Task timed out"}')}],
    indirect=True,
)
def test_applicant_whose_image_ends_the_function_is_told_what_to_do(functions: Counting) -> None:
    answer = check(IN_BASE64)

    assert answer["statusCode"] == 422
    assert json.loads(answer["body"])["errors"] == [
        {"pointer": "/project/icon", "detail": "Couldn't be read: save it again as PNG or JPEG"}
    ]


@pytest.mark.parametrize(
    "functions",
    [
        ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Rate Exceeded."}}, "Invoke"),
        {"Payload": io.BytesIO(b'{"problem": "Call 555-0100"}')},
    ],
    indirect=True,
)
def test_fault_of_ours_is_not_blamed_on_the_image(functions: Counting) -> None:
    answer = check(IN_BASE64)

    assert answer["statusCode"] == 500
    assert "The problem is on our side" in answer["body"] and "555" not in answer["body"]
