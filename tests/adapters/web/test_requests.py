import base64
import json
from typing import Any

import pytest

from adapters.web import forms
from adapters.web.requests import LARGEST_BODY_WITH_ICON, Event, json_body
from adapters.web.responses import Problem


def event(body: str | None, content_type: str = "application/json", **more: Any) -> Event:
    return Event({"body": body, "headers": {"Content-Type": content_type}, **more})


def problem_of(reader: Any, one: Event) -> Problem:
    with pytest.raises(Problem) as caught:
        reader(one)
    return caught.value


def test_json_is_read_plain_and_encoded() -> None:
    encoded = base64.b64encode(b'{"a": 1}').decode()

    assert json_body(event('{"a": 1}', "application/json; charset=utf-8")) == {"a": 1}
    assert json_body(event(encoded, isBase64Encoded=True)) == {"a": 1}


@pytest.mark.parametrize(
    ("one", "status"),
    [
        (event("{}", "text/plain"), 415),
        (event("{", "application/json"), 400),
        (event(None), 400),
        (event("[" * 50_000), 400),
        (event("not base64", isBase64Encoded=True), 400),
        (event(json.dumps("x" * 70_000)), 413),
        (event(base64.b64encode(b"\xff\xfe{}").decode(), isBase64Encoded=True), 400),
    ],
)
def test_what_is_no_json_gets_a_clear_answer(one: Event, status: int) -> None:
    assert problem_of(json_body, one).status == status


def test_a_form_is_read_with_its_blank_fields() -> None:
    one = event("a=1&b=&c=two+words", "application/x-www-form-urlencoded")

    assert forms.form_body(one) == forms.Form({"a": "1", "b": "", "c": "two words"}, {})


def test_a_form_with_too_many_fields_is_refused() -> None:
    one = event("&".join(f"f{n}=1" for n in range(200)), "application/x-www-form-urlencoded")

    assert problem_of(forms.form_body, one).status == 400


def part(name: str, content: bytes, *more: str) -> bytes:
    """One part of a multipart form; ``more`` goes behind its name: a file's name, more headers."""
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"{"".join(more)}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def multipart(*parts: bytes, end: bytes = b"--edge--\r\n", boundary: str = "; boundary=edge") -> Event:
    encoded = base64.b64encode(b"".join(parts) + end).decode()
    return event(encoded, "multipart/form-data" + boundary, isBase64Encoded=True)


def test_a_form_with_a_file_is_read() -> None:
    picture = b"\x89PNG\r\n\x1a\n\x00\xff--edge\r\n--edg"
    icon = part("icon", picture, '; filename="my icon.png"', "\r\nContent-Type: image/png")
    one = multipart(part("a", "für\r\nzwei".encode()), part("b", b""), icon)

    assert forms.form_body(one) == forms.Form({"a": "für\r\nzwei", "b": ""}, {"icon": picture})


def test_a_form_on_which_no_file_was_chosen_has_none() -> None:
    unchosen = part("icon", b"", '; filename=""', "\r\nContent-Type: application/octet-stream")

    assert forms.form_body(multipart(part("a", b"1"), unchosen)) == forms.Form({"a": "1"}, {})


def test_of_a_field_that_comes_twice_the_last_counts() -> None:
    assert forms.form_body(multipart(part("a", b"1"), part("a", b"2"))).fields == {"a": "2"}


@pytest.mark.parametrize(
    "one",
    [
        multipart(part("a", b"1"), end=b""),
        multipart(part("a", b"1"), end=b"--ed"),
        multipart(part("a", b"1"), boundary=""),
        multipart(part("a", b"1"), boundary="; boundary=other"),
        multipart(part("a", b"1"), boundary="; boundary=\N{EURO SIGN}"),
        multipart(part("a", b"1"), boundary="; boundary=" + "x" * 300),
        multipart(b"--edge\r\n\r\nno name\r\n"),
        multipart(part("a", b"1", "\r\nContent-Transfer-Encoding: unheard-of")),
        multipart(part("a", b"a" * 5, "\r\nContent-Transfer-Encoding: base64")),
        multipart(part("a", b"nothing\0")),
        multipart(part("a", b"\xff")),
        multipart(*[part(f"f{n}", b"1") for n in range(101)]),
        multipart(*[part(f"f{n}", b"1", '; filename="f"') for n in range(101)]),
        event("a=%00", "application/x-www-form-urlencoded"),
        event("a%00=1", "application/x-www-form-urlencoded"),
        event("a=%ff", "application/x-www-form-urlencoded"),
    ],
)
def test_a_malformed_form_is_refused(one: Event) -> None:
    problem = problem_of(forms.form_body, one)

    assert problem.status == 400
    assert problem.title == "The form cannot be read"


def test_a_body_of_another_kind_is_no_form() -> None:
    assert problem_of(forms.form_body, event("{}")).status == 415


def test_only_what_can_hold_an_icon_may_be_large() -> None:
    large, too_large = "x" * 1_400_000, "x" * forms.LARGEST_FORM
    urlencoded = "application/x-www-form-urlencoded"

    assert json_body(event(json.dumps(large)), LARGEST_BODY_WITH_ICON) == large
    assert forms.form_body(multipart(part("icon", large.encode(), '; filename="f"'))).files == {"icon": large.encode()}
    assert problem_of(json_body, event(json.dumps(large))).status == 413
    assert problem_of(forms.form_body, event("a=" + large, urlencoded)).status == 413
    assert problem_of(forms.form_body, multipart(part("icon", too_large.encode()))).status == 413


def test_an_icon_that_is_too_large_does_not_cost_the_text_of_the_form() -> None:
    icon = part("icon", b"x" * 4_000_000, '; filename="f"')

    assert forms.form_body(multipart(part("project_use", b"Weekly hours"), icon)).fields == {
        "project_use": "Weekly hours"
    }
