import base64

import pytest

from domain.model import application
from domain.model.application import ApplicationRequest, Proof, new_application
from domain.model.errors import FieldProblem, InvalidInput
from domain.model.icon import Icon
from domain.model.ids import CaseKind, is_application_id, new_case_id
from tests.examples import request_data
from tests.fakes import NOON, no_image


def parse_request(data: object) -> ApplicationRequest:
    return application.parse_request(data, no_image)


def problems_of(data: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        parse_request(data)
    return {problem.pointer: problem.message for problem in caught.value.problems}


def test_the_documented_example_is_accepted() -> None:
    request = parse_request(request_data())

    assert request.applicant.email == "avery@client.example"
    assert request.requests_per_day == 1_600


def test_every_wrong_field_is_named_at_once() -> None:
    data = request_data(requests_per_hour="many", hours_per_day=25)
    del data["applicant"]["name"]
    data["project"]["exposure"] = "everyone"

    assert set(problems_of(data)) == {
        "/requests_per_hour",
        "/hours_per_day",
        "/applicant/name",
        "/project/exposure",
    }


def test_what_is_missing_empty_or_too_long_is_said_as_to_a_person() -> None:
    data = request_data()
    del data["applicant"]["name"]
    data["project"] |= {"name": "x" * 121, "use": "x" * 5_001}
    data["account_id"] = ""
    empty = request_data()
    empty["project"]["name"] = " "

    said = problems_of(data)
    assert said["/applicant/name"] == "Please fill this in"
    assert said["/project/name"] == "Must have at most 120 characters"
    assert said["/project/use"] == "Must have at most 5000 characters"
    assert problems_of(empty) == {"/project/name": "Please fill this in"}


def test_unknown_fields_are_refused_and_named_by_a_pointer_that_escapes_slashes() -> None:
    assert "/a~1b" in problems_of(request_data(**{"a/b": 1}))


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_what_is_no_object_is_refused(data: object) -> None:
    assert list(problems_of(data)) == [""]


@pytest.mark.parametrize("character", ["\r\nBcc: x@y.example", "\0", "\u2028", "\x1b", "\ud800"])
def test_a_name_that_could_break_a_mail_header_is_refused(character: str) -> None:
    data = request_data()
    data["applicant"]["name"] = f"Avery{character}Example"

    assert "/applicant/name" in problems_of(data)


@pytest.mark.parametrize(
    "address",
    ["", "avery", "avery@", "a@b@c.example", "avery example@client.example", "ävery@client.example", "a" * 300],
)
def test_what_is_no_mail_address_is_refused(address: str) -> None:
    data = request_data()
    data["applicant"]["email"] = address

    assert "/applicant/email" in problems_of(data)


def test_an_address_is_kept_as_it_goes_over_the_wire() -> None:
    data = request_data()
    data["applicant"]["email"] = " Avery@M\u00fcnchen.example "

    assert parse_request(data).applicant.email == "Avery@xn--mnchen-3ya.example"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\ud800"])
def test_a_description_with_what_cannot_be_shown_is_refused(character: str) -> None:
    assert "/project/use" in problems_of(request_data(project={**request_data()["project"], "use": f"a{character}b"}))


def test_a_description_can_have_lines_and_tabs() -> None:
    use = "What it does:\n\t- it reads reports"

    assert parse_request(request_data(project={**request_data()["project"], "use": use})).project.use == use


def test_a_line_break_counts_as_one_character_as_in_a_browser() -> None:
    data = request_data()
    data["project"]["use"] = "\r\n".join(["x" * 49] * 100)

    assert len(parse_request(data).project.use) == 4_999


def test_an_error_repeats_nothing_of_what_was_sent() -> None:
    with pytest.raises(ValueError, match="applicant") as caught:
        ApplicationRequest.model_validate({**request_data(), "applicant": "Avery Example"})

    assert "Avery" not in str(caught.value)


def test_names_of_any_script_are_accepted_as_they_are() -> None:
    for name in ("Zoë Ångström", "山田太郎", "محمد", "O'Neil-Smith", "🙂"):
        data = request_data()
        data["applicant"]["name"] = name
        assert parse_request(data).applicant.name == name


def test_line_breaks_in_the_use_are_kept_in_one_form() -> None:
    data = request_data()
    data["project"]["use"] = "first\r\nsecond\rthird"

    assert parse_request(data).project.use == "first\nsecond\nthird"


def test_two_applications_never_share_an_id() -> None:
    request = parse_request(request_data())

    ids = {new_application(request, NOON, "", Proof.SIGNED_CALL).id for _ in range(1_000)}

    assert len(ids) == 1_000
    assert all(len(one) == 17 and one.isalnum() for one in ids)


def test_the_same_hand_in_has_the_same_id_and_no_other_has_it() -> None:
    ids = [
        new_case_id(CaseKind.APPLICATION, *same) for same in (("a", "bc"), ("a", "bc"), ("ab", "c"), ("a", "b", "c"))
    ]

    assert ids[0] == ids[1] and len(set(ids)) == 3
    assert all(is_application_id(one) for one in ids)


def test_an_owner_with_the_applicants_address_is_the_applicant() -> None:
    owner = {"name": "Avery Example", "email": "AVERY@client.example", "agreed": True}

    assert parse_request(request_data(owner=owner)).other_owner is None
    assert parse_request(request_data(owner={**owner, "email": "robin@client.example"})).other_owner


@pytest.mark.parametrize(
    "icon", ["no base64!", "aW1h!Z2U=", {"hash": "0" * 32, "colours": [], "thumbnail": ""}, 7, ["x"]]
)
def test_an_icon_comes_in_as_an_image_and_as_nothing_else(icon: object) -> None:
    data = request_data()
    data["project"]["icon"] = icon

    assert problems_of(data) == {"/project/icon": "Must be a PNG or JPEG image in base64"}


def test_what_is_wrong_with_an_image_is_named_with_the_other_fields() -> None:
    def refuses(_: bytes) -> Icon:
        raise InvalidInput([FieldProblem("/project/icon", "Must be at most 1 MB")])

    data = request_data(hours_per_day=25)
    data["project"]["icon"] = base64.b64encode(b"image").decode()
    with pytest.raises(InvalidInput) as caught:
        application.parse_request(data, refuses)

    assert [(one.pointer, one.message) for one in caught.value.problems] == [
        ("/project/icon", "Must be at most 1 MB"),
        ("/hours_per_day", "Input should be less than or equal to 24"),
    ]


def test_of_an_image_nothing_but_its_look_goes_on() -> None:
    icon = Icon(hash="0" * 32, colours=("#14a800",), thumbnail="AAAA")
    data = request_data()
    data["project"]["icon"] = base64.b64encode(b"image").decode()

    assert application.parse_request(data, lambda _: icon).project.icon == icon


@pytest.mark.parametrize("colour", ["green", "#12345", "#1234567", "rgb(0,0,0)"])
def test_a_colour_is_its_six_digits(colour: str) -> None:
    data = request_data()
    data["project"]["theme_colours"] = ["#14A800", colour]

    assert list(problems_of(data)) == ["/project/theme_colours/1"]
