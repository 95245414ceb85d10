"""From decisions in the table to the days that an applicant is told, by email and on the status page."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.console import DynamoForecasts
from adapters.dynamodb.items import case_key
from domain.cases.case import Round
from domain.presentation.estimate_words import days_words, place_words
from tests.examples import reopen, request_data
from tests.handlers.in_process_desk import InProcessDesk, in_process_desk
from tests.handlers.lambda_context import invoke
from tests.handlers.seed_data import APPLICANTS, open_account, reject, send_json
from tests.past_decisions import store_past_decisions

ACCOUNT = "acct-estimated"


@pytest.fixture(scope="module")
def _desk() -> Iterator[InProcessDesk]:
    with in_process_desk() as desk:
        yield desk


@pytest.fixture
def desk(_desk: InProcessDesk) -> InProcessDesk:
    staff = {key: item for key, item in _desk.stored().items() if key[0] == "STAFF"}
    _desk.restore(staff)
    _desk.ses.sent.clear()
    return _desk


def submit(desk: InProcessDesk, account_id: str = ACCOUNT) -> str:
    data = request_data(account_id=account_id)
    data["applicant"]["email"] = APPLICANTS[0]
    case_id = str(send_json(desk, "POST", f"/accounts/{account_id}/applications", data)["application_id"])
    invoke("workflow.validate_application", {"application_id": case_id, "round": 1})
    return case_id


def email(desk: InProcessDesk, case_id: str, name: str, number: int = 1) -> str:
    invoke("workflow.send_email", {"case_id": case_id, "round": number, "mail": name})
    body: Any = desk.ses.sent[-1].get_body(("plain",))
    return re.sub(r"\s+", " ", body.get_content())


def stored(desk: InProcessDesk, case_id: str) -> Round:
    return DynamoCases(desk.table).get_case(case_id).current


def status_page(desk: InProcessDesk) -> str:
    reply = desk.call("GET", f"/status/{desk.token('status')}")
    assert reply.status == 200
    return reply.body


def test_applicant_is_told_the_place_and_the_days_in_the_first_email_and_on_the_page(desk: InProcessDesk) -> None:
    for number in range(5):
        open_account(desk, f"acct-ahead-{number}")
        submit(desk, f"acct-ahead-{number}")
    store_past_decisions(desk.table)
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT)

    case_id = submit(desk)
    told = stored(desk, case_id).estimate

    assert told and told.ahead == 5
    days = days_words(told, datetime.now(UTC).date())
    assert f"{place_words(5)} We expect to decide {days}." in email(desk, case_id, "received")
    page = status_page(desk)
    assert place_words(5) in page and f"We expect to answer <strong>{days}</strong>" in page
    assert "6 to 8 weeks" not in page


def test_days_that_were_told_stay_whatever_is_forecast_later(desk: InProcessDesk) -> None:
    store_past_decisions(desk.table)
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT)
    case_id = submit(desk)
    told = stored(desk, case_id).estimate
    forecasts = DynamoForecasts(desk.table)
    slower = forecasts.get_forecast()
    assert told and slower
    forecasts.put_forecast(slower.model_copy(update={"days_each": 50.0}))

    invoke("workflow.validate_application", {"application_id": case_id, "round": 1})

    assert stored(desk, case_id).estimate == told


def test_until_there_are_enough_decisions_applicants_are_told_the_weeks(desk: InProcessDesk) -> None:
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT)

    case_id = submit(desk)

    assert stored(desk, case_id).estimate is None
    assert "A decision usually takes 6 to 8 weeks" in email(desk, case_id, "received")
    page = status_page(desk)
    assert "A decision usually takes 6 to 8 weeks" in page and "ahead of yours" not in page


def test_what_the_policy_rejects_has_no_estimate(desk: InProcessDesk) -> None:
    store_past_decisions(desk.table)
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT, has_photo=False)

    assert stored(desk, submit(desk)).estimate is None


def test_re_review_has_an_estimate_of_its_own(desk: InProcessDesk) -> None:
    store_past_decisions(desk.table)
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT)
    case_id = submit(desk)
    reject(desk, case_id, "Name the systems.")
    reopen(DynamoCases(desk.table), case_id, "Named.", "receipt-9", datetime.now(UTC))

    invoke("workflow.validate_application", {"application_id": case_id, "round": 2})

    told = stored(desk, case_id).estimate
    assert told
    days = days_words(told, datetime.now(UTC).date())
    assert f"We expect to decide {days}." in email(desk, case_id, "review_again", 2)


def test_email_that_goes_out_weeks_late_names_no_day_that_is_over(desk: InProcessDesk) -> None:
    store_past_decisions(desk.table)
    invoke("events.send_reminders", {})
    open_account(desk, ACCOUNT)
    case_id = submit(desk)
    told = stored(desk, case_id).estimate
    assert told
    over = told.model_copy(update={"latest": (datetime.now(UTC) - timedelta(days=1)).date()})
    key = (case_key(case_id)[0], "ROUND#1")
    desk.table.update(key, "SET estimate = :estimate", "", {"estimate": over.model_dump_json()})

    assert "A decision usually takes 6 to 8 weeks" in email(desk, case_id, "received")
    assert "It takes longer than we told you." in status_page(desk)


def test_forecast_is_made_although_a_reminder_fails(desk: InProcessDesk) -> None:
    store_past_decisions(desk.table)
    open_account(desk, ACCOUNT)
    case_id = submit(desk)
    invoke("workflow.open_task", {"case_id": case_id, "round": 1, "kind": "safety"})
    desk.table.update(case_key(case_id), "SET application = :broken", "", {"broken": "{}"})

    with pytest.raises(ExceptionGroup):
        invoke("events.send_reminders", {})

    assert DynamoForecasts(desk.table).get_forecast()
