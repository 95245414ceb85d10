from typing import Any

import pytest

from handlers.show_page import handler
from tests.handlers.lambda_context import CONTEXT


def show(resource: str, path: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = handler({"resource": resource, "requestContext": {"path": path}, **more}, CONTEXT)
    return answer


@pytest.mark.parametrize(("path", "link"), [("/", "apply"), ("/desk/", "apply"), ("/desk", "desk/apply")])
def test_the_first_page_leads_to_the_form_however_it_is_reached(path: str, link: str) -> None:
    assert f'href="{link}"' in show("/", path)["body"]


def test_a_route_that_has_no_page_is_not_found() -> None:
    assert show("/nowhere", "/nowhere")["statusCode"] == 404


def test_the_receipt_shows_an_application_id_and_nothing_else() -> None:
    for given, shown in (("kabcdefghij234567", True), ("<b>hello", False), ("", False)):
        body = show("/apply/received", "/apply/received", queryStringParameters={"application": given})["body"]
        assert ("Your application is" in body) is shown
