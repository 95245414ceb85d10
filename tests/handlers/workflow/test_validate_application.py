from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from domain.cases.case import Round
from domain.model.account import Grant, Plan
from domain.model.errors import AccountLookupFailed
from tests.examples import facts, request_data
from tests.fakes import NOON
from tests.handlers.in_process_desk import InProcessDesk, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import open_account, send_json

ACCOUNT = "acct-checked"
OTHER_OWNER = {"name": "Robin Example", "email": "robin@owner.example", "agreed": True}


@pytest.fixture(scope="module")
def _desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


@pytest.fixture
def desk(_desk: InProcessDesk) -> InProcessDesk:
    _desk.restore({})
    return _desk


def submit(desk: InProcessDesk, **changes: Any) -> str:
    """A stored application whose review has not begun."""
    data = request_data(account_id=ACCOUNT, **changes)
    return str(send_json(desk, "POST", f"/accounts/{ACCOUNT}/applications", data)["application_id"])


def check(application_id: str) -> dict[str, bool]:
    answer: dict[str, bool] = invoke("workflow.validate_application", {"application_id": application_id, "round": 1})
    return answer


def stored(desk: InProcessDesk, application_id: str) -> Round:
    return DynamoCases(desk.table).get_case(application_id).current


def rejected_by(desk: InProcessDesk, application_id: str) -> list[str]:
    verdict = stored(desk, application_id).verdict
    assert verdict
    return [finding.rule for finding in verdict.rejected]


def test_verdict_and_account_are_stored_and_choices_are_returned(desk: InProcessDesk) -> None:
    open_account(desk, ACCOUNT)
    application_id = submit(desk)

    assert check(application_id) == {"is_rejected": False, "asks_owner": False}
    account = stored(desk, application_id).account
    assert account and account.as_of == datetime.now(UTC).date()
    assert account.standing.open_application == application_id, "which is no obstacle to itself"
    assert rejected_by(desk, application_id) == []


def test_owner_who_is_not_the_applicant_is_asked(desk: InProcessDesk) -> None:
    open_account(desk, ACCOUNT)

    assert check(submit(desk, owner=OTHER_OWNER)) == {"is_rejected": False, "asks_owner": True}


def test_granted_exception_counts(desk: InProcessDesk) -> None:
    open_account(desk, ACCOUNT, plan=Plan.BUSINESS)
    grant = Grant(exception_id="x", granted_by="approver@staff.example", granted_at=NOON, ends_on=date.max)
    application_id = submit(desk)
    standing = (f"ACCOUNT#{ACCOUNT}", "STANDING")
    desk.table.update(standing, "SET exception_grant = :grant", "", {"grant": grant.model_dump_json()})

    assert check(application_id)["is_rejected"] is False


def test_unknown_account_is_rejected(desk: InProcessDesk) -> None:
    application_id = submit(desk)

    assert check(application_id)["is_rejected"] is True
    assert rejected_by(desk, application_id) == ["account_known"]
    assert stored(desk, application_id).account is None


def test_first_verdict_stays_whatever_the_account_is_now(desk: InProcessDesk) -> None:
    open_account(desk, ACCOUNT, plan=Plan.BUSINESS)
    application_id = submit(desk)
    first = check(application_id)
    before = stored(desk, application_id)
    open_account(desk, ACCOUNT)

    assert check(application_id) == first == {"is_rejected": True, "asks_owner": False}
    assert stored(desk, application_id) == before


def test_account_lookup_that_fails_decides_nothing(desk: InProcessDesk) -> None:
    open_account(desk, ACCOUNT)
    application_id = submit(desk)
    other = facts(account_id="acct-another").model_dump_json()
    desk.table.put((f"ACCOUNT#{ACCOUNT}", "ACCOUNT"), {"account": other})

    with pytest.raises(AccountLookupFailed):
        check(application_id)
    assert stored(desk, application_id).verdict is None
