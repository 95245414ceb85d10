import base64
from typing import Any

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


def with_field(part: str, **fields: object) -> dict[str, Any]:
    data = request_data()
    data[part] |= fields
    return data


def problems_of(data: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as caught:
        parse_request(data)
    return {problem.pointer: problem.message for problem in caught.value.problems}


def test_documented_example_is_accepted() -> None:
    request = parse_request(request_data())

    assert request.applicant.email == "avery@client.example"
    assert request.requests_per_day == 1_600


def test_every_wrong_field_is_named_at_once() -> None:
    data = request_data(requests_per_hour="many", hours_per_day=25)
    del data["applicant"]["name"]
    data["project"]["exposure"] = "everyone"

    expected = {"/requests_per_hour", "/hours_per_day", "/applicant/name", "/project/exposure"}
    assert set(problems_of(data)) == expected


def test_problems_of_missing_and_long_fields_are_in_plain_words() -> None:
    data = with_field("project", name="x" * 121, use="x" * 5_001)
    del data["applicant"]["name"]
    data["account_id"] = ""

    problems = problems_of(data)
    assert problems["/applicant/name"] == "This field is required"
    assert problems["/project/name"] == "Must have at most 120 characters"
    assert problems["/project/use"] == "Must have at most 5000 characters"
    assert problems_of(with_field("project", name=" ")) == {"/project/name": "This field is required"}


def test_unknown_field_is_named_by_a_pointer_that_escapes_slashes() -> None:
    assert "/a~1b" in problems_of(request_data(**{"a/b": 1}))


@pytest.mark.parametrize("data", [None, [], "text", 3])
def test_data_that_is_no_object_is_rejected(data: object) -> None:
    assert list(problems_of(data)) == [""]


@pytest.mark.parametrize("character", ["\r\nBcc: x@y.example", "\0", "\u2028", "\x1b", "\ud800"])
def test_name_that_could_break_an_email_header_is_rejected(character: str) -> None:
    assert "/applicant/name" in problems_of(with_field("applicant", name=f"Avery{character}Example"))


@pytest.mark.parametrize(
    ("part", "field"), [("applicant", "name"), ("owner", "name"), ("project", "name"), ("project", "website")]
)
def test_encoded_word_is_rejected_and_named_in_every_one_line_field(part: str, field: str) -> None:
    data = request_data(owner={"name": "Robin Example", "email": "robin@client.example"})
    data[part][field] = "Hours =?utf-8?q?Hours=0D=0AContent-Type:_text/html=0D=0A=0D=0A<a_href=//x.example>?="

    message = problems_of(data)[f"/{part}/{field}"]

    assert message.startswith("Must not contain =?…?=, which email programs read as encoded text")


def test_question_mark_after_an_equals_sign_is_no_encoded_word() -> None:
    website = "https://client.example/?q=?&page=2"

    assert parse_request(with_field("project", website=website)).project.website == website


@pytest.mark.parametrize("part", ["applicant", "owner"])
@pytest.mark.parametrize(
    "address",
    [
        "=?utf-8?q?a=0D=0Ab?=@client.example",
        "=?utf-8?q?victim=40other.example?=@client.example",
        "=?utf-8?q?victim?=@client.example",
    ],
)
def test_address_that_mail_programs_would_decode_is_rejected_and_named(part: str, address: str) -> None:
    data = request_data(owner={"name": "Robin Example", "email": "robin@client.example"})
    data[part]["email"] = address

    assert problems_of(data)[f"/{part}/email"].startswith("Must not contain =?")


@pytest.mark.parametrize("part", ["applicant", "owner"])
def test_address_that_no_email_can_be_written_to_is_rejected(part: str) -> None:
    data = request_data(owner={"name": "Robin Example", "email": "robin@client.example"})
    data[part]["email"] = "avery=?b@client.example"

    message = "Must be an address that can receive email. Enter a different one"
    assert problems_of(data) == {f"/{part}/email": message}


def test_application_of_before_still_loads_with_an_encoded_word_in_it() -> None:
    stored = with_field("applicant", name="=?utf-8?q?a?=", email="=?utf-8?q?a?=@client.example")

    assert ApplicationRequest.model_validate(stored).applicant.name == "=?utf-8?q?a?="


@pytest.mark.parametrize(
    "address",
    ["", "avery", "avery@", "a@b@c.example", "avery example@client.example", "ävery@client.example", "a" * 300],
)
def test_invalid_email_address_is_rejected(address: str) -> None:
    assert "/applicant/email" in problems_of(with_field("applicant", email=address))


def test_email_address_is_stored_with_its_domain_in_punycode() -> None:
    data = with_field("applicant", email=" Avery@M\u00fcnchen.example ")

    assert parse_request(data).applicant.email == "Avery@xn--mnchen-3ya.example"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\ud800"])
def test_description_with_control_characters_is_rejected(character: str) -> None:
    assert "/project/use" in problems_of(with_field("project", use=f"a{character}b"))


@pytest.mark.parametrize(
    ("use", "stored"),
    [
        ("What it does:\n\t- it reads reports", "What it does:\n\t- it reads reports"),
        ("first\r\nsecond\rthird", "first\nsecond\nthird"),
        ("\r\n".join(["x" * 49] * 100), "\n".join(["x" * 49] * 100)),  # 4,999 characters, as a browser counts
    ],
)
def test_line_breaks_and_tabs_are_stored_in_one_form(use: str, stored: str) -> None:
    assert parse_request(with_field("project", use=use)).project.use == stored


def test_validation_error_does_not_repeat_the_input() -> None:
    with pytest.raises(ValueError, match="applicant") as caught:
        ApplicationRequest.model_validate({**request_data(), "applicant": "Avery Example"})

    assert "Avery" not in str(caught.value)


@pytest.mark.parametrize("name", ["Zoë Ångström", "山田太郎", "محمد", "O'Neil-Smith", "🙂"])
def test_name_in_any_script_is_accepted_unchanged(name: str) -> None:
    assert parse_request(with_field("applicant", name=name)).applicant.name == name


def test_ids_of_two_applications_differ() -> None:
    request = parse_request(request_data())

    ids = {new_application(request, NOON, "", Proof.SIGNED_CALL).id for _ in range(1_000)}

    assert len(ids) == 1_000
    assert all(len(id_) == 17 and id_.isalnum() for id_ in ids)


def test_id_depends_on_each_text_of_its_seed() -> None:
    seeds = (("a", "bc"), ("a", "bc"), ("ab", "c"), ("a", "b", "c"))

    ids = [new_case_id(CaseKind.APPLICATION, *seed) for seed in seeds]

    assert ids[0] == ids[1] and len(set(ids)) == 3
    assert all(map(is_application_id, ids))


def test_owner_with_the_applicants_address_is_the_applicant() -> None:
    owner = {"name": "Avery Example", "email": "AVERY@client.example", "agreed": True}

    assert parse_request(request_data(owner=owner)).other_owner is None
    assert parse_request(request_data(owner={**owner, "email": "robin@client.example"})).other_owner


@pytest.mark.parametrize(
    "icon", ["no base64!", "aW1h!Z2U=", {"hash": "0" * 32, "colours": [], "thumbnail": ""}, 7, ["x"]]
)
def test_icon_must_be_an_image(icon: object) -> None:
    assert problems_of(with_field("project", icon=icon)) == {"/project/icon": "Must be a PNG or JPEG image in base64"}


def test_problem_of_an_image_is_named_with_the_other_fields() -> None:
    def refuses(_: bytes) -> Icon:
        raise InvalidInput([FieldProblem("/project/icon", "Must be at most 1 MB")])

    data = with_field("project", icon=base64.b64encode(b"image").decode()) | {"hours_per_day": 25}
    with pytest.raises(InvalidInput) as caught:
        application.parse_request(data, refuses)

    assert [(problem.pointer, problem.message) for problem in caught.value.problems] == [
        ("/project/icon", "Must be at most 1 MB"),
        ("/hours_per_day", "Input should be less than or equal to 24"),
    ]


def test_image_is_stored_as_an_icon_only() -> None:
    icon = Icon(hash="0" * 32, colours=("#722f85",), thumbnail="AAAA")
    data = with_field("project", icon=base64.b64encode(b"image").decode())

    assert application.parse_request(data, lambda _: icon).project.icon == icon


@pytest.mark.parametrize("colour", ["green", "#12345", "#1234567", "rgb(0,0,0)"])
def test_colour_must_have_six_digits(colour: str) -> None:
    assert list(problems_of(with_field("project", theme_colours=["#722F85", colour]))) == ["/project/theme_colours/1"]
