import pytest

from domain.console.pages import replies_values
from domain.decisions.saved_replies import SavedReply, read_reply
from domain.model.errors import FieldProblem, InvalidInput

BY = "one@staff.example"
FORM = {"title": "No website", "text": "Please tell us where it will be seen."}
KEPT = tuple(SavedReply(id=one, title=f"Title {one}", text=f"Words {one}.", by=BY) for one in ("one", "two"))


def test_a_new_reply_gets_an_id_of_its_own_and_says_who_wrote_it() -> None:
    first, second = read_reply(FORM, BY), read_reply(FORM, BY)

    assert (first.title, first.text, first.by) == (FORM["title"], FORM["text"], BY)
    assert first.id and first.id != second.id


def test_a_changed_reply_keeps_its_id() -> None:
    assert read_reply({**FORM, "id": "reply-1"}, BY).id == "reply-1"


def test_every_field_that_is_missing_is_named() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_reply({}, BY)

    assert {problem.pointer for problem in refused.value.problems} == {"/title", "/text"}


def test_the_page_has_a_form_for_each_reply_and_an_empty_one() -> None:
    values = replies_values(KEPT)

    assert [(one["id"], one["title"], one["text"], one["by"]) for one in values["forms"]] == [
        ("one", "Title one", "Words one.", BY),
        ("two", "Title two", "Words two.", BY),
        ("", "", "", ""),
    ]
    assert (values["changed"], values["wrong"]) == ("", {})


def test_what_was_typed_stays_in_its_form_with_what_is_wrong_with_it() -> None:
    problems = [FieldProblem("/text", "Write something.")]

    changed = replies_values(KEPT, {"id": "two", "title": "Better", "text": ""}, problems)
    new = replies_values(KEPT, {"title": "Newest", "text": "Words"}, problems)

    assert [(one["id"], one["title"], one["text"]) for one in changed["forms"]] == [
        ("one", "Title one", "Words one."),
        ("two", "Better", ""),
        ("", "", ""),
    ]
    assert (changed["changed"], changed["wrong"]) == ("two", {"text": "Write something."})
    assert [(one["id"], one["title"], one["text"]) for one in new["forms"]][-1] == ("", "Newest", "Words")
    assert new["changed"] == ""
