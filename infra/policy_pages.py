"""Writes ``docs/policy.md`` and the JSON Schemas in ``docs/schemas`` (``make policy``)."""

import json
from typing import Any

from domain.cases.exception import ExceptionRequest
from domain.model.account import AccountFacts
from domain.model.field_types import Record
from domain.notifications.safety_check import SafetyAnswer, SafetyQuestion
from domain.policy import NEVER_AUTOMATIC, Policy, Rule, RuleId, load_policy
from infra.local.local_settings import ROOT

PAGE = ROOT / "docs" / "policy.md"
SCHEMAS = ROOT / "docs" / "schemas"


MODELS: dict[str, type[Record]] = {
    "account": AccountFacts,
    "exception": ExceptionRequest,
    "safety-question": SafetyQuestion,
    "safety-answer": SafetyAnswer,
}
"""What the company's systems send and get, by the names of the schemas."""


def schema(name: str) -> dict[str, Any]:
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **MODELS[name].model_json_schema()}


def page(policy: Policy) -> str:
    """The whole policy in Markdown."""
    rules = (_rule(rule_id, rule) for rule_id, rule in policy.rules.items())
    return "\n".join([_head(policy), *rules, _exceptions(policy)])


def _head(policy: Policy) -> str:
    rows = "\n".join(
        f"| [{rule.title}](#{_anchor(rule.title)}) | {_cases(rule, 'reject')} | {_cases(rule, 'flag')} |"
        for rule in policy.rules.values()
    )
    version = policy.version.partition(".")[0]
    return f"""# The policy

Version {version}, written by `make policy` from `functions/domain/policy/policy.toml`, which holds every text,
threshold and word list, except the brand's: those are in [`marketplace.toml`](deploy.md#your-marketplace). Each
round stores the whole verdict, and the version with eight digits behind it that change with the brand.

A case of a rule either **rejects** at once, only where it is certain, or is **flagged** for the reviewer, who decides.
The applicant reads the message and the fix of both. Cases marked *never automatic* are doubts about a name, a likeness
or an image; the file is refused if it makes one of them reject. Where a reviewer rejects by a rule, the applicant reads
the text of the *reviewer's judgement*, and the reviewer's own words after it.

| rule | rejects at once | flags for the reviewer |
| --- | --- | --- |
{rows}
"""


def _cases(rule: Rule, result: str) -> str:
    return ", ".join(name.replace("_", " ") for name, case in rule.cases.items() if case.result == result)


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter == "-")


def _rule(rule_id: RuleId, rule: Rule) -> str:
    lines = [f"## {rule.title}\n", f"`{rule_id}`. The business asks: *{rule.serves}*\n"]
    lines += ["| case | result | what the applicant is told | how to fix it |", "| --- | --- | --- | --- |"]
    for name, case in rule.cases.items():
        result = f"{case.result}, never automatic" if (rule_id, name) in NEVER_AUTOMATIC else str(case.result)
        lines.append(f"| {name.replace('_', ' ')} | {result} | {case.message.replace('{saw}', '…')} | {case.fix} |")
    if rule.judged:
        judged = rule.judged
        lines.append(f"| *a reviewer's judgement* | reject, by a person | {judged.message} | {judged.fix} |")
    return "\n".join([*lines, ""])


def _exceptions(policy: Policy) -> str:
    thresholds = [
        f"| {name.replace('_', ' ').replace('usd', '(US dollars)')} | {least:,} |"
        for name, least in policy.exceptions.thresholds
        if least is not None
    ]
    return "\n".join(
        [
            "## Exceptions for high-value clients\n",
            f"A granted exception lasts {policy.exceptions.lasts_days} days. The approver is shown for each criterion",
            "whether it meets its threshold; none decides by itself ([how exceptions go](exceptions.md)).\n",
            *("| criterion | met from |", "| --- | --- |", *thresholds, ""),
        ]
    )


def main() -> None:
    PAGE.write_text(page(load_policy()), "utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    for name in MODELS:
        (SCHEMAS / f"{name}.schema.json").write_text(json.dumps(schema(name), indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
