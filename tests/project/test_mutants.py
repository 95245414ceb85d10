"""The short form of ``make soak PART=mutants``: one change of each promise that matters most; its tests notice."""

import os
from concurrent.futures import ProcessPoolExecutor
from importlib.machinery import SourceFileLoader
from multiprocessing import get_context
from pathlib import Path
from types import CodeType

import pytest

from infra.local.local_settings import ROOT

CHANGES = {
    "a mail that was sent is sent once more": (
        "notifications/outbox.py",
        "        if not self.record_due(entry):\n            return\n",
        "        self.record_due(entry)\n",
        "notifications/test_outbox.py",
    ),
    "a reviewer is heard where the policy rejects": (
        "cases/conclusion.py",
        "    if verdict and verdict.rejected:",
        "    if verdict is None:",
        "cases/test_conclusion.py",
    ),
    "a link decides for ever": (
        "cases/access_tokens.py",
        "if found is None or found.expires_at <= now:",
        "if found is None:",
        "decisions/test_decide.py",
    ),
    "one decides about a case of one's own": (
        "cases/parties.py",
        "own in map(str.casefold, people)",
        "person in people",
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
        "if execution is None and unfinished.is_failed:",
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


# Each run is a copy of a process in which the libraries are loaded already, and nothing of ours.
COPIES = get_context("forkserver")
COPIES.set_forkserver_preload(["pytest", "pydantic", "email_validator", "coloraide", "jsonschema", "hypothesis"])
DOMAIN = ROOT / "functions" / "domain"


def run_changed(module: str, was: str, becomes: str, tests: str) -> int:
    """Run a test file of the domain while a module of it reads otherwise; returns pytest's exit code."""
    changed, load = str(DOMAIN / module), SourceFileLoader.get_code

    def get_code(loader: SourceFileLoader, name: str) -> CodeType | None:
        if loader.path != changed:
            return load(loader, name)
        code: CodeType = compile(Path(changed).read_text("utf-8").replace(was, becomes), changed, "exec")
        return code

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    os.chdir(ROOT)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    return int(pytest.main(["-x", "-p", "no:terminal", "--noconftest", f"tests/domain/{tests}"]))


def exit_code(module: str, was: str, becomes: str, tests: str) -> int:
    with ProcessPoolExecutor(1, COPIES, max_tasks_per_child=1) as process:
        return process.submit(run_changed, module, was, becomes, tests).result()


def test_unchanged_domain_passes() -> None:
    assert exit_code("", "", "", "cases/test_waiting_time.py") == pytest.ExitCode.OK


@pytest.mark.parametrize("promise", CHANGES)
def test_change_that_breaks_a_promise_is_noticed(promise: str) -> None:
    module, was, becomes, tests = CHANGES[promise]
    assert (DOMAIN / module).read_text("utf-8").count(was) == 1

    assert exit_code(module, was, becomes, tests) == pytest.ExitCode.TESTS_FAILED
