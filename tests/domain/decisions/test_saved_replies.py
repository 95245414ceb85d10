from typing import Any

import pytest

from domain.console.pages import replies_values
from domain.decisions.saved_replies import SavedReply, read_reply
from domain.model.errors import FieldProblem, InvalidInput

BY = "one@staff.example"
FORM = {"title": "No website", "text": "Please tell us where it will be seen."}
SAVED = tuple(SavedReply(id=name, title=f"Title {name}", text=f"Words {name}.", by=BY) for name in ("one", "two"))


def forms(values: dict[str, Any]) -> list[tuple[str, ...]]:
    return [tuple(form[name] for name in ("id", "title", "text", "by")) for form in values["forms"]]


def test_new_reply_gets_its_own_id_and_a_changed_one_keeps_it() -> None:
    first, second = read_reply(FORM, BY), read_reply(FORM, BY)

    assert (first.title, first.text, first.by) == (FORM["title"], FORM["text"], BY)
    assert first.id and first.id != second.id
    assert read_reply({**FORM, "id": "reply-1"}, BY).id == "reply-1"


def test_missing_fields_are_all_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_reply({}, BY)

    assert {problem.pointer for problem in caught.value.problems} == {"/title", "/text"}


def test_page_has_a_form_for_each_reply_and_an_empty_one() -> None:
    values = replies_values(SAVED)

    assert forms(values) == [("one", "Title one", "Words one.", BY), ("two", "Title two", "Words two.", BY), ("",) * 4]
    assert (values["changed"], values["wrong"]) == ("", {})


def test_typed_reply_stays_in_its_form_with_its_problems() -> None:
    problems = [FieldProblem("/text", "Write something.")]

    changed = replies_values(SAVED, {"id": "two", "title": "Better", "text": ""}, problems)
    new = replies_values(SAVED, {"title": "Newest", "text": "Words"}, problems)

    assert forms(changed) == [("one", "Title one", "Words one.", BY), ("two", "Better", "", ""), ("",) * 4]
    assert (changed["changed"], changed["wrong"]) == ("two", {"text": "Write something."})
    assert forms(new)[-1] == ("", "Newest", "Words", "")
    assert new["changed"] == ""
