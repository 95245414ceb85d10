"""The changes of keys: the fake and the DynamoDB adapter behave alike."""

from datetime import timedelta

import pytest

from domain.cases.case import Outcome, Status
from domain.model.api_key import IssuedKey, KeyAction, KeyChange, KeyLocation, KeyStatus
from domain.operations.unfinished_rounds import RoundKey
from tests.adapters.stores import Stores
from tests.examples import application
from tests.fakes import NOON

ID = application().id
KEY = IssuedKey(id="abc123", location=KeyLocation(text="On your keys page.", url="https://keys.example/"))


@pytest.fixture
def approved(stores: Stores) -> Stores:
    """With one approved application, whose review has ended."""
    stores.cases.add_application(application(), "thread-1@desk.example")
    stores.cases.conclude(stores.cases.get_case(ID), Outcome(status=Status.APPROVED, at=NOON))
    stores.machine.close(RoundKey(case_id=ID))
    return stores


def change(stores: Stores, action: KeyAction, number: int) -> bool:
    at = NOON + timedelta(hours=number)
    key = KEY if action is KeyAction.ISSUE else None
    made = KeyChange(number=number, action=action, by="one@staff.example", at=at, reason="It floods us.", key=key)
    return stores.keys.add_change(stores.cases.get_case(ID), made)


def test_case_has_its_key_and_the_changes_in_their_order(approved: Stores) -> None:
    assert approved.cases.get_case(ID).key_status is None
    actions = [KeyAction.ISSUE, *[KeyAction.SUSPEND, KeyAction.RESUME] * 5, KeyAction.SUSPEND]
    assert all(change(approved, action, number) for number, action in enumerate(actions, 1))

    case = approved.cases.get_case(ID)
    assert case.key == KEY
    assert [made.number for made in case.key_changes] == list(range(1, 13))
    assert [made.action for made in case.key_changes] == actions
    assert case.key_status is KeyStatus.SUSPENDED


def test_of_two_changes_at_once_one_is_stored(approved: Stores) -> None:
    assert change(approved, KeyAction.ISSUE, 1)
    assert change(approved, KeyAction.SUSPEND, 2)

    assert not change(approved, KeyAction.REVOKE, 2)

    assert approved.cases.get_case(ID).key_status is KeyStatus.SUSPENDED


def test_change_is_unfinished_until_its_machine_closes_it(approved: Stores) -> None:
    assert change(approved, KeyAction.ISSUE, 1)
    assert list(approved.unfinished.list_all()) == [], "it is stored when it is done"
    assert change(approved, KeyAction.SUSPEND, 2)

    suspension = RoundKey(case_id=ID, key_change=2)
    assert list(approved.unfinished.list_all()) == [suspension]
    assert approved.unfinished.list_of_case(ID) == (suspension,)
    found = approved.unfinished.get_round(suspension)
    assert found
    assert (found.started_at, found.is_failed, found.restarts) == (NOON + timedelta(hours=2), False, 0)
    assert approved.unfinished.last_task(found) is None

    approved.machine.close(suspension)
    assert list(approved.unfinished.list_all()) == []
    assert approved.unfinished.get_round(suspension) is None


def test_failed_change_is_listed_for_operators_and_can_be_tried_again(approved: Stores) -> None:
    assert change(approved, KeyAction.ISSUE, 1)
    assert change(approved, KeyAction.SUSPEND, 2)
    suspension = RoundKey(case_id=ID, key_change=2)

    approved.machine.fail(suspension, "KeyIssuerFailed")

    (failure,) = approved.failures.list_failures()
    assert (failure.key, failure.failure) == (suspension, "KeyIssuerFailed")
    found = approved.unfinished.get_round(suspension)
    assert found
    again = approved.unfinished.record_next_try(found, 1, NOON)
    assert again
    assert again.restarts == 1
    assert list(approved.failures.list_failures()) == []


def test_case_is_kept_as_long_as_its_key_lives(approved: Stores) -> None:
    assert change(approved, KeyAction.ISSUE, 1)
    assert not approved.ended.purge_case(ID)
    assert change(approved, KeyAction.SUSPEND, 2)
    assert not approved.ended.purge_case(ID)
    assert approved.cases.get_case(ID).key == KEY

    assert change(approved, KeyAction.REVOKE, 3)

    assert approved.ended.purge_case(ID)
