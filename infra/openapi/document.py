"""The whole document, and where it lies."""

import json
from typing import Any

from infra.local.local_settings import ROOT
from infra.openapi.calls import paths
from infra.openapi.parts import PARAMETERS, problems
from infra.openapi.schemas import schemas

PLACE = ROOT / "docs" / "openapi.json"


def document() -> dict[str, Any]:
    """The description of the API (OpenAPI 3.1)."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Keydesk",
            "version": "1",
            "description": "Hand applications for an API key in, check them before, and keep the desk's knowledge of "
            "accounts up to date. Bodies are JSON in UTF-8. Unknown fields are refused. What goes wrong is answered "
            "with a problem (RFC 9457).",
        },
        "servers": [{"url": ".", "description": "Where this document lies"}],
        "paths": paths(),
        "components": {
            "schemas": schemas(),
            "parameters": PARAMETERS,
            "responses": problems(),
            "securitySchemes": {
                "signature": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "Authorization",
                    "description": "AWS Signature Version 4 of the service `execute-api`. The caller needs "
                    "`execute-api:Invoke` on the call.",
                    "x-amazon-apigateway-authtype": "awsSigv4",
                }
            },
        },
    }


def as_text(value: dict[str, Any]) -> str:
    """The document as it is written."""
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
