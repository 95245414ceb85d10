"""A desk whose accounts come from the company's own function (``AccountLookupFunctionArn``)."""

import io
import json
import zipfile
from collections.abc import Iterator

import pytest

from infra.local.desk import LocalDesk
from infra.local.local_settings import REGION, for_tests
from tests.e2e.people import People
from tests.examples import request_data

ARN = f"arn:aws:lambda:{REGION}:000000000000:function:company-lookup"
SOURCE = """
ACCOUNT = %s

def handler(event, context):
    if event["account_id"] == "acct-fails":
        raise RuntimeError("the company's system is down")
    return {"account": ACCOUNT if event["account_id"] == ACCOUNT["account_id"] else None}
"""
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}


@pytest.fixture(scope="module")
def own_lookup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    local = LocalDesk(for_tests(tmp_path_factory.mktemp("own-lookup")), AccountLookupFunctionArn=ARN)
    try:
        local.start()
        _company_function(local)
        with People(local) as people:
            yield people
    finally:
        local.stop()


def _company_function(local: LocalDesk) -> None:
    account = json.dumps(
        {"account_id": "acct-company", "name": "Avery Example", "plan": "plus", "email": "company@client.example"}
    )
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as zipped:
        zipped.writestr("lookup.py", SOURCE % account.replace("}", ', "has_photo": True}'))
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = local.aws.client("iam").create_role(RoleName="company", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    local.aws.client("lambda").create_function(
        FunctionName="company-lookup",
        Runtime="python3.13",
        Handler="lookup.handler",
        Role=role,
        Code={"ZipFile": code.getvalue()},
    )


def test_companys_own_function_answers_for_accounts(own_lookup: People) -> None:
    people = own_lookup

    def check(account_id: str) -> tuple[int, list[str]]:
        answer = people.sign("POST", f"/accounts/{account_id}/applications/check", request_data(account_id=account_id))
        found = answer.json().get("findings", [])
        return answer.status_code, [one["rule"] for one in found if one["result"] == "reject"]

    assert check("acct-company") == (200, ["identity_verified", "company_address", "enterprise_plan"])
    assert check("acct-in-order") == (200, ["account_known"]), "the desk's own records are not asked"
    assert check("acct-fails") == (503, []), "silence says nothing about an account"


def test_review_asks_the_companys_own_function(own_lookup: People) -> None:
    people = own_lookup

    application_id = people.apply_with("acct-company", "company@client.example")

    rejection = people.mail(application_id, "We could not approve your application").text
    assert "The company contact has no address." in rejection
    people.all_done(application_id)
