"""``make staff`` lists and changes the staff. It adds the first operator, who adds the others in the console."""

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from adapters.dynamodb.console import DynamoStaff
from adapters.dynamodb.table import Table
from domain.cases.staff import StaffRole, staff_of
from domain.console.staff_register import NewMember, Roles, StaffRegister, role_words
from domain.model.errors import InvalidInput, StaffChanged
from domain.model.field_types import parse
from domain.presentation.labels import ROLE_MISSING
from infra.local.embedded import running_desk
from infra.local.local_settings import CannotRun


class WrongUse(Exception):
    """The message says what to write instead."""


def register_of(dynamodb: Any, table: str) -> StaffRegister:
    return StaffRegister(DynamoStaff(Table(dynamodb, table)), lambda: datetime.now(UTC))


def add(register: StaffRegister, addresses: list[str], roles: Roles, by: str) -> None:
    """Give each person these roles, beside those that they have.

    Raises:
        InvalidInput: if one of the addresses is none; then nobody gets a role.
    """
    for address in [parse(NewMember, {"address": address}).address for address in addresses]:
        member = register.store.get_member(address)
        if member is None:
            register.add(address, roles, by)
        elif roles - member.roles:
            register.set_roles(address, member.roles, member.roles | roles, by)


def remove(register: StaffRegister, address: str, by: str) -> None:
    member = register.store.get_member(address)
    if member is None:
        raise WrongUse(f"{address} is not on the staff.")
    register.remove(member.address, member.roles, by)


def listing(register: StaffRegister) -> list[str]:
    entries = register.store.list_members()
    lines = [f"{entry.member.address}  {role_words(entry.member.roles)}" for entry in entries]
    staff = staff_of(entries)
    return lines + [words for role, words in ROLE_MISSING.items() if not staff.with_role(role)]


def _roles(text: str) -> Roles:
    named = _parts(text)
    unknown = [name for name in named if name not in [*StaffRole]]
    if unknown or not named:
        what = f"Unknown role: {', '.join(unknown)}." if unknown else "Enter a role."
        raise WrongUse(f"{what} ROLE= takes one or more of: {', '.join(StaffRole)}")
    return frozenset(map(StaffRole, named))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _clients(table: str) -> tuple[Any, Any, str]:
    """The clients of DynamoDB and STS, and the table: the named one on AWS, or that of the local desk."""
    if table:
        return boto3.client("dynamodb"), boto3.client("sts"), table
    aws, outputs = running_desk("a table on AWS (TABLE=<name>)")
    return aws.client("dynamodb"), aws.client("sts"), outputs["TableName"]


def _change(arguments: argparse.Namespace) -> list[str]:
    if arguments.add and arguments.remove:
        raise WrongUse("Give ADD= or REMOVE=, not both.")
    if arguments.role and not arguments.add:
        raise WrongUse(
            "ROLE= needs ADD=. REMOVE= removes all roles of a person. To remove a single role, use the console."
        )
    roles = _roles(arguments.role) if arguments.add else frozenset()
    dynamodb, sts, table = _clients(arguments.table)
    register = register_of(dynamodb, table)
    if arguments.add or arguments.remove:
        by = f"{sts.get_caller_identity()['Arn']} (command)"
        if arguments.add:
            add(register, _parts(arguments.add), roles, by)
        else:
            remove(register, arguments.remove.strip(), by)
    return listing(register)


def main() -> int:
    """The exit status is 1 if it could not be done."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("add", "role", "remove", "table"):
        parser.add_argument(f"--{name}", default="")
    try:
        print("\n".join(_change(parser.parse_args())))
    except InvalidInput as error:
        print(*(problem.message for problem in error.problems), sep="\n", file=sys.stderr)
    except StaffChanged:
        print("Someone else changed the staff at the same time. Run it again.", file=sys.stderr)
    except (WrongUse, CannotRun, ClientError, BotoCoreError) as error:
        print(error, file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
