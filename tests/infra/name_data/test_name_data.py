from domain.policy.names import company_look, legal_forms
from infra.name_data.learning import weights
from infra.name_data.legal_forms import listing
from infra.name_data.samples import BUILT_WITH, HELD_OUT, Names, half


def test_stored_legal_forms_are_those_of_the_list() -> None:
    assert legal_forms.LIST.read_text("utf-8") == listing(), "make name-data writes it"


def test_stored_weights_have_the_size_that_the_score_needs() -> None:
    assert len(company_look.WEIGHTS.read_bytes()) == company_look.SIZE


def test_weights_are_the_same_in_every_run() -> None:
    people, companies = ["Avery Example", "Robin Example"], ["Blue Garden Bakery", "Northern Bakery"]

    assert weights(people, companies) == weights(people, companies)


def test_a_name_is_in_the_same_half_wherever_it_is_listed() -> None:
    both = Names(["Avery", "Robin", "Olive"], ["Example"])
    built_with, held_out = both.of_half(BUILT_WITH), both.of_half(HELD_OUT)

    assert {*built_with.first, *held_out.first} >= {"Avery", "Robin", "Olive"}
    assert all(half(name) == HELD_OUT for name in held_out.first)
