"""A person as the desk's items name one: by mail address, and by the names that stand beside it."""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

Item = dict[str, Any]

_OF_LOCAL_PART = r"A-Za-z0-9.!$%&'*+/=?^_`{|}~-"  # RFC 5322, 3.2.3, but for "#": in the table's keys it parts words
NAMELESS = "Erased person"


class Person:
    """A mail address, in whatever case it is written, and never as a part of another address."""

    def __init__(self, address: str) -> None:
        self.address = address.strip()
        self._folded = self.address.casefold()
        self._pattern = re.compile(
            rf"(?<![{_OF_LOCAL_PART}]){re.escape(self.address)}(?![A-Za-z0-9-]|\.[A-Za-z0-9])", re.IGNORECASE
        )

    def is_in(self, item: Item) -> bool:
        """Whether an item, as it is stored, names the address: in its keys or in any value."""
        if not any(self._folded in text.casefold() for text in _texts(item)):
            return False  # most items: none of their JSON is read
        return any(self._pattern.search(text) for text in _texts(readable(item)))

    def has(self, address: Any) -> bool:
        """Whether this is the person's address."""
        return isinstance(address, str) and address.casefold() == self._folded

    def names_in(self, value: Any) -> set[str]:
        """The names that stand beside the address."""
        if isinstance(value, dict):
            own = {value["name"]} if self.has(value.get("email")) and isinstance(value.get("name"), str) else set()
            return own.union(*(self.names_in(one) for one in value.values()))
        return set().union(*(self.names_in(one) for one in value)) if isinstance(value, list) else set()

    def replaced(self, item: Item, by: str, names: set[str]) -> Item:
        """An item as it is stored, with another address in the place of the person's, and no name of theirs."""
        own_names = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in sorted(names, key=len, reverse=True)]

        def change(text: str) -> str:
            text = self._pattern.sub(by, text)
            for name in own_names:
                text = name.sub(NAMELESS, text)
            return text

        return {name: _changed_as_stored(value, change) for name, value in item.items()}


def pseudonym() -> str:
    """An address that is nobody's (RFC 2606), and leads back to nobody: it is random."""
    return f"erased-{secrets.token_hex(4)}@erased.invalid"


def readable(item: Item) -> Item:
    """An item with its JSON read."""
    return {name: _read(value) for name, value in item.items()}


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value  # what a person wrote
    return value


def _changed_as_stored(value: Any, change: Callable[[str], str]) -> Any:
    read = _read(value)
    changed = _changed(read, change)
    if changed == read:
        return value
    return json.dumps(changed) if isinstance(value, str) and not isinstance(read, str) else changed


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(one, change) for name, one in value.items()}
    return [_changed(one, change) for one in value] if isinstance(value, list) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list | set):
        for one in value:
            yield from _texts(one)
