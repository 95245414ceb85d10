"""The page of threats names tests that there are."""

import re

import pytest

from tests.examples import ROOT

THREATS = (ROOT / "docs/threats.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`([\w/]+\.py(?:::\w+)?)`", THREATS)))


@pytest.mark.parametrize("named", NAMED)
def test_a_test_that_the_threats_name_is_there(named: str) -> None:
    file, _, test = named.partition("::")
    source = (ROOT / "tests" / file).read_text("utf-8")

    assert re.search(rf"^def {test}\(", source, re.MULTILINE) if test else "def test_" in source


def test_each_threat_names_a_test_that_shows_it() -> None:
    rows = [line for line in THREATS.splitlines() if line.startswith("| ") and line.count(" | ") == 2]
    threats = [row for row in rows if not row.startswith(("| what ", "| --- "))]

    assert len(threats) > 40
    for row in threats:
        assert ".py" in row.rpartition(" | ")[2], row


def test_every_attacker_has_a_word_on_what_remains() -> None:
    sections = re.split(r"^## ", THREATS, flags=re.MULTILINE)[1:]
    about_attackers = [one for one in sections if "| shown by |" in one]

    assert len(about_attackers) >= 8
    for one in about_attackers:
        assert "*Remains:*" in one, one.partition("\n")[0]
