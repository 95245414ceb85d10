"""What Lambda hands to every handler: the context, and API Gateway's events."""

import importlib
from types import SimpleNamespace
from typing import Any

from tests.stacks.test_template import FUNCTIONS

CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    aws_request_id="request-1",
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:test",
)


def module_of(function: dict[str, Any]) -> str:
    """The handler's module, below ``handlers``, of a function of the template."""
    handler: str = function["Properties"]["Handler"]
    return handler.removeprefix("handlers.").removesuffix(".handler")


ROUTES = {
    (event["Properties"]["Method"].upper(), event["Properties"]["Path"]): module_of(function)
    for function in FUNCTIONS.values()
    for event in function["Properties"].get("Events", {}).values()
    if event["Type"] == "Api"
}
"""The handler's module that answers a method on a path of the template."""


def invoke(module: str, event: Any) -> Any:
    """Call a function's handler, as Lambda does."""
    return importlib.import_module(f"handlers.{module}").handler(event, CONTEXT)


def api_event(method: str, resource: str, **given: Any) -> dict[str, Any]:
    """A request as API Gateway (REST API, proxy integration) hands it over; ``path`` is the resource's unless given."""
    path = given.get("path", resource)
    return {"httpMethod": method, "resource": resource, "path": path, "requestContext": {"path": path}, **given}


def respond(method: str, resource: str, **given: Any) -> dict[str, Any]:
    """The response to a request: ``statusCode``, ``headers`` and ``body``."""
    response = invoke(ROUTES[method, resource], api_event(method, resource, **given))
    headers = {name: values[0] for name, values in response["multiValueHeaders"].items()}
    return {**response, "headers": headers}
