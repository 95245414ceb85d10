"""The status page: the key of an approved application, and how long a decision takes.

``FORECAST`` expects 41 days for an application, or half as long again."""

from datetime import date, datetime, timedelta

import pytest

from domain.applications.status_page import status_values, waiting_values
from domain.cases.case import Case, Decision, DecisionType, Round, Status, Task, TaskKey, TaskKind
from domain.model.api_key import KeyAction
from domain.model.estimate import Estimate
from domain.reporting.forecast import Forecast
from tests.domain.keys.approved import Approved
from tests.domain.presentation.test_key_values import with_reply
from tests.examples import application
from tests.fakes import KEY_LOCATION, NOON

DAY = timedelta(days=1)
TOLD = Estimate(ahead=40, earliest=date(2026, 3, 20), latest=date(2026, 4, 2))
FORECAST = Forecast(
    made_at=NOON, waiting={date(2026, 2, 27): 38, NOON.date(): 2}, days_each=1, shortest=0.5, longest=1.5
)
NOTHING = {"ahead": "", "expected": "", "missed": ""}


def case(*tasks: Task, estimate: Estimate | None = TOLD, status: Status = Status.IN_REVIEW) -> Case:
    first = Round(application_id=application().id, number=1, started_at=NOON, estimate=estimate)
    return Case(application=application(), thread_id="t", status=status, rounds=(first,), tasks=tasks)


def task(kind: TaskKind, opened_at: datetime, decided_at: datetime | None = None) -> Task:
    answer = DecisionType.CONFIRM if kind is TaskKind.OWNER else DecisionType.ANSWERED
    decision = Decision(answer=answer, by="robin@client.example", at=decided_at) if decided_at else None
    return Task(key=TaskKey(case_id=application().id, round=1, kind=kind), opened_at=opened_at, decision=decision)


def shown(case: Case, now: datetime = NOON, forecast: Forecast | None = FORECAST) -> dict[str, str]:
    fresh = forecast.model_copy(update={"made_at": now}) if forecast else None
    return waiting_values(case, fresh, now)


def test_page_has_the_place_as_it_is_now_and_the_days_that_were_told() -> None:
    assert shown(case(), NOON + DAY) == {
        "ahead": "About 40 applications are ahead of yours.",
        "expected": "between 20 March and 2 April 2026",
        "missed": "",
    }


def test_days_of_the_client_are_added_to_those_that_were_told() -> None:
    owner = task(TaskKind.OWNER, NOON, NOON + 3 * DAY)

    assert shown(case(owner), NOON + 5 * DAY)["expected"] == "between 23 March and 5 April 2026"


@pytest.mark.parametrize("kind", [TaskKind.OWNER, TaskKind.INFO_REQUEST])
def test_while_the_client_owes_an_answer_nothing_is_estimated(kind: TaskKind) -> None:
    assert shown(case(task(kind, NOON)), NOON + DAY) == NOTHING


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.IN_REVIEW}))
def test_after_the_answer_nothing_is_estimated(status: Status) -> None:
    assert shown(case(status=status)) == NOTHING


def test_page_says_when_it_takes_longer_and_names_a_new_last_day_alone() -> None:
    values = shown(case(), NOON + 40 * DAY)

    assert values["missed"] == "2 April 2026"
    assert values["expected"] == "by 12 June 2026"


def test_on_the_last_day_it_is_not_late_yet_and_the_next_day_it_is() -> None:
    last_day = NOON + 31 * DAY

    assert (last_day.date(), shown(case(), last_day)["missed"]) == (TOLD.latest, "")
    assert shown(case(), last_day + DAY)["missed"] == "2 April 2026"


def test_after_the_first_day_only_the_last_one_is_named() -> None:
    assert shown(case(), NOON + 20 * DAY)["expected"] == "by 2 April 2026"


def test_applicant_who_was_told_nothing_gets_the_last_day_of_the_forecast() -> None:
    assert shown(case(estimate=None))["expected"] == "by 3 May 2026"


def test_without_a_forecast_the_days_that_were_told_stay() -> None:
    assert shown(case(), forecast=None) == {**NOTHING, "expected": "between 20 March and 2 April 2026"}
    assert shown(case(estimate=None), forecast=None) == NOTHING
    assert shown(case(), NOON + 40 * DAY, None) == {**NOTHING, "missed": "2 April 2026"}


AVERY, OLIVE = "avery@client.example", "olive@client.example"
OWNER = {"name": "Olive Example", "email": OLIVE, "agreed": True}


def test_approved_application_without_an_issuer_says_where_keys_are() -> None:
    values = status_values(Approved(has_issuer=False).case, AVERY, KEY_LOCATION)

    assert (values["headline"], values["key"]["key_place_text"]) == ("Approved", KEY_LOCATION.text)
    assert values["steps"][-1]["title"] == "Decision"


def test_approved_application_whose_key_is_not_issued_yet_is_under_way() -> None:
    values = status_values(Approved().case, AVERY, None)

    assert (values["key"]["key_status"], values["key"]["key_place_text"]) == ("", "")
    assert (values["steps"][-1]["title"], values["steps"][-1]["state"]) == ("API key", "now")


@pytest.mark.parametrize(
    ("action", "headline"),
    [(KeyAction.SUSPEND, "Your API key is suspended"), (KeyAction.REVOKE, "Your API key is revoked")],
)
def test_stopped_key_is_the_first_thing_on_the_page(action: KeyAction, headline: str) -> None:
    approved = Approved.with_key()
    approved.change(action)

    assert status_values(approved.case, AVERY, None)["headline"] == headline


@pytest.mark.parametrize(
    ("requests", "headline"),
    [(52_310, "Your app is over its request limit"), (40_000, "Your app has reached its request limit")],
)
def test_limit_is_the_first_thing_on_the_page_until_the_client_replies(requests: int, headline: str) -> None:
    approved = Approved.with_key()
    approved.report(requests)

    assert status_values(approved.case, AVERY, None)["headline"] == headline
    assert status_values(with_reply(approved), AVERY, None)["headline"] == "Approved"


@pytest.mark.parametrize(("reader", "is_owner"), [(AVERY, False), (OLIVE, True)])
def test_page_knows_who_of_the_two_reads_it(reader: str, is_owner: bool) -> None:
    assert status_values(Approved.with_key(owner=OWNER).case, reader, None)["is_owner"] is is_owner


def test_reader_of_an_unconfirmed_address_sees_nothing_of_the_key() -> None:
    approved = Approved.with_key()
    approved.change(KeyAction.SUSPEND, "It floods us.")
    request = approved.case.application.request
    stranger = request.applicant.model_copy(update={"email": "stranger@elsewhere.example"})
    renamed = approved.case.application.model_copy(
        update={"request": request.model_copy(update={"applicant": stranger})}
    )

    values = status_values(approved.case.model_copy(update={"application": renamed}), stranger.email, None)

    assert values["unconfirmed"] == stranger.email
    assert (values["headline"], values["key"]) == ("Approved", None)
    assert "floods" not in str(values) and "key-of" not in str(values)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.APPROVED}))
def test_application_that_is_not_approved_has_no_key(status: Status) -> None:
    assert status_values(case(status=status), AVERY, KEY_LOCATION)["key"] is None
