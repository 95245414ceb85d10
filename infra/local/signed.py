"""Calls that are signed with IAM (Signature Version 4), as the marketplace's own systems make them."""

import json
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.places import REGION


def call(method: str, url: str, data: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    """One JSON call to the API, signed as the owner of the AWS account."""
    sent = {"Content-Type": "application/json", **(headers or {})}
    request = AWSRequest(method, url, data=json.dumps(data), headers=sent)
    SigV4Auth(Credentials("test", "test"), "execute-api", REGION).add_auth(request)
    return httpx.request(method, url, content=request.data, headers=dict(request.headers.items()), timeout=60)
