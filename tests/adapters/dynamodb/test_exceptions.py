"""Exceptions: the fake and the DynamoDB adapter behave alike."""

import pytest

from domain.cases.case import Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.exception import ExceptionOutcome, ExceptionStatus
from domain.model.errors import AlreadySubmitted, CaseNotStored
from tests.adapters.stores import Stores
from tests.examples import BRIEF, filed_exception, grant
from tests.fakes import NOON


def test_exception_is_filed_once_decided_once_and_granted_to_its_account(stores: Stores) -> None:
    case = filed_exception()
    stores.exceptions.add_exception(case)
    with pytest.raises(AlreadySubmitted):
        stores.exceptions.add_exception(case)
    key = TaskKey(case_id=case.id, round=1, kind=TaskKind.EXCEPTION)
    stores.cases.open_task(Task(key=key, opened_at=NOON), BRIEF)
    stores.cases.decide(key, Decision(answer=DecisionType.GRANT, by="approver@staff.example", at=NOON))
    assert stores.exceptions.get_exception(case.id).decision(TaskKind.EXCEPTION)

    granted = ExceptionOutcome(status=ExceptionStatus.GRANTED, at=NOON, grant=grant(case))
    assert stores.exceptions.conclude(case, granted) == granted
    assert stores.exceptions.conclude(case, ExceptionOutcome(status=ExceptionStatus.REFUSED, at=NOON)) == granted

    assert stores.exceptions.get_exception(case.id).outcome == granted
    assert stores.statuses.get_status("acct-in-order").exception == grant(case)
    with pytest.raises(CaseNotStored):
        stores.exceptions.get_exception("xnever")
