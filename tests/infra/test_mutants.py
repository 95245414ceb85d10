"""The short form of ``make mutants``: one change of each promise that matters most, which its tests notice."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.examples import ROOT

CHANGES = {
    "a mail that was sent is sent once more": (
        "notifications/outbox.py",
        "        if self.store.record_due(entry, self.clock()):\n            return\n",
        "        self.store.record_due(entry, self.clock())\n",
        "notifications/test_outbox.py",
    ),
    "a reviewer is heard where the policy rejects": (
        "cases/case.py",
        "    if verdict and verdict.rejected:",
        "    if verdict is None:",
        "cases/test_case.py",
    ),
    "a link decides for ever": (
        "cases/access_tokens.py",
        "if found is None or found.expires_at <= now:",
        "if found is None:",
        "decisions/test_decide.py",
    ),
    "one decides about a case of one's own": (
        "cases/conflict_of_interest.py",
        "if address.casefold() == person.casefold()",
        "if address == person",
        "decisions/test_decide.py",
    ),
    "anybody can write as the applicant": (
        "inbound_email/sender_verification.py",
        "return message.dmarc is SesVerdict.PASS",
        "return True",
        "inbound_email/test_reply_handling.py",
    ),
    "a reply that is older than the rejection opens the second review": (
        "inbound_email/reply_effects.py",
        "if first and reply.received_at < first.at:",
        "if first is None:",
        "inbound_email/test_reply_handling.py",
    ),
    "a review that runs is started again": (
        "operations/reconciliation.py",
        "if execution and not execution.ended:",
        "if execution is None and one.is_failed:",
        "operations/test_reconciliation.py",
    ),
    "the time in which the client owes an answer counts": (
        "cases/waiting_time.py",
        "(until - began - time_waiting_for_client(case, until))",
        "(until - began)",
        "cases/test_waiting_time.py",
    ),
    "one request a day more is allowed": (
        "policy/application_rules.py",
        "request.requests_per_day > policy.daily_limit",
        "request.requests_per_day > policy.daily_limit + 1",
        "policy/test_rules.py",
    ),
    "a formula comes into a spreadsheet": (
        "reporting/csv_export.py",
        'return f"\'{cell}"',
        "return cell",
        "reporting/test_csv_export.py",
    ),
}


def passes(functions: Path, tests: Iterable[str]) -> bool:
    """Whether these tests of the business pass with the functions in this folder."""
    command = [sys.executable, "-m", "pytest", "-qx", "--noconftest", "-o", f"pythonpath={functions} {ROOT}"]
    run = subprocess.run(
        [*command, *(f"tests/domain/{one}" for one in tests)],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # none is needed, and they take long to load
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return run.returncode == 0


@pytest.fixture
def functions(tmp_path: Path) -> Path:
    return Path(
        shutil.copytree(ROOT / "functions", tmp_path / "functions", ignore=shutil.ignore_patterns("__pycache__"))
    )


def test_without_a_change_all_of_them_pass(functions: Path) -> None:
    assert passes(functions, sorted({tests for *_, tests in CHANGES.values()}))


@pytest.mark.parametrize("promise", CHANGES)
def test_a_change_that_breaks_a_promise_is_noticed(functions: Path, promise: str) -> None:
    module, was, becomes, tests = CHANGES[promise]
    place = functions / "domain" / module
    source = place.read_text("utf-8")
    assert source.count(was) == 1

    place.write_text(source.replace(was, becomes), "utf-8")

    assert not passes(functions, [tests])
