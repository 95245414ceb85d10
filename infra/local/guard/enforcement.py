"""What is changed in the embedded AWS so that it enforces more of what AWS does.

Every private part of ministack that this needs is named here; ``infra.local.embedded_process`` installs it.
"""

import hmac
import json
import os
import re
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator, lambda_runtime
from ministack.services import apigateway_v1

from infra.local.guard import callers, condition_keys
from infra.local.guard.condition_keys import Keys

_REQUEST = "keydesk:request"  # how a request comes from the one wrapped function to the other


def install() -> None:
    """Change the embedded AWS of this process, before it is started."""
    app.app = callers.guarded(app.app)
    check_the_owners_signature()
    make_the_functions_keys_secret()
    supply_condition_keys()
    keep_api_keys_apart_and_closed()
    tell_the_usage_of_api_keys()


def check_the_owners_signature() -> None:
    """Know one key of the account's owner, that of the environment, and check its signatures, too.

    The embedded AWS by itself checks those of users and roles (the functions have a role's session) alone, and takes
    ``test``, no key at all and any twelve digits for the owner.
    """
    owner = os.environ["AWS_ACCESS_KEY_ID"]
    iam_evaluator.is_root_access_key = lambda key: key == owner
    iam_evaluator._is_root_key = lambda _: False  # asked for what to leave unchecked


def make_the_functions_keys_secret() -> None:
    """Make the keys of the functions' sessions from the owner's secret, too, and not from their public names alone."""
    secret = os.environ["AWS_SECRET_ACCESS_KEY"].encode()
    lambda_runtime.hashlib = SimpleNamespace(sha256=lambda text: hmac.new(secret, text, "sha256"))


def supply_condition_keys() -> None:
    """Have policies decide with the condition keys of ``keys_of``."""
    tag_context, enforce = iam_actions.request_tag_context, iam_evaluator.enforce

    def with_request(service: str, iam_action: str, body: bytes, params: dict[str, Any]) -> dict[str, Any]:
        return {**tag_context(service, iam_action, body, params), _REQUEST: _request(service, body, params)}

    def enforced(
        access_key_id: str,
        iam_action: str,
        service: str,
        region: str,
        resource_arn: str = "*",
        service_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(service_context or {})
        for keys in keys_of(iam_action, resource_arn, context.pop(_REQUEST, {})):
            refusal = enforce(access_key_id, iam_action, service, region, resource_arn, {**context, **keys})
            if refusal:
                return refusal
        return None

    iam_actions.request_tag_context, iam_evaluator.enforce = with_request, enforced


def keep_api_keys_apart_and_closed() -> None:
    """Refuse a second API key with a value that there is, and a call with a key that was disabled.

    The embedded AWS by itself takes the text ``false`` of a patch for true.
    """
    create, update = apigateway_v1._create_api_key, apigateway_v1._update_api_key

    def created(data: dict[str, Any]) -> Any:
        if data.get("value") in [key["value"] for key in apigateway_v1._api_keys.values()]:
            return apigateway_v1._v1_error("ConflictException", "API Key already exists", 409)
        return create(data)

    def updated(key_id: str, data: dict[str, Any]) -> Any:
        for operation in data.get("patchOperations", []):
            if operation.get("path") == "/enabled":
                operation["value"] = operation["value"] == "true"
        return update(key_id, data)

    apigateway_v1._create_api_key, apigateway_v1._update_api_key = created, updated


def tell_the_usage_of_api_keys() -> None:
    """Answer GetUsage for one day; the embedded AWS by itself returns the usage plan.

    It counts the calls of 24 hours from a key's first. They are told as those of that call's day.
    """
    handle = apigateway_v1.handle_request

    async def handled(method: str, path: str, headers: Any, body: Any, query: Any) -> Any:
        asked = re.fullmatch(r"/usageplans/(\w+)/usage", path)
        plan = apigateway_v1._usage_plans.get(asked[1]) if asked else None
        if not plan:
            return await handle(method, path, headers, body, query)
        day, limit = apigateway_v1._qp(query, "startDate"), plan["quota"]["limit"]
        counts = [(key, *count) for (of, key), count in apigateway_v1._quota_state.items() if of == plan["id"]]
        used = {key: number for key, number, since in counts if f"{datetime.fromtimestamp(since, UTC):%Y-%m-%d}" == day}
        values = {key: [[number, int(limit) - number]] for key, number in used.items()}
        return apigateway_v1._v1_response(
            {"usagePlanId": plan["id"], "startDate": day, "endDate": day, "values": values}
        )

    apigateway_v1.handle_request = handled


def keys_of(action: str, resource: str, request: Any) -> list[Keys]:
    """The condition keys of each part of a request that has to be allowed by itself: one, but for transactions.

    ``action`` has its prefix, ``resource`` is an ARN, ``request`` has the names of the SDK.
    """
    service, _, name = action.partition(":")
    if service == "dynamodb":
        table = condition_keys.table_name(resource)
        return list(condition_keys.of_dynamodb(name, table, request, _hash_key)) or [{}]
    if name == "SendRawEmail":
        return [condition_keys.of_ses(request.get("Source", ""), request.get("RawMessage", {}).get("Data", ""))]
    return [{}]


def _request(service: str, body: bytes, params: dict[str, Any]) -> Any:
    """What ``keys_of`` reads of a request. One that cannot be read has no keys; its service refuses it."""
    if service == "dynamodb":
        try:
            request = json.loads(body or b"{}")
        except ValueError:
            return {}
        return request if isinstance(request, dict) else {}
    if service == "ses":
        source, data = (params.get(name, [""])[0] for name in ("Source", "RawMessage.Data"))
        return {"Source": source, "RawMessage": {"Data": data}}
    return {}


def _hash_key(table: str, index: str | None) -> str | None:
    from ministack.services import dynamodb  # only once it has read its state

    found = dynamodb._tables.get(table)
    if found is None:
        return None
    indexes = [*found.get("GlobalSecondaryIndexes", ()), *found.get("LocalSecondaryIndexes", ())]
    schemas = {None: found["KeySchema"], **{one["IndexName"]: one["KeySchema"] for one in indexes}}
    return next((key["AttributeName"] for key in schemas.get(index, ()) if key["KeyType"] == "HASH"), None)
