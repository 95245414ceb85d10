import pytest

from domain.cases.exception import parse_exception
from domain.cases.staff import StaffMember, StaffRole
from domain.decisions.exception_form import FIELDS, exception_form_values, exception_of
from domain.model.errors import InvalidInput
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


def test_the_form_files_what_the_call_files_in_the_name_of_who_is_signed_in() -> None:
    assert parse_exception(exception_of(TYPED, MANAGER)) == parse_exception(exception_data())
    forged = exception_of({**TYPED, "email": "other@staff.example"}, MANAGER)
    assert forged["account_manager"]["email"] == MANAGER.address


@pytest.mark.parametrize("name", FIELDS)
def test_what_is_missing_is_said_at_its_field_and_all_else_comes_back_as_typed(name: str) -> None:
    typed = {**TYPED, name: " "}
    with pytest.raises(InvalidInput) as caught:
        parse_exception(exception_of(typed, MANAGER))

    values = exception_form_values((), MANAGER, "key", typed, caught.value.problems)

    assert values["messages"] == {**dict.fromkeys(FIELDS, ""), name: "Please fill this in"}
    assert values["fields"] == typed
    assert values["key"] == "key"


@pytest.mark.parametrize(
    ("name", "wrong"),
    [("spend_usd", "much"), ("spend_usd", "-1"), ("reputation", "5.1"), ("reputation", "nan"), ("employees", "1.5")],
)
def test_a_wrong_number_is_told_what_would_be_right(name: str, wrong: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_exception(exception_of({**TYPED, name: wrong}, MANAGER))

    values = exception_form_values((), MANAGER, "key", TYPED, caught.value.problems)

    assert values["messages"][name].startswith("Give a ")
    assert sum(map(bool, values["messages"].values())) == 1


def test_a_problem_of_no_field_stands_on_top() -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan="business"))
    desk.exception_filing.file(exception_of(TYPED, MANAGER), "key")
    with pytest.raises(InvalidInput) as caught:
        desk.exception_filing.file(exception_of({**TYPED, "employees": "7"}, MANAGER), "key")

    values = exception_form_values((), MANAGER, "key", TYPED, caught.value.problems)

    assert "used before" in values["top"] and not any(values["messages"].values())


def test_the_list_names_the_client_and_links_only_who_may_see_cases() -> None:
    desk = FakeKeydesk()
    desk.accounts.put_account(facts(account_id="acct-high-value", plan="business", name="Client Example"))
    desk.exception_filing.file(exception_of(TYPED, MANAGER), "key")
    filed = desk.index.get_rows(desk.index.list_filed_by(MANAGER.address))

    (line,) = exception_form_values(filed, MANAGER, "other", {})["lines"]
    assert (line["title"], line["standing"], line["is_linked"]) == ("Client Example", "in review", False)
    both = StaffMember(address=MANAGER.address, roles=frozenset({StaffRole.ACCOUNT_MANAGER, StaffRole.REVIEWER}))
    assert exception_form_values(filed, both, "other", {})["lines"][0]["is_linked"]
    assert exception_form_values(filed, both, "other", {})["fields"]["manager_name"] == "Marlow Example"
