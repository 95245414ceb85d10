"""The audit log and the saved replies: the fakes and the DynamoDB adapters behave alike."""

from datetime import timedelta

import pytest

from domain.cases.audit_entry import AuditEntry
from domain.cases.ports import Cases
from domain.decisions.saved_replies import read_reply
from tests.adapters.stores import Stores
from tests.examples import application
from tests.fakes import NOON

ID = application().id
ME = "one@staff.example"


def test_audit_log_of_a_case_comes_oldest_first(stores: Stores, cases: Cases) -> None:
    later = AuditEntry(at=NOON + timedelta(hours=1), by=ME, what="Gave it back (Reviews)")
    sooner = AuditEntry(at=NOON, by=ME, what="Took it over (Reviews)")
    for entry in (later, sooner):
        stores.log.add_entry(ID, entry)

    assert stores.log.list_entries(ID) == (sooner, later)
    assert stores.log.list_entries("kother") == ()
    assert cases.get_case(ID).status == "in_review"


def test_saved_replies_are_listed_changed_and_removed(stores: Stores) -> None:
    down = read_reply({"title": "Website down", "text": "It does not open."}, ME)
    brand = read_reply({"title": "brand", "text": "Leave our name out."}, ME)
    for reply in (down, brand):
        assert stores.replies.put_reply(reply)
    assert stores.replies.list_replies() == (brand, down)

    changed = read_reply({"id": down.id, "title": "A website", "text": "It does not open yet."}, ME)
    stores.replies.put_reply(changed)
    stores.replies.remove_reply(brand.id)
    stores.replies.remove_reply("never")

    assert stores.replies.list_replies() == (changed,)


def test_saved_replies_are_limited_in_number(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("adapters.dynamodb.console", "tests.fakes.console"):
        monkeypatch.setattr(f"{module}.MAX_REPLIES", 2)
    first, second, third = (read_reply({"title": title, "text": "x"}, ME) for title in "abc")

    assert [stores.replies.put_reply(reply) for reply in (first, second, third)] == [True, True, False]
    assert stores.replies.put_reply(first.model_copy(update={"text": "y"})), "a stored reply can be changed"
    assert len(stores.replies.list_replies()) == 2
