import pytest

from domain.cases.case import Outcome, Status
from domain.model.api_key import KEY_ISSUER, KeyAction, KeyStatus
from domain.model.errors import KeyIssuerFailed
from tests.domain.keys.approved import Approved
from tests.examples import request_data
from tests.fakes import NOON, FakeKeydesk

OWNER = {"name": "Olive Example", "email": "olive@client.example", "agreed": True}


def test_approved_application_gets_one_key() -> None:
    approved = Approved()

    issued = [approved.desk.key_issuing.issue(approved.id) for _ in range(2)]

    assert issued == [approved.case.key] * 2
    (change,) = approved.case.key_changes
    assert (change.action, change.by, change.at) == (KeyAction.ISSUE, KEY_ISSUER, NOON)
    assert approved.case.key_status is KeyStatus.ISSUED
    assert len(approved.desk.key_issuer.requests) == 1


def test_issuer_learns_the_owner_who_answers_for_the_key() -> None:
    approved = Approved(owner=OWNER)

    approved.desk.key_issuing.issue(approved.id)

    (request,) = approved.desk.key_issuer.requests
    assert request.model_dump() == {
        "application_id": approved.id,
        "account_id": "acct-in-order",
        "project_name": "Weekly hours report",
        "owner": {"name": "Olive Example", "email": "olive@client.example"},
        "daily_limit": 40_000,
    }


def test_applicant_is_the_owner_where_nobody_else_is() -> None:
    approved = Approved()

    approved.desk.key_issuing.issue(approved.id)

    assert approved.desk.key_issuer.requests[0].owner.email == "avery@client.example"


def test_failing_issuer_leaves_the_approval_and_no_key() -> None:
    approved = Approved()
    approved.desk.key_issuer.fails = 1

    with pytest.raises(KeyIssuerFailed):
        approved.desk.key_issuing.issue(approved.id)

    assert approved.case.status is Status.APPROVED
    assert approved.case.key_changes == ()
    assert approved.desk.key_issuing.issue(approved.id)


def test_without_an_issuer_no_key_is_recorded() -> None:
    approved = Approved(has_issuer=False)

    assert approved.issuing.issue(approved.id) is None
    assert approved.case.key_changes == ()


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_application_that_is_not_approved_gets_no_key(status: Status) -> None:
    desk = FakeKeydesk()
    submitted = desk.submit(request_data())
    if status is not Status.IN_REVIEW:
        desk.cases.conclude(desk.cases.get_case(submitted.id), Outcome(status=status, at=NOON))

    with pytest.raises(ValueError, match="not approved"):
        desk.key_issuing.issue(submitted.id)

    assert desk.key_issuer.requests == []


def test_issuer_is_told_the_status_that_the_key_has_now() -> None:
    """An old change that is carried out late doesn't undo a newer one."""
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND)
    approved.change(KeyAction.RESUME)

    assert approved.desk.key_issuing.carry_out(approved.id, 2) is KeyAction.SUSPEND

    assert approved.case.key
    assert approved.desk.key_issuer.told == [(KeyAction.RESUME, approved.case.key.id)]


def test_change_during_the_call_is_told_to_the_issuer_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND)
    issuer = approved.desk.key_issuer
    change_key = issuer.change_key

    def while_a_colleague_revokes(action: KeyAction, *key: str) -> None:
        change_key(action, *key)
        if action is KeyAction.SUSPEND:
            approved.change(KeyAction.REVOKE)

    monkeypatch.setattr(issuer, "change_key", while_a_colleague_revokes)

    approved.desk.key_issuing.carry_out(approved.id, 2)

    assert [action for action, _ in issuer.told] == [KeyAction.SUSPEND, KeyAction.REVOKE]


def test_report_over_the_limit_tells_the_issuer_nothing() -> None:
    approved = Approved.with_key()
    approved.report(52_310)

    assert approved.desk.key_issuing.carry_out(approved.id, 2) is KeyAction.OVER_LIMIT
    assert approved.desk.key_issuer.told == []


def test_change_fails_loudly_where_the_issuer_was_taken_away() -> None:
    approved = Approved.with_key(has_issuer=False)
    approved.change(KeyAction.SUSPEND)

    with pytest.raises(KeyIssuerFailed):
        approved.issuing.carry_out(approved.id, 2)
