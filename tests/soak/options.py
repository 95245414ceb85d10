"""What can be set for a part of the soak: variables of the environment, as make passes them on."""

import os
import secrets


def number(name: str, default: int) -> int:
    """A number, or what is right where none is set."""
    return int(os.environ.get(name) or default)


def words(name: str) -> list[str]:
    """A list of words, empty where none is set."""
    return os.environ.get(name, "").split()


def is_set(name: str) -> bool:
    """Whether a variable has any value."""
    return bool(os.environ.get(name))


def seed() -> str:
    """``SEED``, or a new one."""
    return os.environ.get("SEED") or secrets.token_hex(4)
