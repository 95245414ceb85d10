"""Reads icons in the function ReadIcon, so that a flaw of the image decoder is met where there are no rights."""

import base64
import json
from typing import TYPE_CHECKING

from pydantic import ValidationError

from domain.model.errors import IconReaderFailed
from domain.model.icon import Icon, IconProblem, IconReading, refused

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

LARGEST_RESPONSE = 32 * 1024  # bytes; an icon's thumbnail has up to 16 KB


class LambdaIconReader:
    """Invokes ReadIcon, and trusts nothing that comes back: a hostile image may have taken the function over."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def read_icon(self, image: bytes) -> Icon:
        """See ``IconReader``.

        Raises:
            InvalidInput: also if reading the image took too long or ended the function.
            IconReaderFailed: if the function does not keep to its contract.
        """
        event = json.dumps({"image": base64.b64encode(image).decode()})
        response = self._client.invoke(FunctionName=self._function, Payload=event)
        if "FunctionError" in response:
            raise refused(IconProblem.NOT_READ)
        reading = _reading(response["Payload"].read(LARGEST_RESPONSE))
        if reading.problem:
            raise refused(reading.problem)
        if not reading.icon:
            raise IconReaderFailed("it returned neither an icon nor a problem")
        return reading.icon


def _reading(payload: bytes) -> IconReading:
    try:
        return IconReading.model_validate_json(payload, strict=True, context={})
    except ValidationError as error:
        raise IconReaderFailed(f"{error.error_count()} things are wrong with its response") from None
