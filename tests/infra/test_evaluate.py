"""The command that checks a stored case anew, on a table of its own."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.table import Table
from domain.model.account import Account
from domain.policy import Finding, Result, RuleId, Verdict, evaluate, load_policy
from infra import evaluate as command
from infra.local.local_settings import ROOT
from infra.policy_history import POLICY
from tests.adapters.stores import table
from tests.examples import account, application
from tests.fakes import NOON

ID = application().id
BRAND = load_policy().version.partition(".")[2]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        table()
        yield


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; returns its exit status, and what it says."""

    def command_line(**options: str) -> tuple[int, str, str]:
        arguments = [f"--{name}={value}" for name, value in {"table": "desk", "case": ID, **options}.items()]
        monkeypatch.setattr(sys, "argv", ["evaluate", *arguments])
        status = command.main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return command_line


def store(seen: Account | None, verdict: Verdict | None = None) -> None:
    """An application whose first round has this verdict, or the policy's own."""
    cases = DynamoCases(Table(boto3.client("dynamodb"), "desk"))
    cases.add_application(application(), "thread-1@desk.example")
    cases.record_verdict(cases.get_case(ID), seen, verdict or evaluate(application(), seen), NOON)


@pytest.mark.parametrize("seen", [account(), account(has_photo=False), None], ids=["in order", "no photo", "unknown"])
def test_case_that_is_checked_anew_is_the_same(run: Run, seen: Account | None) -> None:
    store(seen)

    status, said, errors = run()

    assert (status, errors) == (0, "")
    lines = said.splitlines()
    assert lines[0] == f"Round 1 of {ID}, by policy {load_policy().version}: this checkout's"
    assert lines[-1] == "All rules: same as stored"
    assert all(line.endswith("same as stored") for line in lines[1:])
    assert any(
        line.split()[:4] == ["account_known", "reject" if seen is None else "pass", "stored:", line.split()[3]]
        for line in lines
    )


def test_rule_that_differs_is_shown_with_what_differs(run: Run) -> None:
    seen = account(has_photo=False)
    verdict = evaluate(application(), seen)
    other = Finding(rule=RuleId.PROFILE_PHOTO, result=Result.PASS, saw="a photo \x1b[31m")
    findings = tuple(other if found.rule is other.rule else found for found in verdict.findings)
    store(seen, verdict.model_copy(update={"findings": findings[:-1]}))

    status, said, _ = run()

    assert status == 1
    assert "profile_photo          reject  stored: pass    differs" in said
    assert "stored: 'a photo \\x1b[31m'" in said and "\x1b" not in said, "no terminal gets the characters themselves"
    assert "daily_limit            pass    stored: none    differs" in said
    assert said.splitlines()[-1] == "2 rules differ from the stored results"


def test_verdict_of_an_earlier_release_without_cases_is_the_same(run: Run) -> None:
    verdict = evaluate(application(), account(has_photo=False))
    findings = tuple(found.model_copy(update={"case": ""}) for found in verdict.findings)
    store(account(has_photo=False), verdict.model_copy(update={"findings": findings}))

    assert run()[0] == 0


def test_policy_of_another_version_comes_from_the_file_that_is_given(run: Run, tmp_path: Path) -> None:
    text = (ROOT / POLICY).read_text("utf-8").replace(load_policy().version.partition(".")[0], "2020-01-1")
    (tmp_path / "policy.toml").write_text(text.replace("daily_limit = 40_000", "daily_limit = 1"), "utf-8")
    store(account(), evaluate(application(), account()).model_copy(update={"policy_version": f"2020-01-1.{BRAND}"}))

    status, said, _ = run(policy=str(tmp_path / "policy.toml"))
    assert (status, "daily_limit            reject  stored: pass" in said) == (1, True)

    status, _, error = run()
    assert status == 1 and "has the version 2020-01-1" in error


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"case": ""}, "Enter the ID of an application"),
        ({"case": "x" + "a" * 16}, "Enter the ID of an application"),
        ({"case": "k" + "a" * 16}, "There is no application"),
        ({"round": "2"}, "has no round 2. It has: 1"),
        ({"round": "one"}, "has no round one"),
        ({"table": "none"}, "ResourceNotFoundException"),
    ],
)
def test_what_cannot_be_checked_is_said(run: Run, options: dict[str, str], said: str) -> None:
    store(account())

    status, out, error = run(**options)

    assert (status, out) == (1, "")
    assert said in error


def test_round_that_is_not_checked_yet_is_said(run: Run) -> None:
    DynamoCases(Table(boto3.client("dynamodb"), "desk")).add_application(application(), "thread-1@desk.example")

    assert run()[2] == f"The policy has not checked round 1 of {ID}.\n"
