import base64
import json
from typing import Any

import pytest

from adapters import http
from review.errors import FieldProblem


def event(body: str | None, content_type: str = "application/json", **more: Any) -> dict[str, Any]:
    return {"body": body, "headers": {"Content-Type": content_type}, **more}


def problem_of(reader: Any, one: dict[str, Any]) -> http.Problem:
    with pytest.raises(http.Problem) as caught:
        reader(one)
    return caught.value


def test_json_is_read_plain_and_encoded() -> None:
    encoded = base64.b64encode(b'{"a": 1}').decode()

    assert http.json_body(event('{"a": 1}', "application/json; charset=utf-8")) == {"a": 1}
    assert http.json_body(event(encoded, isBase64Encoded=True)) == {"a": 1}


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (event("{}", "text/plain"), 415),
        (event("{", "application/json"), 400),
        (event(None), 400),
        (event("[" * 50_000), 400),
        (event("not base64", isBase64Encoded=True), 400),
        (event(json.dumps("x" * 70_000)), 413),
        (event(base64.b64encode(b"\xff\xfe{}").decode(), isBase64Encoded=True), 400),
    ],
)
def test_what_is_no_json_gets_a_clear_answer(one: dict[str, Any], status: int) -> None:
    assert problem_of(http.json_body, one).status == status


def test_a_form_is_read_with_its_blank_fields() -> None:
    one = event("a=1&b=&c=two+words", "application/x-www-form-urlencoded")

    assert http.form_body(one) == {"a": "1", "b": "", "c": "two words"}


def test_a_form_with_too_many_fields_is_refused() -> None:
    one = event("&".join(f"f{n}=1" for n in range(200)), "application/x-www-form-urlencoded")

    assert problem_of(http.form_body, one).status == 400


def test_a_problem_is_written_as_rfc_9457_has_it() -> None:
    answer = http.problem_answer(http.Problem(422, "Wrong", "Mend it.", [FieldProblem("/a", "Must be b")]))

    assert answer["headers"]["Content-Type"] == "application/problem+json"
    assert json.loads(answer["body"]) == {
        "type": "about:blank",
        "title": "Wrong",
        "status": 422,
        "detail": "Mend it.",
        "errors": [{"pointer": "/a", "detail": "Must be b"}],
    }


def test_every_answer_keeps_its_address_to_itself() -> None:
    for answer in (http.json_answer(200, {}), http.html_answer(200, "", "sha256-x"), http.see_other("x")):
        assert answer["headers"]["Referrer-Policy"] == "no-referrer"
        assert answer["headers"]["Cache-Control"] == "no-store"
        assert answer["headers"]["X-Content-Type-Options"] == "nosniff"


def test_a_page_may_load_nothing_but_its_own_style() -> None:
    policy = http.html_answer(200, "", "sha256-x")["headers"]["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
