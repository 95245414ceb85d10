"""Handlers that answer over HTTP: what goes wrong becomes a clear answer, and a fault of ours is logged."""

from collections.abc import Callable
from functools import wraps

from adapters.aws import observability as telemetry
from adapters.web.responses import Event, Problem, Response, html_response, path_parameter, problem_response
from domain.model.errors import (
    AccountLookupFailed,
    AnotherApplicationOpen,
    CaseNotStored,
    ConflictOfInterest,
    FieldProblem,
    InvalidInput,
    NotAllowed,
    UnknownAccount,
    UnknownCase,
    UnknownToken,
)

Endpoint = Callable[[Event], Response]

_FAULT = Problem(500, "The fault is ours", "Nothing was lost that you had handed in before. Please try again soon.")

_LOOK_UP_FAILED = Problem(503, "We cannot look the account up", "The fault is ours. Please try again in a few minutes.")

_NO_LINK = Problem(
    404, "This link does not work", "It was mistyped, used up, or it has expired. Use the newest mail you have."
)
PROBLEM_BY_ERROR: dict[type[Exception], Problem] = {
    UnknownToken: _NO_LINK,
    CaseNotStored: _NO_LINK,  # a link can outlive its case
    UnknownCase: Problem(404, "There is no such case", "Look for it in the queue, or search for its account."),
    UnknownAccount: Problem(
        404, "There is no such account", "Neither the account lookup nor the desk knows it. Search for it by its id."
    ),
    NotAllowed: Problem(
        403, "This is not for your role", "Your roles at the desk do not do this. The operator knows who has which."
    ),
}
"""What is wrong and always said in the same words."""


def api(endpoint: Endpoint) -> telemetry.Handler:
    """An endpoint for programs: problems are answered as RFC 9457 has it."""
    return _handler(endpoint, problem_response)


def web(endpoint: Endpoint) -> telemetry.Handler:
    """An endpoint for people: problems are answered with a page."""
    return _handler(endpoint, _problem_page)


def web_page(status: int, name: str, values: dict[str, object], script: str = "") -> Response:
    """A page from ``templates/pages``; with the script of that name, if any, as its value ``script``."""
    from adapters.web import templates  # jinja2 is loaded only where a page is made

    if not script:
        return html_response(status, templates.page(name, values), templates.style_source())
    code = templates.script(script)
    html = templates.page(name, {**values, "script": code})
    return html_response(status, html, templates.style_source(), templates.source_of(code))


def must_be_of_path(event: Event, account_id: str) -> None:
    """The account of the body must be that of the path, which is what the caller's signature was checked for.

    Raises:
        InvalidInput: if it is another.
    """
    if account_id != path_parameter(event, "account_id"):
        raise InvalidInput([FieldProblem("/account_id", "Must be the account id of the address")])


def _handler(endpoint: Endpoint, answer_problem: Callable[[Problem], Response]) -> telemetry.Handler:
    @wraps(endpoint)
    def handle(event: Event, _context: object) -> Response:
        try:
            return endpoint(event)
        except Exception as error:
            return answer_problem(explain(error))

    return telemetry.observed(handle)


def explain(error: Exception) -> Problem:
    """What a person is told of an error; a fault of ours is logged."""
    if isinstance(error, Problem):
        return error
    if type(error) in PROBLEM_BY_ERROR:
        return PROBLEM_BY_ERROR[type(error)]
    if isinstance(error, InvalidInput):
        return Problem(
            422, "Some fields are not right", "Mend the fields named in errors and send it again.", error.problems
        )
    if isinstance(error, ConflictOfInterest):
        return Problem(
            403,
            "This is your own case",
            f"You are {error.part}, and nobody decides about a case of their own. A colleague has to: each was asked "
            "by mail, with a link of their own. If nobody else was asked, tell the operator of the desk.",
        )
    if isinstance(error, AnotherApplicationOpen):
        from domain.policy import RuleId, load_policy

        finding = load_policy().finding(RuleId.ONE_OPEN_APPLICATION, "another", error.application_id)
        return Problem(409, "One application at a time", f"{finding.message} {finding.fix}")
    telemetry.logger().exception("fault")
    return _LOOK_UP_FAILED if isinstance(error, AccountLookupFailed) else _FAULT


def _problem_page(problem: Problem) -> Response:
    return web_page(problem.status, "problem", {"title": problem.title, "detail": problem.detail})
