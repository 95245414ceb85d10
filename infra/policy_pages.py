"""Writes what people read of the policy and of the contracts: ``docs/policy.md`` and the schemas (``make policy``)."""

import json
from typing import Any

from domain.cases.exception import ExceptionRequest
from domain.model.account import AccountFacts
from domain.policy import NEVER_AUTOMATIC, Policy, Rule, RuleId, load_policy
from infra.local.local_settings import ROOT

PAGE = ROOT / "docs" / "policy.md"
SCHEMAS = ROOT / "docs" / "schemas"


def account_schema() -> dict[str, Any]:
    """The JSON Schema of the account facts."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **AccountFacts.model_json_schema()}


def exception_schema() -> dict[str, Any]:
    """The JSON Schema of a filed exception."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **ExceptionRequest.model_json_schema()}


def page(policy: Policy) -> str:
    """The whole policy in Markdown."""
    parts = [_head(policy), *(_rule(rule, one) for rule, one in policy.rules.items()), _exceptions(policy)]
    return "\n".join(parts)


def _head(policy: Policy) -> str:
    rows = "\n".join(
        f"| [{one.title}](#{_anchor(one.title)}) | {_results(one, 'reject')} | {_results(one, 'flag')} |"
        for one in policy.rules.values()
    )
    return f"""# The policy

Version {policy.version}, written by `make policy` from `functions/domain/policy/policy.toml`, which holds every text,
threshold and word list. Each round stores the version and the whole verdict.

A case of a rule either **rejects** at once, only where it is certain, or is **flagged** for the reviewer, who decides.
The applicant reads the message and the fix of both. Cases marked *never automatic* are doubts about a name, a likeness
or an image; the file is refused if it makes one of them reject. Where a reviewer rejects by a rule, the applicant reads
the text of the *reviewer's judgement*, and the reviewer's own words after it.

| rule | rejects at once | flags for the reviewer |
| --- | --- | --- |
{rows}
"""


def _results(rule: Rule, result: str) -> str:
    return ", ".join(name.replace("_", " ") for name, case in rule.cases.items() if case.result == result)


def _anchor(title: str) -> str:
    return "".join(letter for letter in title.lower().replace(" ", "-") if letter.isalnum() or letter == "-")


def _rule(rule: RuleId, one: Rule) -> str:
    lines = [f"## {one.title}\n", f"`{rule}`. The business asks: *{one.serves}*\n"]
    lines += ["| case | result | what the applicant is told | how to fix it |", "| --- | --- | --- | --- |"]
    for name, case in one.cases.items():
        result = f"{case.result}, never automatic" if (rule, name) in NEVER_AUTOMATIC else str(case.result)
        lines.append(f"| {name.replace('_', ' ')} | {result} | {case.message.replace('{saw}', '…')} | {case.fix} |")
    if one.judged:
        lines.append(f"| *a reviewer's judgement* | reject, by a person | {one.judged.message} | {one.judged.fix} |")
    return "\n".join([*lines, ""])


def _exceptions(policy: Policy) -> str:
    shown = [
        f"| {name.replace('_', ' ').replace('usd', '(US dollars)')} | {least:,} |"
        for name, least in policy.exceptions.thresholds
        if least is not None
    ]
    return "\n".join(
        [
            "## Exceptions for high-value clients\n",
            f"A granted exception lasts {policy.exceptions.lasts_days} days. The approver is shown for each criterion",
            "whether it meets its threshold; none decides by itself ([how exceptions go](exceptions.md)).\n",
            *("| criterion | met from |", "| --- | --- |", *shown, ""),
        ]
    )


def main() -> None:
    """Write the page and the schemas."""
    PAGE.write_text(page(load_policy()), "utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    for name, schema in (("account", account_schema()), ("exception", exception_schema())):
        (SCHEMAS / f"{name}.schema.json").write_text(json.dumps(schema, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
