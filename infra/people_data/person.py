"""A person in the items of the table: an email address, and the names beside it."""

import json
import re
import secrets
from collections.abc import Callable, Iterator
from typing import Any

Item = dict[str, Any]

_OF_LOCAL_PART = r"A-Za-z0-9.!$%&'*+/=?^_`{|}~-"  # RFC 5322, 3.2.3, without "#", which separates the parts of keys
NAMELESS = "Erased person"


class Person:
    """An email address, in upper or lower case, and never as a part of another address."""

    def __init__(self, address: str) -> None:
        self.address = address.strip()
        self._folded = self.address.casefold()
        self._pattern = re.compile(
            rf"(?<![{_OF_LOCAL_PART}]){re.escape(self.address)}(?![A-Za-z0-9-]|\.[A-Za-z0-9])", re.IGNORECASE
        )

    def is_in(self, item: Item) -> bool:
        """Whether a stored item has the address in its keys or in any value."""
        if not any(self._folded in text.casefold() for text in _texts(item)):
            return False  # most items, without parsing their JSON
        return any(self._pattern.search(text) for text in _texts(readable(item)))

    def has(self, address: Any) -> bool:
        return isinstance(address, str) and address.casefold() == self._folded

    def names_in(self, value: Any) -> set[str]:
        """The names beside the address."""
        if isinstance(value, dict):
            own = {value["name"]} if self.has(value.get("email")) and isinstance(value.get("name"), str) else set()
            return own.union(*map(self.names_in, value.values()))
        return set().union(*map(self.names_in, value)) if isinstance(value, list) else set()

    def replaced(self, item: Item, by: str, names: set[str]) -> Item:
        """A stored item with another address in place of the person's, and without their names."""
        own_names = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name in sorted(names, key=len, reverse=True)]

        def change(text: str) -> str:
            text = self._pattern.sub(by, text)
            for name in own_names:
                text = name.sub(NAMELESS, text)
            return text

        return {name: _changed_as_stored(value, change) for name, value in item.items()}


def pseudonym() -> str:
    """A random address that belongs to nobody (RFC 2606)."""
    return f"erased-{secrets.token_hex(4)}@erased.invalid"


def readable(item: Item) -> Item:
    """An item with its JSON parsed."""
    return {name: _read(value) for name, value in item.items()}


def _read(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            return value  # text that only looks like JSON
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
        return {name: _changed(part, change) for name, part in value.items()}
    return [_changed(part, change) for part in value] if isinstance(value, list) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | set):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)
