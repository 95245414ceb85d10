"""The demo data: its cases, and when it is added. ``tests/browser/test_walkthrough.py`` adds it to a real desk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.credentials import Credentials

from adapters.web.images import read_icon
from domain.model.account import AccountFacts, AccountStatus, account_of
from domain.model.application import Proof, new_application, parse_request
from domain.policy import evaluate
from infra.local.demo import people
from infra.local.demo.cases import CASES
from infra.local.demo.scenarios import DemoCase
from infra.local.demo.seeding import Demo
from infra.local.local_settings import free_port
from infra.local.mailbox import Journal, Mailbox
from tests.e2e.people import eventually

APPLICATIONS = [case for case in CASES if case.project]


def demo_of(journal: Path) -> Demo:
    """The demo of a desk that nobody can reach."""
    url = f"http://127.0.0.1:{free_port()}"
    nothing: object = None
    by = people.DemoPeople(Credentials("key", "secret"), url, url, Mailbox(), nothing)  # type: ignore[arg-type]
    return Demo(by, Journal(journal))


@pytest.mark.parametrize("case", APPLICATIONS, ids=lambda case: case.name)
def test_policy_finds_in_a_demo_case_what_its_state_says(case: DemoCase) -> None:
    now = datetime.now(UTC)
    request = parse_request(case.application, read_icon=read_icon)
    account = account_of(AccountFacts.model_validate(case.account), AccountStatus(), now.date())

    verdict = evaluate(new_application(request, now, case.name, Proof.SIGNED_CALL), account)

    assert len(verdict.rejected) == (2 if case.name == "rejected_by_policy" else 0)
    assert len(verdict.flagged) == (2 if case.name == "flagged" else 0)


def test_demo_people_are_plainly_examples() -> None:
    addresses = [member["email"] for case in CASES for member in case.account["members"]]

    assert len(addresses) >= len(CASES)
    assert all(address.endswith(".example") for address in addresses)
    assert len({case.account_id for case in CASES}) == len({case.name for case in CASES}) == len(CASES)


def test_folder_of_an_earlier_run_gets_no_demo_data(tmp_path: Path) -> None:
    said: list[str] = []
    demo = demo_of(tmp_path / "demo")

    demo.begin(is_new=False, say=said.append)

    assert not demo.is_running
    assert said == []


def test_demo_data_is_added_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "demo")
    for case in CASES:
        journal.add({"name": case.name, "case_id": f"k-{case.name}"})
    said: list[str] = []
    demo = demo_of(tmp_path / "demo")

    demo.begin(is_new=True, say=said.append)

    assert not demo.is_running
    assert said == []
    assert demo.case_ids["approved"] == "k-approved"


def test_case_that_cannot_be_added_is_named_and_continued_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "PAUSES", (0,))
    journal = Journal(tmp_path / "demo")
    for case in CASES[2:]:
        journal.add({"name": case.name, "case_id": f"k-{case.name}"})
    for is_new in (True, False):
        said: list[str] = []
        demo = demo_of(tmp_path / "demo")

        demo.begin(is_new=is_new, say=said.append)

        eventually(lambda: not demo.is_running, lambda: "it goes on for ever", patience=30)  # noqa: B023
        assert said[0].startswith("Adding demo data in the background: 2 cases")
        assert "“waiting for the account holder” could not be added" in "\n".join(said)
        assert said[-1] == f"The demo data is ready: {len(CASES) - 2} of {len(CASES)} cases"


def test_stopping_ends_the_adding_without_a_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PAUSES", (0, 3600))
    said: list[str] = []
    demo = demo_of(tmp_path / "demo")
    demo.begin(is_new=True, say=said.append)

    demo.stop()

    assert not demo.is_running
    assert len(said) == 1
