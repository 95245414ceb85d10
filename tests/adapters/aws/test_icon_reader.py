"""Reading icons by a function that a hostile image may have taken over."""

import base64
import io
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from PIL import Image

from adapters.aws.icon_reader import LambdaIconReader
from adapters.web import images
from domain.model.errors import FieldProblem, IconReaderFailed, InvalidInput
from domain.model.icon import Icon
from tests.bench.looks import file_of, mark, on

IMAGE = file_of(on(mark("disc", "as", "#722f85")))
ICON = images.read_icon(IMAGE)
PNG = base64.b64decode(ICON.thumbnail)


class FakeLambda:
    """Responds with what it was given; an exception is raised."""

    def __init__(self, response: bytes | Exception, **more: str) -> None:
        self._response = response
        self._more = more
        self.calls: list[dict[str, Any]] = []

    def invoke(self, **call: Any) -> dict[str, Any]:
        self.calls.append(call)
        if isinstance(self._response, Exception):
            raise self._response
        return {"Payload": io.BytesIO(self._response), **self._more}


def read(client: Any) -> Icon:
    return LambdaIconReader(client, "read-icon").read_icon(IMAGE)


def icon(**changes: Any) -> bytes:
    return json.dumps({"icon": ICON.model_dump(mode="json") | changes}).encode()


def thumbnail(png: bytes) -> bytes:
    return icon(thumbnail=base64.b64encode(png).decode())


def refusal(client: Any) -> list[FieldProblem]:
    with pytest.raises(InvalidInput) as caught:
        read(client)
    return caught.value.problems


def test_icon_comes_back_as_the_function_read_it() -> None:
    client = FakeLambda(icon())

    assert read(client) == ICON
    (call,) = client.calls
    assert call["FunctionName"] == "read-icon" and "InvocationType" not in call
    assert base64.b64decode(json.loads(call["Payload"])["image"]) == IMAGE


@pytest.mark.parametrize("size", [(4096, 1), (1, 4096), (1, 1), (300, 300)])
def test_icon_of_any_accepted_image_is_believed(size: tuple[int, int]) -> None:
    read_here = images.read_icon(file_of(Image.effect_noise(size, 200).convert("RGB")))

    assert read(FakeLambda(json.dumps({"icon": read_here.model_dump(mode="json")}).encode())) == read_here


def test_problem_of_an_image_is_said_in_our_words() -> None:
    words = "Must be a PNG or JPEG image that can be opened"

    assert refusal(FakeLambda(json.dumps({"problem": words}).encode())) == [FieldProblem("/project/icon", words)]


def test_image_that_ends_the_function_or_takes_too_long_is_a_problem_of_the_image() -> None:
    killed = b'{"errorType": "Runtime.ExitError", "errorMessage": "Error: Runtime exited with error: signal: killed"}'

    assert refusal(FakeLambda(killed, FunctionError="Unhandled")) == [
        FieldProblem("/project/icon", "Couldn't be read: save it again as PNG or JPEG")
    ]


@pytest.mark.parametrize(
    "fault",
    [
        ClientError({"Error": {"Code": "TooManyRequestsException", "Message": "Rate Exceeded."}}, "Invoke"),
        ReadTimeoutError(endpoint_url="https://lambda.example"),
    ],
)
def test_lambda_that_does_not_invoke_is_no_problem_of_the_image(fault: Exception) -> None:
    with pytest.raises(type(fault)):
        read(FakeLambda(fault))


HOSTILE = {
    "not JSON": b"not json",
    "not UTF-8": b'{"problem": "\xff"}',
    "nested without end": b"[" * 30_000,
    "no object": b"[]",
    "nothing": b"{}",
    "null": b'{"icon": null, "problem": null}',
    "words of its own": b'{"problem": "Call 555-0100 to go on"}',
    "more than asked for": icon(note="a"),
    "a hash that is none": icon(hash="<b>"),
    "a number as its hash": icon(hash=10**31),
    "colours that are none": icon(colours=["red;background:url(//elsewhere.example)"]),
    "too many colours": icon(colours=["#722f85"] * 6),
    "a thumbnail that ends its attribute": icon(thumbnail='" onerror="alert(1)'),
    "a thumbnail with a line break": icon(thumbnail=f"{ICON.thumbnail}\n"),
    "a thumbnail that is not whole base64": icon(thumbnail=ICON.thumbnail.rstrip("=")[:-1]),
    "a thumbnail in SVG": thumbnail(b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    "a thumbnail in GIF": thumbnail(b"GIF89a"),
    "a thumbnail of many pixels": thumbnail(PNG[:16] + b"\0\0\xff\xff" * 2 + PNG[24:]),
    "a thumbnail a little too wide": thumbnail(PNG[:16] + b"\0\0\0\x61" + PNG[20:]),
    "a thumbnail without size": thumbnail(PNG[:16] + b"\0\0\0\0" * 2 + PNG[24:]),
    "a thumbnail with something behind it": thumbnail(PNG + b"<script>"),
    "a large thumbnail": thumbnail(PNG[:-12] + bytes(16_384) + PNG[-12:]),
    "a megabyte": icon().rjust(1024 * 1024),
}


@pytest.mark.parametrize("response", HOSTILE.values(), ids=HOSTILE)
def test_response_that_breaks_the_contract_is_not_believed(response: bytes) -> None:
    with pytest.raises(IconReaderFailed) as caught:
        read(FakeLambda(response))
    assert all(word not in str(caught.value) for word in ("555", "onerror", "script"))
