"""What the console needs of the table: the fakes and DynamoDB behave alike."""

from datetime import timedelta

import pytest

from adapters.dynamodb.work_queue import DynamoWorkQueue
from domain.cases.access_tokens import SessionToken, SignInToken
from domain.cases.audit_entry import AuditEntry
from domain.cases.case import Decision, DecisionType, Task, TaskKey, TaskKind
from domain.cases.ports import Cases
from domain.cases.work_queue import PAGE
from domain.decisions.saved_replies import MAX_REPLIES, SavedReply, read_reply
from tests.adapters.stores import Stores
from tests.examples import BRIEF, application
from tests.fakes import NOON

ID = application().id
ME = "one@staff.example"


def key(turn: int = 1, kind: TaskKind = TaskKind.REVIEW) -> TaskKey:
    return TaskKey(case_id=ID, round=1, kind=kind, turn=turn)


def ask(cases: Cases, turn: int = 1, days: int = 0, kind: TaskKind = TaskKind.REVIEW) -> TaskKey:
    since = NOON - timedelta(days=days)
    brief = BRIEF.model_copy(update={"waits_since": since, "flags": turn})
    cases.open_task(Task(key=key(turn, kind), opened_at=NOON), brief)
    return key(turn, kind)


def decide(cases: Cases, task: TaskKey) -> None:
    cases.decide(task, Decision(answer=DecisionType.APPROVE, by=ME, at=NOON))


def test_who_waits_longest_stands_first_in_the_queue_of_their_kind(stores: Stores, cases: Cases) -> None:
    sooner, later = ask(cases, 1, days=3), ask(cases, 2, days=60)
    ask(cases, 1, kind=TaskKind.SAFETY)

    page = stores.work_queue.get_page(TaskKind.REVIEW)

    assert [one.key for one in page.rows] == [later, sooner]
    assert [one.summary.flags for one in page.rows] == [2, 1]
    assert page.rows[0].opened_at == NOON
    assert page.next == ""


def test_the_queue_can_be_of_those_alone_who_wait_long(stores: Stores, cases: Cases) -> None:
    ask(cases, 1, days=3)
    later = ask(cases, 2, days=42)

    page = stores.work_queue.get_page(TaskKind.REVIEW, until=NOON - timedelta(days=42))

    assert [one.key for one in page.rows] == [later]


def test_what_is_decided_leaves_the_queue_and_its_person(stores: Stores, cases: Cases) -> None:
    task = ask(cases)
    assert cases.assign(task, ME)
    assert [one.key for one in stores.work_queue.get_assigned_page(ME).rows] == [task]

    decide(cases, task)

    assert stores.work_queue.get_page(TaskKind.REVIEW).rows == ()
    assert stores.work_queue.get_assigned_page(ME).rows == ()
    assert not cases.assign(task, ME), "it is over"


def test_who_has_taken_a_question_over_is_seen_in_every_list(stores: Stores, cases: Cases) -> None:
    task = ask(cases)
    cases.assign(task, ME)

    (line,) = stores.work_queue.get_page(TaskKind.REVIEW).rows
    stored = cases.get_case(ID).task(TaskKind.REVIEW, 1)
    assert (line.assignee, stored and stored.assignee) == (ME, ME)

    cases.assign(task, "")
    (line,) = stores.work_queue.get_page(TaskKind.REVIEW).rows
    assert line.assignee == ""
    assert stores.work_queue.get_assigned_page(ME).rows == ()


def test_a_long_queue_comes_in_pages_and_nothing_is_missing_or_twice(stores: Stores, cases: Cases) -> None:
    asked = [ask(cases, turn, days=100 - turn // 3) for turn in range(1, 2 * PAGE + 2)]

    seen: list[TaskKey] = []
    after, pages = "", 0
    while pages == 0 or after:
        page = stores.work_queue.get_page(TaskKind.REVIEW, after=after)
        seen += [one.key for one in page.rows]
        after, pages = page.next, pages + 1

    assert pages == 3
    assert sorted(one.turn for one in seen) == [one.turn for one in asked]


@pytest.mark.parametrize("place", ["nonsense", "CASE#k1 TASK#1#review", "' OR 1=1", "\0", "CASE#k TASK#x y", "é" * 900])
def test_a_place_in_the_queue_that_was_never_given_is_its_beginning(stores: Stores, cases: Cases, place: str) -> None:
    task = ask(cases)

    assert [one.key for one in stores.work_queue.get_page(TaskKind.REVIEW, after=place).rows] == [task]


def test_a_page_of_the_queue_is_one_query(stores: Stores, cases: Cases, monkeypatch: pytest.MonkeyPatch) -> None:
    if not isinstance(stores.work_queue, DynamoWorkQueue):
        return
    for turn in range(1, PAGE + 5):
        ask(cases, turn)
    calls: list[str] = []
    client = stores.work_queue._table._client
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))

    stores.work_queue.get_page(TaskKind.REVIEW)

    assert calls == ["Query"]


def test_a_link_is_taken_once(stores: Stores) -> None:
    link = SignInToken(person=ME, expires_at=NOON)
    stores.tokens.add_token("hash", link)

    assert stores.tokens.take_token(SignInToken, "hash") == link
    assert stores.tokens.take_token(SignInToken, "hash") is None
    assert stores.tokens.get_token(SignInToken, "hash") is None


def test_a_link_of_another_kind_is_not_taken(stores: Stores) -> None:
    link = SignInToken(person=ME, expires_at=NOON)
    stores.tokens.add_token("hash", link)

    assert stores.tokens.take_token(SessionToken, "hash") is None
    assert stores.tokens.get_token(SignInToken, "hash") == link


def test_the_log_of_a_case_is_its_own_oldest_first(stores: Stores, cases: Cases) -> None:
    later = AuditEntry(at=NOON + timedelta(hours=1), by=ME, what="Gave it back (Reviews)")
    sooner = AuditEntry(at=NOON, by=ME, what="Took it over (Reviews)")
    for entry in (later, sooner):
        stores.log.add_entry(ID, entry)

    assert stores.log.list_entries(ID) == (sooner, later)
    assert stores.log.list_entries("kother") == ()
    assert cases.get_case(ID).status == "in_review"


def test_saved_replies_are_kept_changed_and_removed(stores: Stores) -> None:
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


def test_there_are_as_many_saved_replies_as_a_person_chooses_from(stores: Stores) -> None:
    replies = [SavedReply(id=f"{number:03}", title=f"{number:03}", text="x", by=ME) for number in range(MAX_REPLIES)]
    for reply in replies:
        assert stores.replies.put_reply(reply)

    assert not stores.replies.put_reply(SavedReply(id="more", title="more", text="x", by=ME))
    assert stores.replies.put_reply(replies[0].model_copy(update={"text": "y"})), "one that is there can be changed"
    assert len(stores.replies.list_replies()) == MAX_REPLIES


def test_the_newest_application_of_an_account_is_found(stores: Stores, cases: Cases) -> None:
    assert cases.newest_case_id(application().request.account_id) == ID
    assert cases.newest_case_id("acct-other") == ""
