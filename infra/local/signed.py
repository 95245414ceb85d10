"""Calls signed with IAM (Signature Version 4), as the marketplace's own systems make them."""

import json
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.local_settings import REGION

OWNER = Credentials("test", "test")  # of the AWS account


def call(
    method: str, url: str, data: Any, headers: dict[str, str] | None = None, by: Credentials = OWNER
) -> httpx.Response:
    """A JSON call to the API, signed with these credentials."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = AWSRequest(method, url, data=json.dumps(data), headers=sent)
    SigV4Auth(by, "execute-api", REGION).add_auth(request)
    return httpx.request(method, url, content=request.data, headers=dict(request.headers.items()), timeout=60)
