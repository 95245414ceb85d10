"""What people see when no function answers: API Gateway's own pages, and those of the web ACL."""

import base64
import hashlib
import re
from typing import Any

import pytest
from samtranslator.yaml_helper import yaml_parse

from infra import transformed
from tests.examples import ROOT

RESPONSES: dict[str, Any] = transformed.api()["x-amazon-apigateway-gateway-responses"]
MAPPINGS: dict[str, Any] = transformed.template()["Mappings"]
EDGE: dict[str, Any] = yaml_parse((ROOT / "infra/edge.yaml").read_text("utf-8"))
PAGES = {"THROTTLED": "429", "REQUEST_TOO_LARGE": "413", "WAF_FILTERED": "403", "DEFAULT_5XX": None}
NAME = "Bazaar & Sons"


def resolved(value: Any, public_url: str) -> str:
    """What CloudFormation makes of a value of the template."""
    match value:
        case str():
            return value
        case {"Fn::Sub": str(text)}:
            return text.replace("${MarketplaceName}", NAME)
        case {"Fn::Sub": [text, values]}:
            given = {name: resolved(part, public_url) for name, part in values.items()} | {"MarketplaceName": NAME}
            return re.sub(r"\$\{(\w+)\}", lambda found: given[found.group(1)], text)
        case {"Fn::FindInMap": [one, two, three]}:
            return str(MAPPINGS[one][two][three])
        case {"Fn::If": ["HasPublicUrl", {"Ref": "PublicUrl"}, otherwise]}:
            return public_url or str(otherwise)
    raise AssertionError(value)


def page(response: str, public_url: str = "") -> str:
    (template,) = RESPONSES[response]["responseTemplates"].values()
    return resolved(template, public_url)


def blocked() -> dict[str, str]:
    """The pages of the web ACL."""
    bodies = EDGE["Resources"]["WebAcl"]["Properties"]["CustomResponseBodies"]
    assert {body["ContentType"] for body in bodies.values()} == {"TEXT_HTML"}
    return {name: resolved(body["Content"], "") for name, body in bodies.items()}


ALL = {**{name: page(name) for name in PAGES}, **blocked()}


@pytest.mark.parametrize("name", ALL)
def test_page_says_what_happened_and_what_to_do_under_the_marketplaces_name(name: str) -> None:
    title = re.findall("<title>(.+)</title>", ALL[name])
    paragraphs = re.findall("<p>(.+?)</p>", ALL[name])

    assert title == re.findall("<h1>(.+)</h1>", ALL[name])
    assert paragraphs[0] == f"{NAME} API keys"
    assert any(re.search("again|reload", words) for words in paragraphs)
    assert '<html lang="en">' in ALL[name] and 'name="viewport"' in ALL[name]


@pytest.mark.parametrize("name", ALL)
def test_page_loads_nothing_and_its_policy_permits_its_own_style_alone(name: str) -> None:
    (style,) = re.findall("<style>(.+)</style>", ALL[name])
    (policy,) = re.findall('http-equiv="Content-Security-Policy" content="([^"]+)"', ALL[name])
    source = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert policy == f"default-src 'none'; style-src 'sha256-{source}'"
    assert not re.search(r"<script|<img|<link|src=|url\(| style=", ALL[name])
    assert "$" not in ALL[name], "API Gateway would put something else there"


@pytest.mark.parametrize("response", PAGES)
def test_page_of_api_gateway_is_html_with_its_status_and_leads_home(response: str) -> None:
    given = RESPONSES[response]

    assert given["responseParameters"]["gatewayresponse.header.Content-Type"] == "'text/html; charset=utf-8'"
    assert given.get("statusCode") == PAGES[response] or str(given["statusCode"]) == PAGES[response]
    assert 'href="/desk/"' in page(response), "below the stage, at API Gateway's address"
    assert 'href="https://keys.example/"' in page(response, "https://keys.example")


def test_who_is_throttled_hears_when_to_try_again() -> None:
    assert RESPONSES["THROTTLED"]["responseParameters"]["gatewayresponse.header.Retry-After"] == "'1'"


def test_refused_signatures_and_other_methods_stay_json() -> None:
    """Signed calls are programs, and API Gateway chooses no template by what a caller accepts."""
    (problem,) = RESPONSES["MISSING_AUTHENTICATION_TOKEN"]["responseTemplates"].values()

    assert problem.startswith('{"type": "about:blank"')
    assert not RESPONSES["DEFAULT_4XX"].get("responseTemplates"), "API Gateway's own, as the API's description has it"
    assert not {"ACCESS_DENIED", "INVALID_SIGNATURE", "EXPIRED_TOKEN"} & set(RESPONSES)


def test_browser_at_an_unknown_address_reaches_a_function_that_shows_the_page() -> None:
    greedy = [route for route in transformed.routes() if route.path == "/{proxy+}"]

    assert [(route.method, route.function, route.is_signed) for route in greedy] == [("GET", "PublicPages", False)]
