"""Decodes an applicant's image. No other function does, and the role of this one permits nothing."""

import base64
from typing import Any

from adapters.aws.observability import observed
from adapters.web.images import read_icon
from domain.model.errors import InvalidInput


@observed
def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """``{"image": …}`` in base64 in; an ``IconReading`` out."""
    try:
        icon = read_icon(base64.b64decode(event["image"]))
    except InvalidInput as error:
        return {"problem": error.problems[0].message}
    return {"icon": icon.model_dump(mode="json")}
