"""Handlers that answer over HTTP: what goes wrong becomes a clear answer, and a fault of ours is logged."""

from collections.abc import Callable
from functools import wraps

from adapters import telemetry
from adapters.http import Answer, Event, Problem, html_answer, problem_answer
from review.errors import InvalidInput, UnknownLink

Endpoint = Callable[[Event], Answer]

_FAULT = Problem(500, "The fault is ours", "Nothing was lost that you had handed in before. Please try again soon.")


def api(endpoint: Endpoint) -> telemetry.Handler:
    """An endpoint for programs: problems are answered as RFC 9457 has it."""
    return _handler(endpoint, problem_answer)


def web(endpoint: Endpoint) -> telemetry.Handler:
    """An endpoint for people: problems are answered with a page."""
    return _handler(endpoint, _problem_page)


def web_page(status: int, name: str, values: dict[str, object]) -> Answer:
    """A page from ``templates/pages``."""
    from adapters import templates  # jinja2 is loaded only where a page is made

    return html_answer(status, templates.page(name, values), templates.style_source())


def _handler(endpoint: Endpoint, answer_problem: Callable[[Problem], Answer]) -> telemetry.Handler:
    @wraps(endpoint)
    def handle(event: Event, _context: object) -> Answer:
        try:
            return endpoint(event)
        except Exception as error:
            return answer_problem(_explain(error))

    return telemetry.observed(handle)


def _explain(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, InvalidInput):
        return Problem(
            422, "Some fields are not right", "Mend the fields named in errors and send it again.", error.problems
        )
    if isinstance(error, UnknownLink):
        return Problem(
            404, "This link does not work", "It was mistyped, or it has expired. Use the newest mail you have."
        )
    telemetry.logger().exception("fault")
    return _FAULT


def _problem_page(problem: Problem) -> Answer:
    return web_page(problem.status, "problem", {"title": problem.title, "detail": problem.detail})
