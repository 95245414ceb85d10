"""The answers with which AWS refuses and throttles, as each of its services writes them."""

import json
from typing import Any

Answer = tuple[int, dict[str, str], bytes]

# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html and the common errors in each
# service's API reference
THROTTLED = {
    "dynamodb": (400, "ProvisionedThroughputExceededException"),
    "lambda": (429, "TooManyRequestsException"),
    "s3": (503, "SlowDown"),
    "ses": (400, "Throttling"),
}
REFUSED = {
    "dynamodb": (500, "InternalServerError"),
    "lambda": (500, "ServiceException"),
    "s3": (500, "InternalError"),
    "secretsmanager": (500, "InternalServiceError"),
}
TASKS = {"dynamodb": "DynamoDb", "lambda": "Lambda"}


def throttled(service: str) -> Answer:
    """What a service answers that is asked too often."""
    return _answer(service, *THROTTLED.get(service, (400, "ThrottlingException")), "Maximum sending rate exceeded.")


def refused(service: str) -> Answer:
    """What a service answers that has a fault of its own."""
    return _answer(service, *REFUSED.get(service, (500, "InternalFailure")), "A fault of the service, injected.")


def task_error(service: str, is_throttled: bool) -> str:
    """The name that a state machine gives the same."""
    (_, code) = (THROTTLED if is_throttled else REFUSED).get(service, (0, "InternalFailure"))
    return f"{TASKS[service]}.{code}"


def _answer(service: str, status: int, code: str, message: str) -> Answer:
    if service == "ses":
        error = f"<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
        text = f'<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">{error}</ErrorResponse>'
    elif service == "s3":
        text = f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"
    else:
        words: dict[str, Any] = {"__type": code, "message": message}
        headers = {"Content-Type": "application/x-amz-json-1.0", "x-amzn-errortype": code}
        return status, headers, json.dumps(words).encode()
    return status, {"Content-Type": "text/xml"}, text.encode()
