"""What the deployed stack's roles allow, what of it a run has used, and one of it taken away for a while."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any

from infra.local.desk import LocalDesk
from infra.local.local_settings import KEYS_STACK, STACK

DECISIONS = "decisions.jsonl"
"""The recorder's file in the working folder of a desk."""

ALL_VALUES, LEADING_KEYS = "ForAllValues:StringLike", "dynamodb:LeadingKeys"
NOT_HERE = {
    "logs:*": "the embedded AWS writes logs itself, and asks no role",
    "xray:*": "nothing is traced on the embedded AWS",
    "ses:SendRawEmail arn:aws:ses:*:configuration-set/*": "the embedded AWS asks for no configuration set",
    "dynamodb:* PublishEventsRole": "the embedded AWS reads the stream itself, and asks no role",
    "events:PutEvents * ReviewRole": "for executions that began under the last release's definition",
    "dynamodb:GetItem * ReviewRole": "for executions that began under the last release's definition",
    "dynamodb:GetItem * ExceptionRole": "for executions that began under the last release's definition",
    "apigateway:GET arn:aws:apigateway:*/apikeys/* ReportUsageRole": "no test makes 40,000 calls, but see test_keys.py",
    "execute-api:Invoke * ReportUsageRole": "no test makes 40,000 calls, but see test_keys.py",
}
"""What the embedded AWS cannot show to be used, and why: an action; resource and role where not all are meant."""


@dataclass(frozen=True, order=True)
class Allowed:
    """An action that a role may do on a resource (an ARN with stars); ``role`` is its name in the template.

    ``key`` is a pattern of partition keys (``dynamodb:LeadingKeys``), or empty where the statement names none.
    """

    role: str
    action: str
    resource: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.role} {self.action} {self.resource} {self.key}".strip()

    @property
    def why_not_here(self) -> str | None:
        """The pattern of ``NOT_HERE`` that it falls under."""
        words = f"{self.action} {self.resource} {self.key} {self.role}"
        return next((one for one in NOT_HERE if fnmatchcase(words, one) or fnmatchcase(self.action, one)), None)


@dataclass(frozen=True)
class Decision:
    """One decision of the embedded AWS, as the recorder writes it; ``role`` is a physical name."""

    role: str
    action: str
    resource: str
    keys: tuple[str, ...]
    allowed: bool


class Records:
    """The recorder's file in a desk's working folder, read on from where it was read last."""

    def __init__(self, work: Path) -> None:
        self._path = work / DECISIONS
        self._read = 0

    def news(self) -> set[Decision]:
        """What was decided since the last look."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            whole = file.read().rpartition(b"\n")[0]
        self._read += len(whole) + 1 if whole else 0
        read = map(json.loads, whole.splitlines())
        return {Decision(**{**line, "keys": tuple(line["keys"])}) for line in read}


class Roles:
    """The roles of the deployed stacks."""

    def __init__(self, desk: LocalDesk) -> None:
        self.iam = desk.aws.client("iam")
        list_resources = desk.aws.client("cloudformation").get_paginator("list_stack_resources").paginate
        pages = [page for name in (STACK, KEYS_STACK) for page in list_resources(StackName=name)]
        found = [one for page in pages for one in page["StackResourceSummaries"]]
        self.names = {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for one in found
            if one["ResourceType"] == "AWS::IAM::Role"
        }

    def all(self) -> list[Allowed]:
        """Everything that is allowed to anybody."""
        return sorted(
            {
                Allowed(role, *pair, key)
                for role in self.names
                for _, document in self._policies(role)
                for statement in document["Statement"]
                for pair, key in product(_pairs(statement), _keys(statement) or [""])
            }
        )

    def by(self, decisions: set[Decision], allowed: Allowed, answer: bool = True) -> bool:
        """Whether one of the decisions allowed (or refused) this to its role."""
        return any(
            one.allowed is answer
            and (one.role, one.action) == (self.names[allowed.role], allowed.action)
            and fnmatchcase(one.resource, allowed.resource)
            and (not allowed.key or any(fnmatchcase(key, allowed.key) for key in one.keys))
            for one in decisions
        )

    @contextmanager
    def without(self, gone: Allowed) -> Iterator[None]:
        """The role without this one action on this one resource, or on these partitions of it."""
        with ExitStack() as put_back:
            for policy, document in list(self._policies(gone.role)):
                less = _without(document, (gone.action, gone.resource), gone.key)
                if less != document:
                    put_back.callback(self._replace(self.names[gone.role], policy, json.dumps(less)))
            yield

    def _policies(self, role: str) -> Iterator[tuple[str, Any]]:
        """Each policy of a role, by its name (an ARN where it is a managed one): its document."""
        name = self.names[role]
        for own in self.iam.list_role_policies(RoleName=name)["PolicyNames"]:
            yield own, self.iam.get_role_policy(RoleName=name, PolicyName=own)["PolicyDocument"]
        for attached in self.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
            yield attached["PolicyArn"], self._managed(attached["PolicyArn"])

    def _managed(self, arn: str) -> Any:
        version = self.iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        return self.iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]

    def _replace(self, role: str, policy: str, document: str) -> Callable[[], object]:
        """Give a role this document for a policy of its own, or instead of a managed one; answers with the way back."""
        put, delete = self.iam.put_role_policy, self.iam.delete_role_policy
        if not policy.startswith("arn:"):
            before = self.iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            put(RoleName=role, PolicyName=policy, PolicyDocument=document)
            return lambda: put(RoleName=role, PolicyName=policy, PolicyDocument=json.dumps(before))
        put(RoleName=role, PolicyName="instead", PolicyDocument=document)
        self.iam.detach_role_policy(RoleName=role, PolicyArn=policy)

        def back() -> None:
            self.iam.attach_role_policy(RoleName=role, PolicyArn=policy)
            delete(RoleName=role, PolicyName="instead")

        return back


def _pairs(statement: dict[str, Any]) -> list[tuple[str, str]]:
    """What a statement allows, as pairs of action and resource."""
    assert set(statement) <= {"Sid", "Effect", "Action", "Resource", "Condition"}, f"nothing else: {statement}"
    assert statement["Effect"] == "Allow"
    return list(product(_listed(statement["Action"]), _listed(statement["Resource"])))


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _keys(statement: dict[str, Any]) -> list[str]:
    """The patterns of partition keys that a statement is limited to."""
    return _listed(statement.get("Condition", {}).get(ALL_VALUES, {}).get(LEADING_KEYS, []))


def _without(document: Any, gone: tuple[str, str], key: str) -> Any:
    """A policy without an action on a resource, or on partitions of it; what is left keeps its condition."""
    left: list[dict[str, Any]] = []
    for statement in document["Statement"]:
        pairs, keys = _pairs(statement), _keys(statement)
        if gone not in pairs or (key and key not in keys):
            left.append(statement)
            continue
        left += [{**statement, "Action": pair[0], "Resource": pair[1]} for pair in pairs if pair != gone]
        if other := [one for one in keys if one != key]:
            values = {**statement["Condition"][ALL_VALUES], LEADING_KEYS: other}
            condition = {**statement["Condition"], ALL_VALUES: values}
            left.append({**statement, "Action": gone[0], "Resource": gone[1], "Condition": condition})
    # IAM takes no policy without a statement: a refusal of nothing stands for it.
    return {**document, "Statement": left or [{"Effect": "Deny", "Action": "iam:CreateUser", "Resource": "*"}]}
