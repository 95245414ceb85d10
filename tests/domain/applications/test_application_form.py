import pytest

from domain.applications.application_form import FIELDS, blank_form, form_values, request_of
from domain.model.application import ApplicationRequest, parse_request
from domain.model.errors import InvalidInput
from tests.examples import account, request_data
from tests.fakes import no_image

FILLED = {
    "account_id": "acct-in-order",
    "applicant_name": "Avery Example",
    "applicant_email": "avery@client.example",
    "applicant_role": "admin",
    "project_name": "Weekly hours report",
    "project_use": request_data()["project"]["use"],
    "project_website": "https://analytics.client.example",
    "exposure": "private",
    "commercial": "no",
    "requests_per_hour": "200",
    "hours_per_day": "8",
    "form": "click-1",
}
OPTIONAL = {"project_use", "project_website", "owner_name", "owner_email", "owner_agreed", "theme_colours", "icon"}


def read(**typed: str) -> ApplicationRequest:
    return parse_request(request_of({**FILLED, **typed}, {}), no_image)


def wrong_fields(fields: dict[str, str]) -> set[str]:
    """The fields beside which the page shows a message; it shows again what was typed."""
    with pytest.raises(InvalidInput) as refused:
        parse_request(request_of(fields, {}), no_image)
    values = form_values(fields, refused.value.problems)
    assert {name: value for name, value in values["fields"].items() if value} == fields
    return {name for name, message in values["messages"].items() if message}


def test_filled_form_is_the_same_request_as_its_json() -> None:
    assert read() == parse_request(request_data(), no_image)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, set(FIELDS) - OPTIONAL),
        ({**FILLED, "hours_per_day": "99"}, {"hours_per_day"}),
        ({**FILLED, "owner_name": "Robin Example"}, {"owner_email"}),
        ({**FILLED, "theme_colours": "#722f85, green"}, {"theme_colours"}),
    ],
    ids=["empty", "too many hours", "half an owner", "no colour"],
)
def test_each_wrong_field_has_a_message(fields: dict[str, str], wrong: set[str]) -> None:
    assert wrong_fields(fields) == wrong


def test_agreement_without_an_owner_is_ignored() -> None:
    assert read(owner_agreed="yes").owner is None


def test_blank_form_shows_what_the_account_lacks() -> None:
    page = blank_form("click-1", account(has_photo=False))

    assert page["worst"] == "reject"
    assert page["findings"][0]["rule"] == "profile_photo"
    assert page["findings"][0]["fix"]
    assert blank_form("click-1")["findings"] == []


@pytest.mark.parametrize(
    ("typed", "total"),
    [(("200", "8"), 1_600), (("5000", " 8 "), 40_000), (("", "8"), None), (("-5", "8"), None), (("2e3", "8"), None)],
)
def test_daily_total_is_shown_if_both_fields_are_numbers(typed: tuple[str, str], total: int | None) -> None:
    fields = {"requests_per_hour": typed[0], "hours_per_day": typed[1]}

    assert form_values(fields, [])["daily_total"] == total
