"""``make evaluate``: checks a stored case again with the policy that judged it, and compares each rule's result.

It reads the case, and changes nothing. The exit status is 1 if a rule's result differs, or it can't be done.
"""

import argparse
import sys

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from adapters.dynamodb.cases import DynamoCases
from adapters.dynamodb.table import Table
from domain.cases.case import Case
from domain.model.errors import CaseNotStored
from domain.model.ids import is_application_id
from domain.policy import Finding, RuleId, Verdict, evaluate
from infra.local.embedded import running_desk
from infra.local.local_settings import CannotRun
from infra.policy_history import NoSuchPolicy, policy_of, unreadable


class WrongUse(Exception):
    """The message says what to write instead."""


def table_of(name: str) -> Table:
    """The named table on AWS, or that of the local desk."""
    if name:
        return Table(boto3.client("dynamodb"), name)
    aws, outputs = running_desk("a table on AWS (TABLE=<name>)")
    return Table(aws.client("dynamodb"), outputs["TableName"])


def judged_case(table: Table, case_id: str, number: str) -> tuple[Case, Verdict]:
    """The case as the round saw it (its last one without a ``number``), and the stored verdict."""
    if not is_application_id(case_id):
        raise WrongUse("Enter the ID of an application: CASE=k… (the policy doesn't check exceptions).")
    try:
        case = DynamoCases(table).get_case(case_id)
    except CaseNotStored:
        raise WrongUse(f"There is no application {case_id} in this table.") from None
    numbers = [str(judged.number) for judged in case.rounds]
    if number and number not in numbers:
        raise WrongUse(f"{case_id} has no round {number}. It has: {', '.join(numbers)}")
    case = case.at_round(int(number or numbers[-1]))
    if case.current.verdict is None:
        raise WrongUse(f"The policy has not checked round {case.current.number} of {case_id}.")
    return case, case.current.verdict


def compare(stored: Verdict, now: Verdict) -> tuple[list[str], int]:
    """A line for each rule, and the number of those that differ."""
    before, after = ({finding.rule: finding for finding in verdict.findings} for verdict in (stored, now))
    lines, different = [], 0
    for rule in (rule for rule in RuleId if rule in before or rule in after):
        differences = _differences(before.get(rule), after.get(rule))
        results = f"{_result(after.get(rule)):7} stored: {_result(before.get(rule)):7}"
        lines.append(f"{rule:22} {results} {'differs' if differences else 'same as stored'}")
        lines += [f"{'':22} {difference}" for difference in differences]
        different += bool(differences)
    return lines, different


def _result(finding: Finding | None) -> str:
    return finding.result if finding else "none"


def _differences(stored: Finding | None, now: Finding | None) -> list[str]:
    """What people wrote comes escaped: a terminal would follow control characters."""
    if stored is None or now is None:
        return ["only stored"] if stored else ["not stored"]
    before, after = stored.model_dump(), now.model_dump()
    if not stored.case:
        after["case"] = ""  # verdicts of earlier releases have none
    names = [name for name in before if before[name] != after[name]]
    return [f"{name}: {str(after[name])!a}, stored: {str(before[name])!a}" for name in names]


def _evaluate(arguments: argparse.Namespace) -> int:
    case, stored = judged_case(table_of(arguments.table), arguments.case, arguments.round)
    found = policy_of(stored.policy_version, arguments.policy, arguments.marketplace)
    try:
        now = evaluate(case.application, case.current.account, found.policy)
    except KeyError as error:  # a way to fail that the rules of that time did not know
        raise NoSuchPolicy(unreadable(stored.policy_version, found.source, error)) from None
    lines, different = compare(stored, now)
    print(f"Round {case.current.number} of {case.application.id}, by policy {stored.policy_version}: {found.source}")
    print(*lines, sep="\n")
    print(f"{different} rules differ from the stored results" if different else "All rules: same as stored")
    return int(different > 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("case", "round", "table", "policy", "marketplace"):
        parser.add_argument(f"--{name}", default="")
    try:
        return _evaluate(parser.parse_args())
    except (WrongUse, NoSuchPolicy, CannotRun, ClientError, BotoCoreError) as error:
        print(error, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
