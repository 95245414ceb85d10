"""``make export-person`` and ``make erase-person``, for the running local desk or on AWS."""

import argparse
import sys
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.local_settings import ROOT, CannotRun
from infra.people_data.erasing import steps
from infra.people_data.exporting import export
from infra.people_data.holdings import Holdings, holdings
from infra.people_data.person import Person
from infra.people_data.store import Store, of_local_desk, on_aws

EXPORTS = ROOT / "build" / "people"


def main() -> int:
    """The exit status is 1 if it failed or is not complete."""
    arguments = _arguments()
    if "@" not in arguments.address:
        print("Enter the person's email address: ADDRESS=someone@client.example", file=sys.stderr)
        return 1
    try:
        store = on_aws(arguments.table, arguments.bucket) if arguments.table and arguments.bucket else of_local_desk()
        held = holdings(store, Person(arguments.address))
        if arguments.what == "export":
            return _export(held, store, arguments.folder)
        return _erase(held, store, is_sure=arguments.sure == "yes")
    except (CannotRun, ClientError, BotoCoreError) as error:
        print(f"Failed: {error}", file=sys.stderr)
        return 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["export", "erase"])
    parser.add_argument("--address", default="")
    parser.add_argument("--table", default="", help="the table on AWS (the output TableName)")
    parser.add_argument(
        "--bucket", default="", help="the bucket of received email on AWS (the output ReceivedMailBucket)"
    )
    parser.add_argument("--folder", type=Path, default=EXPORTS, help="where an export is written")
    parser.add_argument("--sure", default="", help="yes: erase; otherwise show what would be erased")
    return parser.parse_args()


def _export(held: Holdings, store: Store, folder: Path) -> int:
    for path in export(held, store, folder):
        print(path)
    return 0


def _erase(held: Holdings, store: Store, is_sure: bool) -> int:
    if held.is_staff:
        print(
            f"Nothing was erased: the person is on the staff. First run: make staff REMOVE={held.person.address}",
            file=sys.stderr,
        )
        return 1
    if held.in_review:
        print(
            f"Nothing was erased: the person is part of cases in review: {', '.join(held.in_review)}. "
            "Have them withdrawn on their status pages, or wait for the decision. Then run this again.",
            file=sys.stderr,
        )
        return 1
    if held.with_key:
        print(
            f"Nothing was erased: these applications have an API key: {', '.join(held.with_key)}. "
            "Revoke the key on the case page in the console. Then run this again.",
            file=sys.stderr,
        )
        return 1
    for name in held.executions:
        print(f"stays    execution {name}: its history (IDs and task tokens) is kept until 90 days after its end")
    waits = number = 0
    for step in steps(held, store):
        if is_sure and step.do:
            step.do()
        print(step.line, flush=True)
        number += 1
        waits += step.do is None
    print(f"{number - waits} done, {waits} waiting" if is_sure else f"{number - waits} to do. To do it, add SURE=yes")
    if waits:
        print(
            "The waiting items are part of open reviews. Run this again when the reviews have ended.", file=sys.stderr
        )
    return int(waits > 0)


if __name__ == "__main__":
    sys.exit(main())
