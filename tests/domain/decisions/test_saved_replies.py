import pytest

from domain.console.pages import replies_values
from domain.decisions.saved_replies import SavedReply, read_reply, reply_id_of
from domain.model.errors import FieldProblem, InvalidInput, UnknownReply

BY = "one@staff.example"
FORM = {"title": "No website", "text": "Please tell us where it will be seen."}
SAVED = tuple(SavedReply(id=name, title=f"Title {name}", text=f"Words {name}.", by=BY) for name in ("one", "two"))


def test_new_reply_gets_its_own_id_and_a_changed_one_keeps_it() -> None:
    first, second = read_reply(FORM, BY), read_reply(FORM, BY)

    assert (first.title, first.text, first.by) == (FORM["title"], FORM["text"], BY)
    assert first.id and first.id != second.id
    assert read_reply({**FORM, "id": "reply-1"}, BY).id == "reply-1"


def test_missing_fields_are_all_named() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_reply({}, BY)

    assert {problem.pointer for problem in caught.value.problems} == {"/title", "/text"}


@pytest.mark.parametrize("reply_id", ["x" * 2_000, "a b", "\ud800", "../one", "\n"])
def test_id_that_no_saved_reply_can_have_is_refused(reply_id: str) -> None:
    for use in (lambda: read_reply({**FORM, "id": reply_id}, BY), lambda: reply_id_of({"id": reply_id})):
        with pytest.raises(UnknownReply):
            use()


def test_page_lists_all_titles_and_has_a_form_for_one_reply() -> None:
    new, changed = replies_values(SAVED), replies_values(SAVED, "two")

    assert [reply["title"] for reply in new["replies"]] == ["Title one", "Title two"]
    assert set(new["form"].values()) == {""} and new["wrong"] == {}
    assert changed["form"] == SAVED[1].model_dump()
    with pytest.raises(UnknownReply):
        replies_values(SAVED, "three")


@pytest.mark.parametrize("reply_id", ["two", ""])
def test_typed_reply_stays_in_its_form_with_its_problems(reply_id: str) -> None:
    typed = {"id": reply_id, "title": "Better", "text": ""}

    values = replies_values(SAVED, typed=typed, problems=[FieldProblem("/text", "Write something.")])

    assert values["form"] == {**typed, "by": ""}
    assert values["wrong"] == {"text": "Write something."}
