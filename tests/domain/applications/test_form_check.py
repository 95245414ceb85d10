import pytest

from domain.applications.application_form import request_of
from domain.applications.form_check import (
    ANSWERS_PAGE,
    CHANGE,
    CHECK,
    FORM_PAGE,
    SEND,
    SEND_ANYWAY,
    CheckedForm,
    check,
    with_icon_kept,
)
from domain.model.account import Account
from domain.model.application import Proof, parse_request
from domain.model.errors import FieldProblem
from domain.model.icon import Icon
from tests.domain.applications.test_application_form import FILLED
from tests.examples import account, request_data
from tests.fakes import NOON, no_image


def checked(account: Account | None = None, /, **typed: str) -> CheckedForm:
    return check({**FILLED, **typed}, {}, no_image, lambda: NOON, account)


def results(form: CheckedForm) -> dict[str, list[str]]:
    """The results of the rules whose hints are shown beside the fields."""
    return {name: [hint["result"] for hint in hints] for name, hints in form.values["notes"].items()}


@pytest.mark.parametrize(
    ("button", "fine", "rejected"),
    [(SEND, True, False), (SEND_ANYWAY, True, True), ("check", False, False), ("", False, False)],
)
def test_form_that_would_be_rejected_is_submitted_only_by_its_own_button(
    button: str, fine: bool, rejected: bool
) -> None:
    assert (checked(account(), do=button).submitted is not None) is fine
    assert (checked(account(has_photo=False), do=button).submitted is not None) is rejected


def test_submitted_form_is_the_application_of_its_key() -> None:
    application, again = (checked(account(), do=SEND).submitted for _ in range(2))

    assert application and application == again
    assert application.request == parse_request(request_data(), no_image)
    assert (application.submitted_at, application.proof) == (NOON, Proof.APPLY_LINK)


def test_apply_link_submits_for_its_own_account_only() -> None:
    application = checked(account(), account_id="acct-of-another", do=SEND).submitted

    assert application and application.request.account_id == "acct-in-order"


def test_form_of_a_stranger_proves_nothing_and_evaluates_no_account() -> None:
    form = checked(do=SEND)

    assert form.submitted and form.submitted.proof is None
    assert {finding["field"] for finding in form.values["findings"]}.isdisjoint({""})


@pytest.mark.parametrize(
    ("typed", "page"),
    [
        ({}, ANSWERS_PAGE),
        ({"do": "review"}, ANSWERS_PAGE),
        ({"do": SEND}, ANSWERS_PAGE),
        ({"do": CHECK}, FORM_PAGE),
        ({CHANGE: "exposure"}, FORM_PAGE),
        ({CHANGE: ""}, FORM_PAGE),
        ({"hours_per_day": "99"}, FORM_PAGE),
    ],
    ids=["Enter", "check my application", "send", "script", "change a field", "change", "a field is wrong"],
)
def test_answers_are_shown_to_check_unless_a_field_is_wrong_or_to_be_changed(typed: dict[str, str], page: str) -> None:
    assert checked(account(has_photo=False), **typed).page == page


def test_only_what_was_to_be_sent_and_is_rejected_counts_as_refused() -> None:
    lacks = account(has_photo=False)

    assert checked(lacks, do=SEND).values["is_refused"]
    assert not checked(lacks, do="review").values["is_refused"]


@pytest.mark.parametrize(("name", "focus"), [("exposure", "exposure"), ("words", "words"), ("", ""), ("<b>", "")])
def test_field_to_change_takes_the_focus(name: str, focus: str) -> None:
    assert checked(**{CHANGE: name}).values["focus"] == focus


def test_changing_an_answer_submits_nothing() -> None:
    form = checked(account(), **{CHANGE: "exposure"})

    assert (form.is_valid, form.submitted) == (True, None)


def test_checked_form_shows_the_verdict_and_what_was_typed() -> None:
    form = checked(project_name="Askwork hours")

    assert form.is_valid and form.page == ANSWERS_PAGE
    assert form.values["findings"][0]["result"] == "reject"
    assert form.values["fields"]["project_name"] == "Askwork hours"
    assert results(form)["project_name"] == ["reject"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"applicant_name": "", "project_name": "Askwork hours"}, {"project_name": ["reject"]}),
        (
            {"applicant_email": "nobody", "commercial": "yes", "requests_per_hour": "9000"},
            {"commercial": ["reject"], "hours_per_day": ["reject"]},
        ),
        ({name: "" for name in FILLED if name != "project_use"}, {}),
        ({"applicant_email": "", "owner_name": "Robin Example"}, {}),
        ({"hours_per_day": "", "requests_per_hour": "900000"}, {}),
        ({"project_use": "x" * 5001}, {}),
        ({"theme_colours": "green"}, {}),
    ],
)
def test_policy_is_evaluated_on_the_valid_fields_only(typed: dict[str, str], expected: dict[str, list[str]]) -> None:
    form = checked(**{"project_website": "", "do": SEND_ANYWAY, **typed})

    assert (form.is_valid, form.submitted, form.values["findings"]) == (False, None, [])
    assert results(form) == expected


def test_summary_lists_wrong_and_rejected_fields_in_the_order_of_the_page() -> None:
    form = checked(hours_per_day="99", applicant_name=" ", project_use="", project_website="\n")

    assert [(error["field"], error["message"]) for error in form.values["errors"]] == [
        ("applicant_name", "Enter your name"),
        ("project_use", form.values["notes"]["project_use"][0]["message"]),
        ("hours_per_day", "Enter hours per day as a whole number from 1 to 24"),
    ]


def test_message_that_names_no_field_stands_behind_its_label() -> None:
    (error,) = checked(project_name="x" * 121).values["errors"]

    assert (error["field"], error["label"]) == ("project_name", "project_name")


def test_form_without_invalid_fields_has_no_summary() -> None:
    assert checked(project_name="Askwork hours").values["errors"] == []


def test_form_that_is_refused_later_shows_the_problem_beside_its_field() -> None:
    problem = FieldProblem("/applicant/email", "Too many emails today")

    form = checked(account(), do=SEND).refused([problem])

    assert (form.is_valid, form.page) == (False, FORM_PAGE)
    assert [(error["label"], error["message"]) for error in form.values["errors"]] == [
        ("applicant_email", "Too many emails today")
    ]


def test_chosen_icon_is_kept_as_its_thumbnail() -> None:
    icon = Icon(hash="0" * 32, colours=(), thumbnail="AAAA")
    seen: list[bytes] = []

    def read_icon(image: bytes) -> Icon:
        seen.append(image)
        return icon

    shown = check(FILLED, {"icon": b"image"}, read_icon, lambda: NOON).values["fields"]
    assert shown["icon_kept"] == "AAAA"
    check(shown, {}, read_icon, lambda: NOON)

    assert seen == [b"image", b"\0\0\0"]


def test_kept_icon_can_be_removed_or_replaced() -> None:
    kept = {**FILLED, "icon_kept": "AAAA", "no_icon": "yes"}

    without = parse_request(request_of(kept, {}), no_image)

    assert without.project.icon is None
    assert with_icon_kept(kept, {}, without)["icon_kept"] == ""
    assert request_of(kept, {"icon": b"another"})["project"]["icon"] == b"another"
