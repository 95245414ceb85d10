import json

from adapters.web.responses import Problem, html_response, json_response, problem_response, see_other
from domain.model.errors import FieldProblem


def test_a_problem_is_written_as_rfc_9457_has_it() -> None:
    answer = problem_response(Problem(422, "Wrong", "Mend it.", [FieldProblem("/a", "Must be b")]))

    assert answer.content_type == "application/problem+json"
    assert json.loads(answer.body or "") == {
        "type": "about:blank",
        "title": "Wrong",
        "status": 422,
        "detail": "Mend it.",
        "errors": [{"pointer": "/a", "detail": "Must be b"}],
    }


def test_every_answer_keeps_its_address_to_itself() -> None:
    for answer in (json_response(200, {}), html_response(200, "", "sha256-x"), see_other("x")):
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_may_load_nothing_but_its_own_style() -> None:
    policy = html_response(200, "", "sha256-x").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in policy
