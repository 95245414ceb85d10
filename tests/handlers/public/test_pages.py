import json
import re
from html import unescape
from typing import Any

import pytest

from domain.model.marketplace import load_marketplace
from domain.policy import load_policy
from tests.examples import ROOT
from tests.handlers.lambda_context import respond
from tests.templates.reading import STORIES, written


def show(path: str) -> dict[str, Any]:
    return respond("GET", path)


@pytest.mark.parametrize(("path", "link"), [("/", "apply"), ("/desk/", "apply"), ("/desk", "desk/apply")])
def test_first_page_leads_to_the_form_however_it_is_reached(path: str, link: str) -> None:
    assert f'href="{link}"' in respond("GET", "/", requestContext={"path": path})["body"]


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("path", "home"), [("/nowhere", "./"), ("/console/no/such%2Fpage", "../../"), ("/nowhere/", "../")]
)
def test_unknown_address_shows_browsers_a_page_that_leads_home(path: str, home: str) -> None:
    response = respond("GET", "/{proxy+}", path=path, headers={"Accept": BROWSER})

    assert response["statusCode"] == 404
    assert response["headers"]["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>Page not found</h1>" in response["body"]
    assert f'href="{home}"' in response["body"]
    assert load_marketplace().name in response["body"]


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
def test_unknown_address_is_a_problem_in_json_to_programs(accept: str) -> None:
    response = respond("GET", "/{proxy+}", path="/nowhere", headers={"Accept": accept})

    assert response["headers"]["Content-Type"] == "application/problem+json"
    assert json.loads(response["body"])["status"] == response["statusCode"] == 404


def test_receipt_shows_an_application_id_and_nothing_else() -> None:
    for given, shown in (("kabcdefghij234567", True), ("<b>hello", False), ("", False)):
        body = respond("GET", "/apply/received", queryStringParameters={"application": given})["body"]
        assert ("Application ID" in body) is shown


def read(path: str) -> str:
    """What a person reads of a page."""
    return " ".join(unescape(re.sub("<style>.*</style>|<[^>]+>", " ", show(path)["body"], flags=re.DOTALL)).split())


def anchors(path: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', show(path)["body"])


@pytest.mark.parametrize("path", ["/help", "/api"])
def test_every_link_within_a_page_leads_somewhere(path: str) -> None:
    links = set(re.findall(r'href="#([^"]+)"', show(path)["body"]))

    assert len(anchors(path)) == len(set(anchors(path)))
    assert links <= set(anchors(path))
    assert len(links) > 20


def test_every_link_of_a_mail_leads_to_an_answer() -> None:
    linked = {link for story in STORIES for link in re.findall(r"\S+/help(?:#(\S+))?$", written(story).text, re.M)}

    assert {"key", "errors", "review", "rejected", "question", "withdraw"} <= linked
    assert linked - {""} <= set(anchors("/help"))


@pytest.mark.parametrize(
    "fact",
    [
        *("6 to 8 weeks", "free of charge", "up to seven days", "one re-review", "its decision is final"),
        *(
            "requests per hour",
            "40,000 requests per day",
            "contact you before",
            "600 seconds",
            "never expires",
            "5,000 results",
        ),
        *(
            "no sandbox or staging environment",
            "parent_team__reference",
            "profile_key",
            "Companies & Teams",
            "API Center",
        ),
        *("Content-Length: 0", "RFC 3986", "%20", "Rate Limits"),
    ],
)
def test_the_help_has_what_holders_of_a_key_ask_for(fact: str) -> None:
    assert fact in read("/help")


def test_the_help_says_what_is_rejected_at_once_as_the_policy_has_it() -> None:
    shown = read("/help")

    for rule in load_policy().rules.values():
        rejecting = [case for case in rule.cases.values() if case.result == "reject"]
        assert (rule.serves in shown) is bool(rejecting)
        assert all(case.fix in shown for case in rejecting)
    assert "{saw}" not in shown


def test_the_api_page_shows_limits_in_words_and_a_call_to_copy() -> None:
    shown = read("/api")

    for words in ("whole number, from 1, up to 24", "one of admin, team_member, freelancer", "date like 2026-01-15"):
        assert words in shown
    assert 'curl "$KEYDESK/accounts/acct-in-order/applications" \\ --aws-sigv4' in shown


def test_the_document_is_served_as_it_was_written() -> None:
    answer = show("/openapi.json")

    assert answer["headers"]["Content-Type"] == "application/json"
    assert json.loads(answer["body"]) == json.loads((ROOT / "docs/openapi.json").read_text("utf-8"))
