"""What all end-to-end tests together have shown. It runs last, and only where all of them run (tests/conftest.py)."""

import pytest

from infra.local import definition
from tests.e2e.people import People


@pytest.mark.parametrize("machine", definition.SOURCES)
def test_every_state_was_entered(people: People, machine: str) -> None:
    defined = set(definition.load(definition.SOURCES[machine])["States"])

    missing = defined - people.entered_by_all(machine)
    assert not missing, f"entered by no test: {sorted(missing)}"
