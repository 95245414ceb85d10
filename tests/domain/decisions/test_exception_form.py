import pytest

from domain.cases.exception import parse_exception
from domain.cases.staff import StaffMember, StaffRole
from domain.decisions.exception_form import FIELDS, exception_form_values, read_exception_form
from domain.model.errors import FieldProblem, InvalidInput
from tests.examples import exception_data, facts
from tests.fakes import FakeKeydesk
from tests.staff import MANAGER

TYPED = {
    "account_id": " acct-high-value ",
    "manager_name": "Marlow Example",
    "spend_usd": "320,000",
    "customer_since": "2021-05-01",
    "reputation": "4.9",
    "employees": "120",
    **{name: exception_data()[name] for name in ("api_use", "company_does", "safety_check")},
}


def problems_of(typed: dict[str, str]) -> list[FieldProblem]:
    with pytest.raises(InvalidInput) as caught:
        parse_exception(read_exception_form(typed, MANAGER))
    return caught.value.problems


@pytest.fixture
def desk() -> FakeKeydesk:
    """The form was filed for a client."""
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan="business", name="Client Example"))
    desk.exception_filing.file(read_exception_form(TYPED, MANAGER), "key")
    return desk


def test_form_files_what_the_api_files_for_the_signed_in_member() -> None:
    assert parse_exception(read_exception_form(TYPED, MANAGER)) == parse_exception(exception_data())
    forged = read_exception_form({**TYPED, "email": "other@staff.example"}, MANAGER)
    assert forged["account_manager"]["email"] == MANAGER.address


@pytest.mark.parametrize("name", FIELDS)
def test_missing_value_is_named_at_its_field_and_the_others_stay(name: str) -> None:
    typed = {**TYPED, name: " "}

    values = exception_form_values((), MANAGER, "key", typed, problems_of(typed))

    assert values["messages"][name].startswith("Enter ")
    assert [known for known in FIELDS if values["messages"][known]] == [name]
    assert (values["fields"], values["key"]) == (typed, "key")


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("spend_usd", "much"), ("spend_usd", "-1"), ("reputation", "5.1"), ("reputation", "nan"), ("employees", "1.5")],
)
def test_wrong_number_gets_a_message_about_the_right_form(name: str, wrong: str) -> None:
    values = exception_form_values((), MANAGER, "key", TYPED, problems_of({**TYPED, name: wrong}))

    assert values["messages"][name].startswith("Enter a ")
    assert sum(map(bool, values["messages"].values())) == 1


def test_problem_of_no_field_is_shown_at_the_top(desk: FakeKeydesk) -> None:
    with pytest.raises(InvalidInput) as caught:
        desk.exception_filing.file(read_exception_form({**TYPED, "employees": "7"}, MANAGER), "key")

    values = exception_form_values((), MANAGER, "key", TYPED, caught.value.problems)

    assert "already used" in values["top"] and not any(values["messages"].values())


def test_list_names_the_client_and_links_only_for_who_may_see_cases(desk: FakeKeydesk) -> None:
    rows = desk.index.get_rows(desk.index.list_filed_by(MANAGER.address))
    both = StaffMember(address=MANAGER.address, roles=frozenset({StaffRole.ACCOUNT_MANAGER, StaffRole.REVIEWER}))

    (line,) = exception_form_values(rows, MANAGER, "other", {})["lines"]
    values = exception_form_values(rows, both, "other", {})

    assert (line["title"], line["standing"], line["is_linked"]) == ("Client Example", "in review", False)
    assert values["lines"][0]["is_linked"]
    assert values["fields"]["manager_name"] == "Marlow Example"
