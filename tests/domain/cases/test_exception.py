from datetime import timedelta
from typing import Any

import pytest

from domain.cases.case import Decision, DecisionType, TaskKey, TaskKind
from domain.cases.exception import ExceptionCase, ExceptionStatus, conclude_exception
from domain.model.account import Plan
from domain.model.errors import AccountLookupFailed, InvalidInput
from domain.notifications.messages import EmailName, recipients
from domain.policy import load_policy
from domain.presentation.exception_criteria import criteria
from tests.examples import exception_data, facts
from tests.fakes import NOON, FakeKeydesk

TERMS = load_policy().exceptions
CRITERIA = ["spend_usd", "customer_since", "reputation", "employees", "api_use", "company_does", "safety_check"]


@pytest.fixture
def desk() -> FakeKeydesk:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan=Plan.BUSINESS))
    return desk


def file(desk: FakeKeydesk, key: str = "", **changes: Any) -> ExceptionCase:
    return desk.exception_filing.file(exception_data(**changes), key)


def answered(desk: FakeKeydesk, *answers: tuple[TaskKind, DecisionType, str]) -> ExceptionCase:
    case = file(desk)
    for kind, answer, note in answers:
        key = TaskKey(case_id=case.id, round=1, kind=kind)
        desk.notifier.request_decision(key, ("someone@staff.example",))
        desk.cases.decide(key, Decision(answer=answer, by="someone@staff.example", at=NOON, note=note))
    return desk.exceptions.get_exception(case.id)


CLEAR = (TaskKind.EXCEPTION_SAFETY, DecisionType.CLEAR, "")


def test_exception_is_stored_with_the_account_and_its_review_started(desk: FakeKeydesk) -> None:
    case = file(desk)

    assert desk.exceptions.get_exception(case.id).account.plan is Plan.BUSINESS
    assert desk.exception_machine.started == [case.id]


def test_missing_criteria_are_all_named_and_nothing_is_stored(desk: FakeKeydesk) -> None:
    data = {name: value for name, value in exception_data().items() if name not in CRITERIA}

    with pytest.raises(InvalidInput) as caught:
        desk.exception_filing.file(data, "")

    assert [problem.pointer.strip("/") for problem in caught.value.problems] == CRITERIA
    assert desk.exception_machine.started == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *((criterion, "  ") for criterion in ("api_use", "company_does", "safety_check")),
        ("customer_since", "2999-01-01"),
        ("account_id", "acct-nobody"),
        ("account_id", "acct-in-order"),  # on the Enterprise plan
    ],
)
def test_wrong_field_is_named(desk: FakeKeydesk, field: str, value: str) -> None:
    desk.accounts.put_account(facts())

    with pytest.raises(InvalidInput) as caught:
        file(desk, **{field: value})

    assert [problem.pointer for problem in caught.value.problems] == [f"/{field}"]


def test_filing_twice_with_one_key_is_one_exception(desk: FakeKeydesk) -> None:
    first, second = file(desk, "click-1"), file(desk, "click-1")

    assert first == second
    assert desk.exception_machine.started == [first.id]
    with pytest.raises(InvalidInput):
        file(desk, "click-1", employees=7)


def test_repeated_filing_returns_the_first_whatever_the_account_is_now(desk: FakeKeydesk) -> None:
    first = file(desk, "click-1")
    desk.accounts.put_account(facts(account_id="acct-high-value"))  # on the Enterprise plan by now
    desk.lookup.fails = 1

    assert file(desk, "click-1") == first


def test_failing_account_lookup_is_not_a_rejection(desk: FakeKeydesk) -> None:
    desk.lookup.fails = 1

    with pytest.raises(AccountLookupFailed):
        file(desk)


def test_grant_is_stored_with_the_account_and_the_client_is_told(desk: FakeKeydesk) -> None:
    case = answered(desk, CLEAR, (TaskKind.EXCEPTION, DecisionType.GRANT, ""))

    outcome = desk.exceptions.conclude(case, conclude_exception(case, NOON, TERMS))

    assert outcome.status is ExceptionStatus.GRANTED
    grant = desk.statuses.get_status("acct-high-value").exception
    assert grant and grant.ends_on == NOON.date() + timedelta(days=TERMS.lasts_days)
    assert grant.granted_by == "someone@staff.example"
    assert recipients(EmailName.EXCEPTION_GRANTED, case) == ("marlow@staff.example", "avery@client.example")


def test_refusal_tells_its_reason_to_the_account_manager_alone(desk: FakeKeydesk) -> None:
    case = answered(desk, CLEAR, (TaskKind.EXCEPTION, DecisionType.REFUSE, "Too little spend."))

    outcome = conclude_exception(case, NOON, TERMS)

    expected = (ExceptionStatus.REFUSED, "Too little spend.", None)
    assert (outcome.status, outcome.reason, outcome.grant) == expected
    assert recipients(EmailName.EXCEPTION_REFUSED, case) == ("marlow@staff.example",)


def test_account_that_is_not_cleared_is_refused_without_the_internal_note(desk: FakeKeydesk) -> None:
    case = answered(desk, (TaskKind.EXCEPTION_SAFETY, DecisionType.NOT_CLEAR, "seen before"))

    outcome = conclude_exception(case, NOON, TERMS)

    assert outcome.status is ExceptionStatus.REFUSED
    assert "seen before" not in outcome.reason


def test_exception_with_an_open_task_cannot_be_concluded(desk: FakeKeydesk) -> None:
    with pytest.raises(ValueError, match="still waits"):
        conclude_exception(answered(desk, CLEAR), NOON, TERMS)


def test_criteria_are_seven_and_say_which_are_met(desk: FakeKeydesk) -> None:
    desk.accounts.put_account(facts(account_id="acct-high-value", plan=Plan.BUSINESS, employees=10, spend_usd=900_000))
    case = file(desk, employees=500, spend_usd=1)

    shown = {criterion.name: criterion for criterion in criteria(case, TERMS)}

    assert len(shown) == 7
    assert (shown["Employees"].filed, shown["Employees"].on_record, shown["Employees"].met) == ("500", "10", False)
    assert shown["Spend (US dollars)"].met is True, "the record counts, not what was filed"
    assert shown["Tenure (months)"].filed == "58"
    assert shown["Reputation (0 to 5)"].met is True
    assert shown["What the company does"].met is None


def test_criterion_without_a_threshold_is_neither_met_nor_missed(desk: FakeKeydesk) -> None:
    none_set = TERMS.model_copy(update={"thresholds": TERMS.thresholds.model_copy(update={"employees": None})})

    assert {criterion.name: criterion.met for criterion in criteria(file(desk), none_set)}["Employees"] is None
