import pytest

from domain.applications.application_form import (
    FIELDS,
    blank_form,
    form_values,
    request_of,
)
from domain.applications.form_check import SEND, SEND_ANYWAY, submits, with_icon_kept
from domain.model.application import parse_request
from domain.model.errors import InvalidInput
from domain.model.icon import Icon
from domain.policy import evaluate
from tests.examples import account, application, request_data
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


def test_a_filled_form_is_the_same_request_as_its_json() -> None:
    assert parse_request(request_of(FILLED, {}), no_image) == parse_request(request_data(), no_image)


def test_an_empty_form_names_every_field_that_must_be_filled() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of({}, {}), no_image)

    messages = form_values({}, caught.value.problems)["messages"]
    assert {name for name in FIELDS if not messages[name]} == {
        "project_use",
        "project_website",
        "owner_name",
        "owner_email",
        "owner_agreed",
        "theme_colours",
        "icon",
    }


def test_what_was_typed_is_still_there_when_a_field_is_wrong() -> None:
    typed = {**FILLED, "hours_per_day": "99"}
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of(typed, {}), no_image)

    values = form_values(typed, caught.value.problems)

    assert {name: value for name, value in values["fields"].items() if value} == typed
    assert [name for name, message in values["messages"].items() if message] == ["hours_per_day"]


def test_an_owner_half_named_is_asked_for_the_rest() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of({**FILLED, "owner_name": "Robin Example"}, {}), no_image)

    messages = form_values(FILLED, caught.value.problems)["messages"]
    assert [name for name, message in messages.items() if message] == ["owner_email"]


def test_a_tick_without_an_owner_is_of_nobody() -> None:
    assert parse_request(request_of({**FILLED, "owner_agreed": "yes"}, {}), no_image).owner is None


def test_a_wrong_colour_is_named_at_its_field() -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_request(request_of({**FILLED, "theme_colours": "#14a800, green"}, {}), no_image)

    assert form_values(FILLED, caught.value.problems)["messages"]["theme_colours"]


def test_an_icon_that_was_chosen_is_still_there_though_browsers_keep_no_file() -> None:
    icon = Icon(hash="0" * 32, colours=(), thumbnail="AAAA")
    files = {"icon": b"image"}
    request = parse_request(request_of(FILLED, files), lambda _: icon)

    back = with_icon_kept(FILLED, files, request)

    assert back["icon_kept"] == "AAAA"
    seen: list[bytes] = []

    def read_icon(image: bytes) -> Icon:
        seen.append(image)
        return icon

    parse_request(request_of(back, {}), read_icon)
    assert seen == [b"\0\0\0"]


def test_an_icon_that_was_kept_can_be_left_out_or_replaced() -> None:
    kept = {**FILLED, "icon_kept": "AAAA", "no_icon": "yes"}

    without = parse_request(request_of(kept, {}), no_image)

    assert without.project.icon is None
    assert with_icon_kept(kept, {}, without)["icon_kept"] == ""
    assert request_of(kept, {"icon": b"another"})["project"]["icon"] == b"another"


def test_a_holder_sees_what_the_account_lacks_before_anything_is_typed() -> None:
    page = blank_form("click-1", account(has_photo=False))

    assert page["worst"] == "reject"
    assert page["findings"][0]["rule"] == "profile_photo"
    assert page["findings"][0]["fix"]
    assert blank_form("click-1")["findings"] == []


def test_what_would_be_rejected_at_once_is_handed_in_by_those_alone_who_saw_why() -> None:
    fine = evaluate(application(), account())
    rejected = evaluate(application(), account(has_photo=False))

    assert [submits(SEND, fine), submits(SEND, rejected), submits(SEND_ANYWAY, rejected)] == [True, False, True]
    assert not submits("check", fine)
    assert not submits("", fine)
