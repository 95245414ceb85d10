"""Erasing a person: what goes, what stays under a pseudonym, and what has to wait."""

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


@dataclass(frozen=True)
class Step:
    """One thing that is done, or would be: a line that says it, and the doing (none where it has to wait)."""

    line: str
    do: Callable[[], Any] | None


def steps(held: Holdings, store: Store) -> Iterator[Step]:
    """What erases the person. The record of who decided stays, under one pseudonym for all that stays."""
    by = pseudonym()
    # First what leads to the own cases: a run that is cut off finds the rest again by the cases.
    for item in held.pointers:
        yield Step(f"delete   {_name(item)}", partial(store.delete, item))
    for key in held.mails:
        yield Step(f"delete   received message {key}", partial(store.delete_mail, key))
    for case_id, items in held.own.items():
        yield Step(f"delete   {CASE}{case_id}, {len(items)} items", partial(_forget, store, case_id))
    for item in held.elsewhere:
        step = _elsewhere(item, held, store, by)
        if step:
            yield step


def _elsewhere(item: Item, held: Holdings, store: Store, by: str) -> Step | None:
    person = held.person
    changed = _changed(item, held, by)
    if changed == item:
        return None  # a part of a case that does not name the person
    if _is_in_use(item, held):
        return Step(f"waits    {_name(item)}: it is part of an open review", None)
    if changed is None:
        return Step(f"delete   {_name(item)}", partial(store.delete, item))
    what = "without the member" if _is_account(item) else f"as {by}"
    return Step(f"keep     {_name(person.replaced(item, by, set()))}, {what}", partial(_replace, store, item, changed))


def _is_in_use(item: Item, held: Holdings) -> bool:
    account_id = item["pk"].removeprefix(ACCOUNT) if _is_account(item) else ""
    return case_of(item) in held.open_cases or account_id in held.open_cases.values()


def _changed(item: Item, held: Holdings, by: str) -> Item | None:
    """How an item stays, or None where it goes: links, messages, and what waits for holders are the person's alone.

    Of a case that stays under a pseudonym no words stay: each of their items has them all.
    """
    if _is_account(item):
        return _without_person(item, held.person)
    if item["pk"].startswith(("LINK#", "WORDS#", f"{CASE}{ADDRESS}")) or is_sent_by(held.person, item):
        return None
    return held.person.replaced(item, by, held.names)


def _is_account(item: Item) -> bool:
    return bool(item["pk"].startswith(ACCOUNT)) and item["sk"] == "ACCOUNT"


def _without_person(item: Item, person: Person) -> Item | None:
    """The facts of an account without one of its members; None if the person holds it."""
    account = readable(item)["account"]
    if person.has(account["email"]):
        return None
    members = [one for one in account["members"] if not person.has(one["email"])]
    return {**item, "account": json.dumps({**account, "members": members})}


def _forget(store: Store, case_id: str) -> None:
    if not store.forget(case_id):
        raise CannotRun(f"{case_id} was reopened a moment ago.")


def _replace(store: Store, item: Item, changed: Item) -> None:
    """The new one first: cut off between the two, both are there, and the next run deletes the old one."""
    store.put(changed)
    if (item["pk"], item["sk"]) != (changed["pk"], changed["sk"]):
        store.delete(item)


def _name(item: Item) -> str:
    return f"{item['pk']} {item['sk']}"
