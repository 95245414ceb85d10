"""The contract in ``docs/keys.md`` is the one that the code keeps to."""

import json
import re
from typing import Any

from domain.keys.key_changes import UsageReport
from domain.keys.ports import KeyRequest
from domain.model.api_key import IssuedKey, KeyAction
from domain.model.field_types import parse
from tests.examples import ROOT

GUIDE = (ROOT / "docs/keys.md").read_text("utf-8")


def examples() -> list[dict[str, Any]]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", GUIDE, re.DOTALL)]


def test_calls_and_answer_of_the_guide_are_those_of_the_code() -> None:
    issue, answer, change = examples()

    assert issue.pop("action") == KeyAction.ISSUE
    assert KeyRequest.model_validate(issue).model_dump() == issue
    assert parse(IssuedKey, answer["key"]).model_dump() == answer["key"]
    assert change.keys() == {"action", "application_id", "account_id", "key_id"}
    assert change["action"] == KeyAction.SUSPEND


def test_example_of_a_report_is_one() -> None:
    example = json.loads((ROOT / "docs/examples/usage.json").read_text("utf-8"))

    assert parse(UsageReport, example).requests > 40_000
