"""What is stored about a person, and which part of it is the person's own."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from adapters.aws.step_functions import change_name, execution_name
from adapters.dynamodb.console import STAFF
from adapters.dynamodb.items import RUNNING
from domain.cases.case import Status
from domain.model.api_key import KeyChange, has_key
from domain.model.ids import address_key
from infra.people_data.person import Item, Person, readable
from infra.people_data.store import PREFIX, Store

CASE, ACCOUNT = "CASE#", "ACCOUNT#"
HEADS = ("APPLICATION", "EXCEPTION")


@dataclass
class Holdings:
    """All that is stored about a person.

    ``own`` are all items of the cases about the person, by case id: the applications of an applicant, the exceptions
    for an account holder, and what is stored about the address. ``pointers`` lead to them: links, message ids;
    ``histories`` are rounds of other cases that name them as earlier applications; ``texts`` are emails of other cases
    whose text tells of them.
    ``elsewhere`` are the items of other cases, of accounts and of links that name the person. ``open_cases`` are the
    accounts of all cases in review, by case id. ``mails`` are the keys of the received messages of own cases, and of
    those that the person sent.
    """

    person: Person
    own: dict[str, list[Item]] = field(default_factory=dict)
    pointers: list[Item] = field(default_factory=list)
    histories: list[Item] = field(default_factory=list)
    texts: list[Item] = field(default_factory=list)
    elsewhere: list[Item] = field(default_factory=list)
    open_cases: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)

    @property
    def is_staff(self) -> bool:
        """Whether the person is on the staff now."""
        return any(is_member(self.person, item) for item in self.elsewhere)

    @property
    def in_review(self) -> list[str]:
        """The open cases in which the person is applicant, owner, account holder or account manager."""
        named = {case_of(item) for item in self.elsewhere if item["sk"] in HEADS}
        return sorted(self.open_cases.keys() & (self.own.keys() | named))

    @property
    def with_key(self) -> list[str]:
        """The own applications whose API key is not revoked."""
        return sorted(case_id for case_id, items in self.own.items() if has_key(_key_changes(items)))

    @property
    def executions(self) -> list[str]:
        """The executions of the own cases, by name. AWS keeps their history until 90 days after their end."""
        return [name for case_id, items in self.own.items() for item in items for name in _executions(case_id, item)]

    @property
    def names(self) -> set[str]:
        """The names that are stored beside the address."""
        items = (*(item for items in self.own.values() for item in items), *self.elsewhere)
        return set[str]().union(*(self.person.names_in(readable(item)) for item in items))


def holdings(store: Store, person: Person) -> Holdings:
    """Two scans of the table, and the headers of every received message."""
    held = Holdings(person)
    mentions: dict[str, list[Item]] = defaultdict(list)  # by partition
    for item in store.items():
        if _is_open(item):
            brief = readable(item).get("brief", {})
            held.open_cases[case_of(item)] = item.get("account_id") or brief["account_id"]
        if person.is_in(item):
            mentions[item["pk"]].append(item)
    about = (item for items in mentions.values() for item in items if _is_about(person, item))
    own = [address_key(person.address), *map(case_of, about)]
    held.own = {case_id: items for case_id in own if (items := store.partition(f"{CASE}{case_id}"))}
    for pk, items in mentions.items():
        if pk.removeprefix(CASE) not in held.own:
            # Other items of a case that the person is part of may have only the name.
            is_part = any(item["sk"] in HEADS for item in items)
            held.elsewhere += store.partition(pk) if is_part else items
    _find_references(store, held)
    held.elsewhere = [_without_text(item, held) for item in held.elsewhere if item not in held.pointers]
    held.mails = sorted({*_mails_of(held), *store.mails_from(person)})
    return held


def _find_references(store: Store, held: Holdings) -> None:
    """Find what names the own cases from elsewhere."""
    for item in store.items():
        if _leads_to(item, held):
            held.pointers.append(item)
        elif _has_as_earlier(item, held):
            held.histories.append(item)
        elif _tells_of_own(item, held):
            held.texts.append(item)


def case_of(item: Item) -> str:
    """The case of an item; of other items, their partition."""
    return str(item["pk"]).removeprefix(CASE)


def _key_changes(items: list[Item]) -> list[KeyChange]:
    changes = (readable(item)["change"] for item in items if item["sk"].startswith("KEY#"))
    return sorted(map(KeyChange.model_validate, changes), key=lambda change: change.number)


def _executions(case_id: str, item: Item) -> Iterator[str]:
    """The executions of a round, an exception or a change of a key, with those started again; of other items, none."""
    if item["sk"] == "EXCEPTION" or item["sk"].startswith("ROUND#"):
        number = int(item.get("number", 1))
        yield from (execution_name(case_id, number, restarts) for restarts in range(int(item.get("restarts", 0)) + 1))
    if item["sk"].startswith("KEY#") and "waits_since" in item:
        number = int(item["number"])
        yield from (change_name(case_id, number, restarts) for restarts in range(int(item.get("restarts", 0)) + 1))


def _is_open(item: Item) -> bool:
    """Whether the case of an item is in review, or its outcome is not sent yet."""
    has_no_answer = item.get("status") == Status.IN_REVIEW or (item["sk"] == "EXCEPTION" and "outcome" not in item)
    return has_no_answer or item.get("open_kind") == RUNNING


def _is_about(person: Person, item: Item) -> bool:
    read: Any = readable(item)
    if item["sk"] == "APPLICATION":
        return person.has(read["application"]["request"]["applicant"]["email"])
    return bool(item["sk"] == "EXCEPTION") and person.has(read["exception"]["account"]["email"])


def _leads_to(item: Item, held: Holdings) -> bool:
    if str(item["pk"]).startswith((CASE, ACCOUNT)):
        return False
    texts = [value for value in item.values() if isinstance(value, str)]
    return any(case_id in text for case_id in held.own for text in texts)


def _has_as_earlier(item: Item, held: Holdings) -> bool:
    return case_of(item) not in held.own and any(case_id in item.get("earlier", "") for case_id in held.own)


def _tells_of_own(item: Item, held: Holdings) -> bool:
    """Whether an item is an email about another case that tells staff of an own one, by its title and outcome."""
    return case_of(item) not in held.own and any(case_id in item.get("sent_text", "") for case_id in held.own)


def _without_text(item: Item, held: Holdings) -> Item:
    """An item as it is when the texts that tell of own cases are deleted."""
    return {name: value for name, value in item.items() if name != "sent_text" or item not in held.texts}


def _mails_of(held: Holdings) -> list[str]:
    """The keys of the messages that are stored with an own case, or without one under the person's address."""
    of_cases = [item for items in held.own.values() for item in items]
    alone = [item for item in held.elsewhere if is_sent_by(held.person, item)]
    receipts = (item["sk"].partition("#")[2] for item in (*of_cases, *alone) if item["sk"].startswith("RECEIVED#"))
    return [f"{PREFIX}{receipt}" for receipt in receipts]


def is_member(person: Person, item: Item) -> bool:
    """Whether an item is the person's own on the list of staff."""
    return item["pk"] == STAFF and "address" in item and person.has(item["address"])


def is_sent_by(person: Person, item: Item) -> bool:
    """Whether an item is a message that the person sent."""
    return item["sk"].startswith("RECEIVED#") and person.has(readable(item)["mail"]["from_address"])
