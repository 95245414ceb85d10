"""Calls signed with IAM (Signature Version 4), as the marketplace's own systems make them."""

import json
import ssl
from typing import Any

import httpx
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from infra.local.local_settings import REGION

TLS = ssl.create_default_context()  # read once: that takes longer than a call


def call(by: Credentials, method: str, url: str, data: Any, headers: dict[str, str] | None = None) -> httpx.Response:
    """A JSON call to the API, signed with these credentials."""
    unsigned = {"Content-Type": "application/json", **(headers or {})}
    request = AWSRequest(method, url, data=json.dumps(data), headers=unsigned)
    SigV4Auth(by, "execute-api", REGION).add_auth(request)
    sent = dict(request.headers.items())
    return httpx.request(method, url, content=request.data, headers=sent, timeout=60, verify=TLS)
