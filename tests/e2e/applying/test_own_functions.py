"""A desk with functions of the company's own: for accounts (``AccountLookupFunctionArn``) and for Trust & Safety.

``SafetyCheckFunctionArn`` names the latter.
"""

import io
import json
import zipfile
from collections.abc import Iterator

import httpx
import pytest

from infra.local.desk import LocalDesk
from infra.local.local_settings import REGION, for_tests
from tests.desks import running
from tests.e2e.people import People, eventually
from tests.examples import exception_data, facts, request_data
from tests.soak.permissions.allowed import DECISIONS, Allowed, Records, Roles

ARN = f"arn:aws:lambda:{REGION}:000000000000:function:"
LOOKUP = """
ACCOUNT, IN_ORDER = %s

def handler(event, context):
    account_id = event["account_id"]
    if account_id == "acct-fails":
        raise RuntimeError("the company's system is down")
    if account_id.startswith("acct-checked-"):
        plan = "business" if account_id.endswith("-business") else "enterprise"
        return {"account": {**IN_ORDER, "account_id": account_id, "plan": plan, "email": EMAIL}}
    return {"account": ACCOUNT if account_id == ACCOUNT["account_id"] else None}
"""
SAFETY = """
def handler(question, context):
    if question["account_id"] == "acct-checked-clear":
        return {"answer": "clear"}
    if question["account_id"] == "acct-checked-not-clear":
        return {"answer": "not_clear", "note": "Linked to a closed account."}
    if question["account_id"] == "acct-checked-fails":
        raise RuntimeError("the company's system is down")
    return {"answer": "later"}
"""
TRUST = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
EMAIL = "company@client.example"
SAFETY_TEAM = "safety@staff.example"


@pytest.fixture(scope="module")
def own_functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    settings = for_tests(tmp_path_factory.mktemp("own-functions"))
    recorder = ("tests.soak.permissions.recorder", str(settings.work / DECISIONS))
    own = {"AccountLookupFunctionArn": f"{ARN}company-lookup", "SafetyCheckFunctionArn": f"{ARN}company-safety-check"}
    with running(settings, "0.001", aws=recorder, wait_seconds="2", **own) as local:
        company = {"account_id": "acct-company", "name": "Avery Example", "plan": "plus", "email": EMAIL}
        accounts = ({**company, "has_photo": True}, facts().model_dump(mode="json"))
        _create_function(local, "company-lookup", f"EMAIL = {EMAIL!r}\n{LOOKUP % (accounts,)}")
        _create_function(local, "company-safety-check", SAFETY)
        with People(local) as people:
            yield people


def _create_function(local: LocalDesk, name: str, source: str) -> None:
    trust = json.dumps({"Version": "2012-10-17", "Statement": [TRUST]})
    role = local.aws.client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    local.aws.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="function.handler",
        Role=role,
        Code={"ZipFile": _zipped(source)},
    )


def _zipped(source: str) -> bytes:
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as zipped:
        zipped.writestr("function.py", source)
    return code.getvalue()


def answer(people: People, task_id: str, answer: str, note: str = "") -> httpx.Response:
    return people.sign("POST", f"/tasks/{task_id}", {"answer": answer, "note": note})


def answer_once_asked(people: People, task_id: str) -> None:
    """The safety check clears an account as soon as it was asked about it."""
    eventually(lambda: answer(people, task_id, "clear").status_code == 200, lambda: f"nobody asked about {task_id}")


def test_companys_own_function_answers_for_accounts(own_functions: People) -> None:
    people = own_functions

    def check(account_id: str) -> tuple[int, list[str]]:
        answer = people.sign("POST", f"/accounts/{account_id}/applications/check", request_data(account_id=account_id))
        found = answer.json().get("findings", [])
        return answer.status_code, [one["rule"] for one in found if one["result"] == "reject"]

    assert check("acct-company") == (200, ["identity_verified", "company_address", "enterprise_plan"])
    assert check("acct-in-order") == (200, ["account_known"]), "the built-in records are not asked"
    assert check("acct-fails") == (503, []), "silence says nothing about an account"


def test_review_asks_the_companys_own_function(own_functions: People) -> None:
    people = own_functions

    application_id = people.apply_with("acct-company", EMAIL)

    rejection = people.mail(application_id, "We could not approve your application").text
    assert "The company contact has no address." in rejection
    people.all_done(application_id)


def test_safety_check_that_answers_at_once_clears_or_ends_the_review(own_functions: People) -> None:
    people = own_functions

    cleared = people.apply_with("acct-checked-clear", EMAIL)
    not_cleared = people.apply_with("acct-checked-not-clear", EMAIL)

    assert "Cleared" not in people.review_mail(cleared).text
    rejection = people.mail(not_cleared, "We could not approve your application")
    assert "closed account" not in rejection.text + rejection.html
    assert people.titles(cleared, SAFETY_TEAM) == people.titles(not_cleared, SAFETY_TEAM) == []
    people.all_done(not_cleared)


def test_safety_check_answers_later_by_a_signed_call(own_functions: People) -> None:
    people = own_functions
    application_id = people.apply_with("acct-checked-later", EMAIL)
    exception = exception_data(account_id="acct-checked-business")
    filed = people.sign("POST", "/exceptions", exception).json()["exception_id"]

    answer_once_asked(people, f"{application_id}-1-safety")
    answer_once_asked(people, f"{filed}-1-exception_safety")

    people.review_mail(application_id)
    people.mail(filed, "Grant this exception?")
    assert answer(people, f"{application_id}-1-safety", "clear").status_code == 200, "it can be repeated"
    assert answer(people, f"{application_id}-1-safety", "not_clear", "So.").status_code == 409
    assert answer(people, f"{application_id}-1-review", "clear").status_code == 404
    unsigned = httpx.post(f"{people.desk.api_url}/tasks/{application_id}-1-safety", json={"answer": "clear"})
    assert unsigned.status_code == 403
    assert people.titles(application_id, SAFETY_TEAM) == people.titles(filed, SAFETY_TEAM) == []
    roles, decisions = Roles(people.desk), Records(people.desk.settings.work).news()
    for_the_check = [one for one in roles.all() if is_for_the_check(one)]
    assert len(for_the_check) == 5
    assert [str(one) for one in for_the_check if not roles.by(decisions, one)] == []


def is_for_the_check(one: Allowed) -> bool:
    """Whether a permission is there for the safety check alone."""
    deciding = {
        ("dynamodb:GetItem", "CASE#x*"),
        ("dynamodb:UpdateItem", "CASE#k*"),
        ("dynamodb:UpdateItem", "CASE#x*"),
        ("states:SendTaskSuccess", ""),
    }
    return (one.role == "PartnerApiRole" and (one.action, one.key) in deciding) or (
        one.role == "OpenTaskRole" and one.action == "lambda:InvokeFunction"
    )


def test_safety_check_that_fails_is_asked_again_until_it_answers(own_functions: People) -> None:
    people = own_functions
    application_id = people.apply_with("acct-checked-fails", EMAIL)
    # The embedded AWS names no error class, so it tries as often as after any error: test_template.py has the hours.
    eventually(lambda: people.failure(application_id), lambda: "the machine still tries")
    assert application_id in people.failed_cases(), "operators see it"

    fixed = _zipped(SAFETY.replace("acct-checked-fails", "acct-nobody"))
    people.desk.aws.client("lambda").update_function_code(FunctionName="company-safety-check", ZipFile=fixed)
    people.reconcile()

    answer_once_asked(people, f"{application_id}-1-safety")
    people.review_mail(application_id)
    assert people.titles(application_id, SAFETY_TEAM) == []
