"""Erasing a person: what is deleted, what stays under a pseudonym, and what has to wait."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from domain.model.ids import ADDRESS
from infra.local.local_settings import CannotRun
from infra.people_data.holdings import ACCOUNT, CASE, Holdings, case_of, is_sent_by
from infra.people_data.person import Item, Person, pseudonym, readable
from infra.people_data.store import Store

_OF_ONE_PERSON = ("LINK#", "SIGN_IN#", "SESSION#", "WORDS#", f"{CASE}{ADDRESS}")  # where partitions begin


@dataclass(frozen=True)
class Step:
    """A line that says what is done, and the action; None if it has to wait."""

    line: str
    do: Callable[[], Any] | None


def steps(held: Holdings, store: Store) -> Iterator[Step]:
    """What erases the person. All that stays has the same pseudonym."""
    by = pseudonym()
    # First what leads to the own cases: after an interruption, the rest is found by the cases.
    for item in held.pointers:
        yield Step(f"delete   {_name(item)}", partial(store.delete, item))
    for key in held.mails:
        yield Step(f"delete   received message {key}", partial(store.delete_mail, key))
    for case_id, items in held.own.items():
        yield Step(f"delete   {CASE}{case_id}, {len(items)} items", partial(_purge, store, case_id, items))
    for item in held.texts:
        yield Step(f"keep     {_name(item)}, without its text", partial(store.delete_text, item))
    for item in held.elsewhere:
        step = _elsewhere(item, held, store, by)
        if step:
            yield step
    # Last, since one of them may just have been put anew.
    for item in held.histories:
        others = [case_id for case_id in json.loads(item["earlier"]) if case_id not in held.own]
        line = f"keep     {_name(item)}, without the earlier application"
        yield Step(line, partial(store.set_earlier, item, json.dumps(others)))


def _elsewhere(item: Item, held: Holdings, store: Store, by: str) -> Step | None:
    person = held.person
    changed = _changed(item, held, by)
    if changed == item:
        return None  # it belongs to a case of others and does not name the person
    if _is_in_use(item, held):
        return Step(f"waits    {_name(item)}: part of an open review", None)
    if changed is None:
        return Step(f"delete   {_name(item)}", partial(store.delete, item))
    what = "without the member" if _is_account(item) else f"as {by}"
    return Step(f"keep     {_name(person.replaced(item, by, set()))}, {what}", partial(_replace, store, item, changed))


def _is_in_use(item: Item, held: Holdings) -> bool:
    account_id = item["pk"].removeprefix(ACCOUNT) if _is_account(item) else ""
    return case_of(item) in held.open_cases or account_id in held.open_cases.values()


def _changed(item: Item, held: Holdings, by: str) -> Item | None:
    """How an item stays, or None if it is deleted: links, messages and pending applications are the person's alone.

    The search words of a case that stays are deleted, too: each of their items has all of them.
    """
    if _is_account(item):
        return _without_person(item, held.person)
    if item["pk"].startswith(_OF_ONE_PERSON) or is_sent_by(held.person, item):
        return None
    return held.person.replaced(item, by, held.names)


def _is_account(item: Item) -> bool:
    return bool(item["pk"].startswith(ACCOUNT)) and item["sk"] == "ACCOUNT"


def _without_person(item: Item, person: Person) -> Item | None:
    """The account without the person as a member; None if it is the person's own."""
    account = readable(item)["account"]
    if person.has(account["email"]):
        return None
    members = [member for member in account["members"] if not person.has(member["email"])]
    return {**item, "account": json.dumps({**account, "members": members})}


def _purge(store: Store, case_id: str, items: list[Item]) -> None:
    if not store.purge(case_id):
        raise CannotRun(f"{case_id} was reopened just now.")
    for item in items:
        if item["sk"] == "APPLICATION":
            store.end_wait_for_re_review(item["account_id"], case_id)


def _replace(store: Store, item: Item, changed: Item) -> None:
    """Put first: after an interruption both are there, and the next run deletes the old one."""
    store.put(changed)
    if (item["pk"], item["sk"]) != (changed["pk"], changed["sk"]):
        store.delete(item)


def _name(item: Item) -> str:
    return f"{item['pk']} {item['sk']}"
