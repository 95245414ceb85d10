"""The app of a function behind API Gateway: its routes, and what becomes of an error."""

from collections.abc import Callable
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayRestResolver
from aws_lambda_powertools.event_handler.api_gateway import Router

from adapters.aws.observability import Handler, observed
from adapters.web.problems import explain, problem_page
from adapters.web.responses import Problem, Response

VIEW = ["GET", "HEAD"]  # the methods of a page that a link in an email opens: email scanners send HEAD first
_NOT_FOUND = Problem(404, "There is no such page", "Start again from the first page.")


OnError = Callable[[APIGatewayRestResolver, Exception], Response]


def error_page(_app: APIGatewayRestResolver, error: Exception) -> Response:
    """An error as a page."""
    return problem_page(explain(error))


def create_app(*routers: Router, on_error: OnError = error_page) -> APIGatewayRestResolver:
    """An app with these routes; ``on_error`` makes the response to whatever a route raises."""
    app = APIGatewayRestResolver()
    for router in routers:
        app.include_router(router)
    app.not_found(lambda _: on_error(app, _NOT_FOUND))
    app.exception_handler(Exception)(lambda error: on_error(app, error))
    return app


def lambda_handler(app: APIGatewayRestResolver) -> Handler:
    """The function's handler: logged, counted and traced."""

    def resolve(event: dict[str, Any], context: Any) -> dict[str, Any]:
        return app.resolve(event, context)

    return observed(resolve)
