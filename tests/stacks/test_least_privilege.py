"""What each role may touch in the table: the partitions, and where it matters the attributes."""

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pytest

from infra import transformed

ROLES = transformed.resources("AWS::IAM::Role")
SHARED = transformed.resources("AWS::IAM::ManagedPolicy")
ALL_VALUES = "ForAllValues:StringLike"
BY_VALUES_OF_PEOPLE = ("by-assignee", "by-account", "answers-by-month")
"""The indexes whose hash keys are addresses, accounts and months: whoever may read one may read all of it."""

STREAM = {f"dynamodb:{name}" for name in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")}
"""What reads the table's stream, which has no partitions to name."""


@dataclass(frozen=True)
class Right:
    """What a statement allows on the table; ``index`` is empty for the table itself, ``attributes`` for any."""

    role: str
    actions: frozenset[str]
    index: str
    keys: tuple[str, ...]
    attributes: tuple[str, ...]

    def allows(self, action: str, key: str, attributes: tuple[str, ...]) -> bool:
        return (
            not self.index
            and action in self.actions
            and any(fnmatchcase(key, pattern) for pattern in self.keys)
            and (not self.attributes or set(attributes) <= set(self.attributes))
        )


def rights() -> Iterator[Right]:
    for role, properties in ROLES.items():
        policies = [policy["PolicyDocument"] for policy in properties.get("Policies", [])]
        policies += [SHARED[shared["Ref"]]["PolicyDocument"] for shared in properties.get("ManagedPolicyArns", [])]
        for given in (statement for policy in policies for statement in policy["Statement"]):
            statement = given["Fn::If"][1] if "Fn::If" in given else given
            if "dynamodb:" not in str(statement["Action"]):
                continue
            if not any(action in STREAM for action in actions_of(statement)):
                yield right(role, statement)


def actions_of(statement: dict[str, Any]) -> frozenset[str]:
    actions = statement["Action"]
    return frozenset([actions] if isinstance(actions, str) else actions)


def right(role: str, statement: dict[str, Any]) -> Right:
    condition = statement.get("Condition", {}).get(ALL_VALUES, {})
    return Right(
        role=role.removesuffix("Role"),
        actions=actions_of(statement),
        index=str(statement["Resource"].get("Fn::Sub", "")).rpartition("/")[2],
        keys=tuple(condition.get("dynamodb:LeadingKeys", ())),
        attributes=tuple(condition.get("dynamodb:Attributes", ())),
    )


RIGHTS = list(rights())


def who_may(action: str, key: str, *attributes: str) -> set[str]:
    """The functions and machines that may do this to an item with these attributes, beside its keys."""
    return {right.role for right in RIGHTS if right.allows(f"dynamodb:{action}", key, ("pk", "sk", *attributes))}


@pytest.mark.parametrize("right", RIGHTS, ids=lambda right: f"{right.role} {right.index} {sorted(right.actions)}")
def test_every_right_to_the_table_names_its_partitions(right: Right) -> None:
    """A scan names none, so that a condition on them would let it pass."""
    assert not any(word in action for action in right.actions for word in ("Scan", "PartiQL", "BatchWrite", "*"))
    if right.index not in BY_VALUES_OF_PEOPLE:
        assert right.keys
        assert not any(fnmatchcase("UNKNOWN#", pattern) for pattern in right.keys)


SENDERS = {"OpenTask", "SendEmail", "SendRequestedLink", "ReceiveEmail", "SendReminders", "Reconcile"}
DECIDING = {"LinkActions", "ConsoleActions", "OpenTask", "ReceiveEmail", "Review"}
"""People's decisions; late tasks; answers by email; executions of the last release, which closed late tasks."""
REPORTING = {"PartnerApi", "IssueKey"}
"""What applies, and reports how a key is used; what stores a key that was issued."""
CHECKED = {"PartnerApi"}
"""Answers of a safety check, where there is one."""


@pytest.mark.parametrize(
    ("action", "key", "attributes", "may"),
    [
        ("PutItem", "SESSION#1", ("link", "expires_at"), {"LinkActions"}),
        ("PutItem", "SIGN_IN#1", ("link", "expires_at"), {"SendRequestedLink"}),
        ("PutItem", "LINK#1", ("link", "expires_at"), SENDERS),
        ("PutItem", "STAFF", ("address", "roles", "added_by", "added_at"), {"ConsoleActions"}),
        ("UpdateItem", "STAFF", ("roles",), {"ConsoleActions"}),
        ("DeleteItem", "STAFF", ("roles",), {"ConsoleActions"}),
        ("PutItem", "ACCOUNT#1", ("account",), {"PartnerApi"}),
        ("UpdateItem", "CASE#k1", ("decision", "open_kind", "assignee"), DECIDING | CHECKED),
        ("PutItem", "CASE#k1", ("number", "kind", "decision"), DECIDING - {"Review"}),
        ("PutItem", "CASE#k1", (), DECIDING - {"Review"} | REPORTING),  # in place of any item of a case
        ("PutItem", "CASE#k1", ("change", "action"), DECIDING - {"Review"} | REPORTING),
        ("UpdateItem", "CASE#k1", ("task_token", "decision"), DECIDING),
        ("UpdateItem", "CASE#k1", ("report", "report_weight"), SENDERS | DECIDING | {"RecordDeliveryEvent"}),
        ("UpdateItem", "CASE#k1", ("verdict",), {"ValidateApplication"} | DECIDING),
        ("UpdateItem", "CASE#k1", ("outcome",), {"RecordOutcome"} | DECIDING),
        ("DeleteItem", "CASE#k1", (), {"PurgeExpiredCases"}),
    ],
)
def test_who_may_write_what(action: str, key: str, attributes: tuple[str, ...], may: set[str]) -> None:
    assert who_may(action, key, *attributes) == may


def test_who_may_read_sessions_accounts_and_received_messages() -> None:
    assert who_may("GetItem", "SESSION#1") == {"ConsolePages", "ConsoleActions"}
    assert who_may("GetItem", "SIGN_IN#1") == {"LinkPages", "LinkActions"}
    staff_see = {"LinkPages", "LinkActions", "ConsolePages", "ConsoleActions"}
    assert who_may("GetItem", "RECEIVED#1") == staff_see | {"ReceiveEmail"}
    assert who_may("BatchGetItem", "RECEIVED#1") == staff_see | {"SendReminders"}
    assert who_may("Query", "STAFF") >= {"OpenTask", "SendReminders", "SendRequestedLink"}
    assert not who_may("Query", "STAFF") & {"PublicPages", "PublicForms", "ReadIcon", "PartnerApi", "SendEmail"}


def test_reports_of_ses_bring_back_nothing_of_a_case() -> None:
    (own,) = ROLES["RecordDeliveryEventRole"]["Policies"]
    conditions = [one["Condition"] for one in own["PolicyDocument"]["Statement"] if "UpdateItem" in str(one["Action"])]

    assert [condition["StringEqualsIfExists"] for condition in conditions] == [{"dynamodb:ReturnValues": "NONE"}]


def test_functions_that_anybody_reaches_unsigned_have_no_right_to_the_table() -> None:
    assert not {right.role for right in RIGHTS} & {"PublicPages", "PublicForms", "ReadIcon", "PostToSlack"}


def test_stream_of_the_table_is_read_by_the_publisher_of_events_alone() -> None:
    of_streams = [
        (role, statement)
        for role, properties in ROLES.items()
        for policy in properties.get("Policies", [])
        for statement in policy["PolicyDocument"]["Statement"]
        if "Fn::If" not in statement and actions_of(statement) & STREAM
    ]

    assert {role for role, _ in of_streams} == {"PublishEventsRole"}
    assert all(actions_of(statement) <= STREAM for _, statement in of_streams)
    resources = [statement["Resource"] for _, statement in of_streams if statement["Resource"] != "*"]
    assert resources == [{"Fn::GetAtt": ["Table", "StreamArn"]}]
    assert not who_may("GetItem", "CASE#k1") & {"PublishEvents"}
