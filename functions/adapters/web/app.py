"""The app of a function behind API Gateway: its routes, and what becomes of an error."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import Handler, observed
from adapters.web.problems import explain, problem_page
from adapters.web.requests import root
from adapters.web.responses import Problem, Response

VIEW = ["GET", "HEAD"]  # the methods of a page that a link in an email opens: email scanners send HEAD first

OnError = Callable[[APIGatewayRestResolver, Exception], Response]


def not_found() -> Problem:
    advice = "If you typed the address, check it. If you followed a link, it may be out of date."
    return Problem(404, "Page not found", advice)


def error_page(app: APIGatewayRestResolver, error: Exception) -> Response:
    """An error as a page."""
    return problem_page(explain(error), root(app.current_event))


def create_app(*routers: Router, on_error: OnError = error_page) -> APIGatewayRestResolver:
    """An app with these routes; ``on_error`` makes the response to whatever a route raises."""
    app = APIGatewayRestResolver()
    for router in routers:
        app.include_router(router)
    app.not_found(lambda _: on_error(app, not_found()))
    app.exception_handler(Exception)(lambda error: on_error(app, error))
    return app


def lambda_handler(app: APIGatewayRestResolver) -> Handler:
    """The function's handler: logged, counted and traced."""

    def resolve(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return app.resolve(event, context)

    return observed(resolve)
