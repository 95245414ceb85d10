"""What may go into the functions' package, and what may be found in the templates."""

import re

import pytest

from infra import audit
from tests.examples import ROOT

EXCEPTIONS = (ROOT / ".checkov.yaml").read_text("utf-8")


def test_all_that_goes_into_the_package_has_a_licence_that_is_allowed() -> None:
    said = audit.licences()

    assert said.returncode == 0, said.stderr
    shown = {line.split()[0].lower().replace("_", "-") for line in said.stdout.splitlines()[1:] if line.strip()}
    assert shown == set(audit.locked()), "each is looked at"


def test_another_licence_is_refused_and_named() -> None:
    said = audit.licences(tuple(one for one in audit.ALLOWED if "Apache" not in one))

    assert said.returncode == 1
    assert "Apache" in said.stderr


@pytest.mark.parametrize("allowed", audit.ALLOWED)
def test_no_licence_is_allowed_that_asks_for_more_than_its_notice(allowed: str) -> None:
    assert not re.search(r"GPL|AGPL|MPL|EPL|Commercial|Proprietary|UNKNOWN", allowed)


def test_library_excepted_for_one_licence_is_refused_with_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "EXCEPTIONS", {"publicsuffixlist": "MPL-1.1"})

    said = audit.licences()

    assert said.returncode == 1
    assert "publicsuffixlist" in said.stderr


def test_checkov_looks_at_every_template() -> None:
    looked_at = re.search(r"^file: \[(.+)\]$", EXCEPTIONS, re.MULTILINE)

    assert looked_at
    templates = {f"infra/{path.name}" for path in (ROOT / "infra").glob("*.yaml")} - {"infra/keys.yaml"}
    transformed = {"build/template.json", "build/keys.json"}
    assert set(looked_at[1].split(", ")) == {*transformed, *templates}, "those with functions, transformed"


def test_every_exception_of_checkov_says_what_it_is_about() -> None:
    exceptions = [line for line in EXCEPTIONS.splitlines() if line.strip().startswith("- ")]

    assert exceptions
    for line in exceptions:
        assert re.fullmatch(r"  - CKV\w+ +# .+", line), line
