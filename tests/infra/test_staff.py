"""The command that shows and changes the staff, on a table of its own."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra import staff
from infra.local import seeds
from tests.adapters.stores import table

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(aws: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command; returns its exit status, and what it says."""
    table()
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")

    def command(**options: str) -> tuple[int, str, str]:
        arguments = [f"--{name}={value}" for name, value in {"table": "desk", **options}.items()]
        monkeypatch.setattr(sys, "argv", ["staff", *arguments])
        status = staff.main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


def stored() -> list[Any]:
    items: list[Any] = boto3.client("dynamodb").scan(TableName="desk")["Items"]
    return items


def test_first_operator_is_named_by_one_command_that_says_who_ran_it(run: Run) -> None:
    status, said, _ = run(add="Dana@staff.example", role="operator")

    assert status == 0
    assert said.splitlines()[0] == "Dana@staff.example  Operator"
    assert "There are no reviewers" in said
    (by,) = {item["added_by"]["S"] for item in stored() if "added_by" in item}
    assert by.startswith("arn:aws:sts::") and by.endswith(" (command)")


def test_several_people_get_several_roles_beside_those_that_they_have(run: Run) -> None:
    run(add="one@staff.example", role="operator")
    status, said, _ = run(add="one@staff.example, two@staff.example", role="reviewer,safety")
    again = run(add="two@staff.example", role="reviewer")

    assert status == again[0] == 0
    assert said.splitlines()[:2] == [
        "one@staff.example  Reviewer, Trust & Safety, Operator",
        "two@staff.example  Reviewer, Trust & Safety",
    ]
    assert again[1] == said


def test_person_is_removed_but_not_the_last_operator(run: Run) -> None:
    run(add="one@staff.example,two@staff.example", role="operator")

    status, said, _ = run(remove="TWO@staff.example")
    assert status == 0 and "two@" not in said

    status, _, why = run(remove="one@staff.example")
    assert status == 1
    assert "one@staff.example is the only operator" in why
    assert "one@staff.example" in run()[1]


def test_local_run_stores_its_staff_once_and_keeps_what_was_changed(run: Run) -> None:
    seeds.seed_staff(boto3.client("dynamodb"), "desk")
    run(remove="marlow@staff.example")
    seeds.seed_staff(boto3.client("dynamodb"), "desk")

    said = run()[1]
    assert "marlow" not in said
    assert "reviewer.two@staff.example  Reviewer" in said
    assert "lead@staff.example  Escalation contact" in said


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ({"add": "one@staff.example"}, "Enter a role. ROLE= takes one or more of: reviewer, safety"),
        ({"add": "one@staff.example", "role": "king"}, "Unknown role: king."),
        ({"add": "one@staff.example,two", "role": "reviewer"}, "Must be a valid email address"),
        ({"remove": "one@staff.example"}, "one@staff.example is not on the staff"),
        ({"remove": "one@staff.example", "role": "reviewer"}, "ROLE= needs ADD="),
        ({"add": "one@staff.example", "remove": "two@staff.example"}, "not both"),
        ({"table": "another"}, "not found"),
    ],
)
def test_wrong_use_is_named_and_stores_nothing(run: Run, options: dict[str, str], why: str) -> None:
    status, said, error = run(**options)

    assert (status, said) == (1, "")
    assert why in error
    assert stored() == []
