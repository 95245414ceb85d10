"""Private notes: who may write and read them, and what a note can be."""

from typing import Any

import pytest

from domain.cases.case import DecisionType
from domain.console.case_notes import LONGEST_NOTE, MAX_NOTES
from domain.model.errors import ConflictOfInterest, InvalidInput, NotAllowed
from tests.domain.console.test_case_actions import MANAGER, ONE, SAFETY, TWO, Asked
from tests.examples import account


@pytest.fixture
def asked() -> Asked:
    return Asked()


def write(asked: Asked, text: str, by: str = ONE) -> None:
    asked.desk.case_actions.write_note(asked.open(by), asked.id, text, asked.desk.member(by))


def shown(asked: Asked) -> dict[str, Any]:
    notes: dict[str, Any] = asked.values()["notes"]
    return notes


def test_notes_are_shown_to_colleagues_newest_first(asked: Asked) -> None:
    write(asked, "Rang them.\r\nNobody answered.", TWO)
    write(asked, "  They rang back.  ", ONE)

    found = [(note["text"], note["by"], note["by_you"]) for note in shown(asked)["list"]]
    assert found == [("They rang back.", ONE, True), ("Rang them.\nNobody answered.", TWO, False)]


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_NOTE + 1), "with a \x07 bell"])
def test_note_that_is_empty_too_long_or_unprintable_is_refused(asked: Asked, text: str) -> None:
    with pytest.raises(InvalidInput):
        write(asked, text)

    assert shown(asked)["list"] == []


def test_longest_note_has_as_many_characters_as_the_form_takes(asked: Asked) -> None:
    write(asked, "ü" * (LONGEST_NOTE - 2) + "\r\n" + "ü")

    assert len(shown(asked)["list"]) == 1


def test_second_click_writes_no_second_note(asked: Asked) -> None:
    for _ in range(2):
        write(asked, "Rang them.")
    write(asked, "Rang them.", TWO)

    assert [note["by"] for note in shown(asked)["list"]] == [TWO, ONE]


def test_case_with_as_many_notes_as_it_can_have_says_so(asked: Asked) -> None:
    for number in range(MAX_NOTES):
        write(asked, f"Note {number}")

    with pytest.raises(InvalidInput) as caught:
        write(asked, "One more")

    assert "100 notes" in caught.value.problems[0].message
    assert shown(asked)["is_full"]


def test_case_that_has_been_decided_still_takes_notes(asked: Asked) -> None:
    asked.decide(DecisionType.APPROVE)

    write(asked, "They thanked us.")

    assert len(shown(asked)["list"]) == 1


def test_own_case_shows_and_takes_no_notes(asked: Asked) -> None:
    write(asked, "Rang them.", TWO)
    asked.desk.cases.set_round(asked.id, 1, account=account(email="ONE@staff.example"))

    with pytest.raises(ConflictOfInterest):
        write(asked, "I'm fine.")


def test_who_may_not_see_cases_writes_no_note(asked: Asked) -> None:
    with pytest.raises(NotAllowed):
        write(asked, "Hello", MANAGER)

    write(asked, "Looked at it.", SAFETY)
    assert [note["by"] for note in shown(asked)["list"]] == [SAFETY]
