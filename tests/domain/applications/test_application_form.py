import pytest

from domain.applications.application_form import (
    FIELDS,
    LinkState,
    blank_form,
    form_values,
    interrupted_form,
    messages_of,
    request_of,
)
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


def messages(fields: dict[str, str]) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        parse_request(request_of(fields, {}), no_image)
    return messages_of(refused.value.problems)


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


@pytest.mark.parametrize("name", sorted(set(FIELDS) - OPTIONAL))
def test_message_of_an_empty_field_says_what_to_enter(name: str) -> None:
    message = messages({**FILLED, name: ""})[name]

    assert message.startswith(("Enter ", "Select "))


@pytest.mark.parametrize(
    ("name", "bounds", "beyond"),
    [
        ("hours_per_day", ("1", "24"), ("0", "25", "8.5", "many")),
        ("requests_per_hour", ("1", "1000000"), ("0", "1000001", "1e3")),
        ("account_id", ("a", "a" * 64), ("a" * 65, "two words", "<b>")),
        ("theme_colours", ("#1a2b3c", ", ".join(["#1a2b3c"] * 10)), (", ".join(["#1a2b3c"] * 11), "green")),
    ],
)
def test_messages_name_the_bounds_that_the_model_has(
    name: str, bounds: tuple[str, ...], beyond: tuple[str, ...]
) -> None:
    for value in bounds:
        assert read(**{name: value})
    for value in beyond:
        assert messages({**FILLED, name: value})[name].startswith("Enter ")


def test_agreement_without_an_owner_is_ignored() -> None:
    assert read(owner_agreed="yes").owner is None


def test_blank_form_shows_what_the_account_lacks() -> None:
    page = blank_form("click-1", account(has_photo=False))

    assert page["findings"][0]["result"] == "reject"
    assert page["findings"][0]["rule"] == "profile_photo"
    assert page["findings"][0]["fix"]
    assert blank_form("click-1")["findings"] == []


def test_form_behind_a_link_is_filled_in_with_what_the_record_says_of_its_holder() -> None:
    member = {"name": "Robin Example", "email": "ROBIN@client.example", "role": "owner"}
    holder = account(name="Avery Example", email="robin@client.example", members=[member])

    known = blank_form("click-1", holder)["fields"]

    assert (known["applicant_name"], known["applicant_role"]) == ("Robin Example", "admin")
    assert known["applicant_email"] == "robin@client.example"


@pytest.mark.parametrize(("name", "shown"), [("Avery Example", "Avery Example"), ("Example Holdings GmbH", "")])
def test_name_of_the_account_is_filled_in_if_it_is_a_persons(name: str, shown: str) -> None:
    known = blank_form("click-1", account(name=name, business_name=None, legal_name=name, members=[]))["fields"]

    assert (known["applicant_name"], known["applicant_role"]) == (shown, "")


def test_form_for_anybody_is_empty() -> None:
    assert {name for name, value in blank_form("click-1")["fields"].items() if value} == {"form"}


@pytest.mark.parametrize(
    ("link", "typed", "account_id"),
    [
        (LinkState.WORKS, "acct-in-order", "acct-in-order"),
        (LinkState.WORKS, "<b>", ""),
        (LinkState.LOST, "acct-in-order", ""),
        (LinkState.NONE, "acct-in-order", ""),
    ],
)
def test_interrupted_form_keeps_what_was_typed(link: LinkState, typed: str, account_id: str) -> None:
    fields = {**FILLED, "account_id": typed, "hours_per_day": "99"}

    page = interrupted_form(fields, "The fault is ours", "Try again.", link)

    assert {name: value for name, value in page["fields"].items() if value} == fields
    assert page["account_id"] == account_id
    assert page["interruption"]["is_link_lost"] is (link is LinkState.LOST)


@pytest.mark.parametrize(
    ("typed", "total"),
    [(("200", "8"), 1_600), (("5000", " 8 "), 40_000), (("", "8"), None), (("-5", "8"), None), (("2e3", "8"), None)],
)
def test_daily_total_is_shown_if_both_fields_are_numbers(typed: tuple[str, str], total: int | None) -> None:
    fields = {"requests_per_hour": typed[0], "hours_per_day": typed[1]}

    assert form_values(fields, [])["daily_total"] == total


@pytest.mark.parametrize("typed", ["9000", "9,000", "9.000", "9 000", "9\u202f000", " 9'000 "])
def test_thousands_may_be_separated(typed: str) -> None:
    assert request_of({"requests_per_hour": typed}, {})["requests_per_hour"] == "9000"


@pytest.mark.parametrize("typed", ["9,00", "1.5", "9,0000", "nine"])
def test_other_numbers_stay_as_typed(typed: str) -> None:
    assert request_of({"requests_per_hour": typed}, {})["requests_per_hour"] == typed
