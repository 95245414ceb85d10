import pytest

from review.application import parse_request
from review.apply_form import FIELDS, form_values, request_of
from review.errors import InvalidInput
from tests.examples import request_data

FILLED = {
    "account_id": "acct-in-order",
    "applicant_name": "Avery Example",
    "applicant_email": "avery@client.example",
    "applicant_role": "admin",
    "project_name": "Weekly hours report",
    "project_use": request_data()["project"]["use"],
    "project_website": "https://analytics.client.example",
    "exposure": "private",
    "requests_per_hour": "200",
    "hours_per_day": "8",
    "form": "click-1",
}


def test_a_filled_form_is_the_same_request_as_its_json() -> None:
    assert parse_request(request_of(FILLED)) == parse_request(request_data())


def test_an_empty_form_names_every_field_that_must_be_filled() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of({}))

    messages = form_values({}, caught.value.problems)["messages"]
    assert {name for name in FIELDS if not messages[name]} == {"project_use", "project_website"}


def test_what_was_typed_is_still_there_when_a_field_is_wrong() -> None:
    typed = {**FILLED, "hours_per_day": "99"}
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of(typed))

    values = form_values(typed, caught.value.problems)

    assert values["fields"] == typed
    assert [name for name, message in values["messages"].items() if message] == ["hours_per_day"]
