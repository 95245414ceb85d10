"""What Lambda hands to every handler: the context, and API Gateway's events."""

import importlib
from types import SimpleNamespace
from typing import Any

from infra import transformed

CONTEXT = SimpleNamespace(
    function_name="test",
    memory_limit_in_mb=512,
    aws_request_id="request-1",
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:test",
)


MODULES = {
    name: function["Handler"].removeprefix("handlers.").removesuffix(".handler")
    for name, function in transformed.functions().items()
}
"""The handler's module, below ``handlers``, of each function of the template."""

ROUTES = {(route.method, route.path): MODULES[route.function] for route in transformed.routes()}
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
