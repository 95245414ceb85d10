"""A key from the approval on: over its limit, the client's reply, suspension by a person; and an issuer that fails."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.table import Table
from domain.cases.case import Case
from tests.e2e.console import AtWork, shown
from tests.e2e.operations.listener import Listener
from tests.e2e.people import People, eventually
from tests.soak.permissions.allowed import Roles

REVIEWER, OPERATOR = "reviewer.one@staff.example", "operator@staff.example"
APPROVED = "Your application is approved"


def approve(people: People, email: str) -> str:
    application_id = people.apply("acct-in-order", email)
    people.clear(application_id)
    people.click(people.review_mail(application_id), "Approve")
    people.mail(application_id, APPROVED)
    return application_id


def key_of(people: People, application_id: str) -> Any:
    """The key in API Gateway."""
    (key,) = people.desk.aws.client("apigateway").get_api_keys(nameQuery=application_id)["items"]
    return key


@contextmanager
def issuer_fails(people: People) -> Iterator[None]:
    """Meanwhile, the issuer may neither make a key nor change one."""
    roles = Roles(people.desk)
    rights = [one for one in roles.all() if one.role == "KeyIssuerRole" and one.action.startswith("apigateway:")]
    assert rights
    with ExitStack() as taken:
        for right in rights:
            taken.enter_context(roles.without(right))
        yield


def stored(people: People, application_id: str) -> Case:
    table = Table(people.desk.aws.client("dynamodb"), people.desk.outputs["TableName"])
    return DynamoCases(table).get_case(application_id)


def report(people: People, application_id: str, requests: int) -> Any:
    case = stored(people, application_id)
    day = datetime.now(UTC).date() - timedelta(days=1)
    data = {"application_id": application_id, "day": day.isoformat(), "requests": requests}
    answer = people.sign("POST", f"/accounts/{case.application.request.account_id}/usage", data)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_app_over_its_limit_until_a_person_revokes_the_key(people: People, listener: Listener) -> None:
    application_id = approve(people, "over@client.example")
    key = key_of(people, application_id)
    assert key["id"] in people.mail(application_id, APPROVED).text
    assert listener.hears(application_id, "Key issued")["detail"]["key_id"] == key["id"]

    assert report(people, application_id, 39_999) == {"over_limit": False, "daily_limit": 40_000}
    for _ in range(2):
        assert report(people, application_id, 52_310) == {"over_limit": True, "daily_limit": 40_000}
    warning = people.mail(application_id, "Your app is over its request limit")
    assert "52,310" in warning.text
    assert listener.hears(application_id, "Key over limit")["detail"]["requests"] == 52_310
    assert key_of(people, application_id)["enabled"], "no report suspends a key"

    assert people.reply(warning, "We added a cache. It stays below from today on.") == "about_key"
    told = people.mail(application_id, "The client replied about their API key", to=REVIEWER)
    assert "We added a cache." in told.text
    reviewer, path = AtWork(people, REVIEWER), f"/console/cases/{application_id}"
    assert "We added a cache." in reviewer.get(path)

    reviewer.send(path, do="suspend", reason="Still 52,310 requests yesterday.")
    assert "Still 52,310 requests yesterday." in people.mail(application_id, "Your API key is suspended").text
    assert not key_of(people, application_id)["enabled"]
    listener.hears(application_id, "Key suspended")
    reviewer.send(path, do="resume", reason="The cache works.")
    people.mail(application_id, "Your API key works again")
    assert key_of(people, application_id)["enabled"]
    listener.hears(application_id, "Key resumed")
    reviewer.send(path, do="revoke", reason="You asked us to.")
    people.mail(application_id, "Your API key is revoked")
    assert not key_of(people, application_id)["enabled"]
    listener.hears(application_id, "Key revoked")

    log = shown(reviewer.open(path))
    for words in ("API key issued", "Over the daily limit", "Still 52,310 requests yesterday.", "You asked us to."):
        assert words in log
    assert people.titles(application_id, "over@client.example").count("Your app is over its request limit") == 1
    people.all_done(application_id)


def test_key_whose_issuer_fails_follows_the_approval_once_an_operator_has_fixed_it(people: People) -> None:
    with issuer_fails(people):
        application_id = approve(people, "waits-for-a-key@client.example")
        assert "We're creating the key now." in people.mail(application_id, APPROVED).text
        eventually(lambda: application_id in people.failed_cases(), lambda: f"failed: {people.failed_cases()}")
        assert people.failure(application_id) == "KeyIssuerFailed"
        assert stored(people, application_id).status == "approved"

    operator = AtWork(people, OPERATOR)
    assert application_id in operator.get("/console/failed")
    operator.send("/console/failed", case=application_id)

    email = people.mail(application_id, "Your API key is ready")
    assert key_of(people, application_id)["id"] in email.text
    people.finished(application_id)
    assert people.titles(application_id, "waits-for-a-key@client.example").count(APPROVED) == 1
    assert application_id not in people.failed_cases()


def test_change_that_the_issuer_did_not_take_is_seen_and_taken_later(people: People) -> None:
    application_id = approve(people, "not-suspended-yet@client.example")
    people.all_done(application_id)

    fail_to_change(people, application_id, "suspend")
    assert key_of(people, application_id)["enabled"]
    assert stored(people, application_id).key_status == "suspended"
    AtWork(people, OPERATOR).send("/console/failed", case=application_id)
    people.mail(application_id, "Your API key is suspended")
    assert not key_of(people, application_id)["enabled"]
    eventually(lambda: application_id not in people.failed_cases(), lambda: "it is still listed as failed")

    fail_to_change(people, application_id, "revoke")
    people.reconcile()
    people.mail(application_id, "Your API key is revoked")
    eventually(lambda: application_id not in people.failed_cases(), lambda: "it is still listed as failed")


def fail_to_change(people: People, application_id: str, action: str) -> None:
    """Have a reviewer change the key while the issuer fails, until an operator sees it."""
    with issuer_fails(people):
        AtWork(people, REVIEWER).send(f"/console/cases/{application_id}", do=action, reason="It floods us.")
        eventually(lambda: application_id in people.failed_cases(), lambda: f"failed: {people.failed_cases()}")
