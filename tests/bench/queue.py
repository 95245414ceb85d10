"""A page of the console's queue with 100 and with 100,000 stored cases, all of them open, which is the most it can be.

The function's own code runs in this process, with the embedded AWS as its table; each call that it makes is counted,
and what the table read for it. The embedded AWS has no index and goes through all that is stored at each query: so its
own time grows, and says nothing of DynamoDB, where a query costs what it reads. Our own time is measured on the answers
that it gave, kept and given again.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from domain.cases.case import TaskKind
from domain.cases.work_queue import MOST_COUNTED
from infra import transformed
from infra.local.embedded import EmbeddedAws
from infra.local.local_settings import REGION, REVIEWERS, for_tests
from infra.local.seeds import seed_staff
from tests.examples import BRIEF

FEW, MANY = 100, 100_000
RUNS = 50
TABLE = "desk"
LINES = 25
MAX_READ = LINES + 1  # one more to see whether there is a next page
CALLS = [
    *("GetItem", "GetItem", "Query"),  # the session, who it is, and the staff
    *["Query"] * (len(TaskKind) + 1),  # the number on each tab
    *("Query", "BatchGetItem"),  # the lines, and who is involved in them
]
MAX_COUNTED = (len(TaskKind) + 1) * MOST_COUNTED
STAFF = 10  # at most, here
SLOWER = 1.5  # so many times as long may our own part take
NOT_NEEDED = {"PointInTimeRecoverySpecification", "SSESpecification", "StreamSpecification", "TimeToLiveSpecification"}


@dataclass
class Calls:
    """What pages ask of DynamoDB, and what it answers. Once ``again`` is set, the same calls get the same answers."""

    names: list[str] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    again: bool = False

    def before(self, model: Any, **_: Any) -> tuple[Any, Any] | None:
        """Counts a call; an answer of before is taken in place of the call."""
        self.names.append(model.name)
        return (SimpleNamespace(status_code=200), self.answers[len(self.names) - 1]) if self.again else None

    def after(self, parsed: Any, **_: Any) -> None:
        """Keeps the answer."""
        if not self.again:
            self.answers.append(parsed)

    @property
    def read(self) -> int:
        """How many items were read for it."""
        return sum(answer.get("ScannedCount", 1) for answer in self.answers)


@dataclass
class Page:
    """One page: what it asked, and the seconds that it took with DynamoDB's answers and with answers kept."""

    calls: Calls
    whole: float
    own: float


def stored(first: int, end: int) -> Iterator[dict[str, Any]]:
    """Open questions to reviewers, of cases that waited from no time to two months."""
    now = datetime.now(UTC)
    for number in range(first, end):
        since = now - timedelta(seconds=number * 7919 % (60 * 86400))
        brief = BRIEF.model_copy(update={"title": f"Reports {number}", "waits_since": since})
        texts = {
            "pk": f"CASE#k{number:016}",
            "sk": "TASK#1#review",
            "kind": "review",
            "open_kind": "review",
            "opened_at": now.isoformat(),
            "waits_since": since.isoformat(),
            "brief": brief.model_dump_json(),
        }
        yield {**{name: {"S": text} for name, text in texts.items()}, "number": {"N": "1"}}


def load(client: Any, first: int, end: int) -> None:
    """Store them, 25 at a time, as many as a batch can have."""

    def put(start: int) -> None:
        items = stored(start, min(start + 25, end))
        answer = client.batch_write_item(RequestItems={TABLE: [{"PutRequest": {"Item": item}} for item in items]})
        assert not answer["UnprocessedItems"]

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(put, range(first, end, 25)))


def ask(session: str) -> float:
    """Ask for the first page of the reviews, as a reviewer's browser does; answers with the seconds it took."""
    from adapters.web.session_cookie import COOKIE
    from tests.handlers.lambda_context import respond

    query = {"kind": "review"}
    began = time.perf_counter()
    answer = respond("GET", "/console", headers={"Cookie": f"{COOKIE}={session}"}, queryStringParameters=query)
    took = time.perf_counter() - began
    assert answer["statusCode"] == 200 and answer["body"].count('<div class="age">') == LINES, answer
    return took


def measure(session: str, count: int) -> Page:
    """Measure, and print, what a page takes with so many stored."""
    from wiring import clients

    calls, events = Calls(), clients.client("dynamodb").meta.events
    ask(session)  # the first one compiles the template
    events.register("before-call.dynamodb", calls.before)
    events.register("after-call.dynamodb", calls.after)
    whole = ask(session)
    names, calls.again, own = calls.names, True, []
    for _ in range(RUNS):
        calls.names = []
        own.append(ask(session))
    calls.names = names
    events.unregister("before-call.dynamodb", calls.before)
    events.unregister("after-call.dynamodb", calls.after)
    one = Page(calls, whole, min(own))
    print(f"  {count:>7,} stored: {' and '.join(names)}, which read {calls.read} items;", end=" ")
    print(f"{one.own * 1000:.1f} ms of our own, {whole * 1000:.0f} ms with the embedded AWS")
    return one


def signed_in(aws: EmbeddedAws, url: str) -> str:
    """The table as the template has it, the function's environment, and a session of a reviewer."""
    (properties,) = transformed.resources("AWS::DynamoDB::Table").values()
    kept = {name: value for name, value in properties.items() if name not in NOT_NEEDED}
    aws.client("dynamodb").create_table(TableName=TABLE, **kept)
    seed_staff(aws.client("dynamodb"), TABLE)
    os.environ.update(TABLE_NAME=TABLE)
    os.environ.update(AWS_ENDPOINT_URL=url, AWS_DEFAULT_REGION=REGION)
    os.environ.update(AWS_ACCESS_KEY_ID=aws.owner.access_key, AWS_SECRET_ACCESS_KEY=aws.owner.secret_key)
    from domain.cases.access_tokens import SessionToken, hash_token, new_token

    session = new_token()
    until = datetime.now(UTC) + timedelta(hours=1)
    from wiring import stores

    stores.access_tokens().add_token(hash_token(session), SessionToken(person=REVIEWERS[0], expires_at=until))
    return session


def main() -> None:
    """Measure with few, then with many in the same table."""
    with tempfile.TemporaryDirectory() as folder:
        places = for_tests(Path(folder))
        aws = EmbeddedAws(places)
        aws.start()
        print("A page of the queue, of which all that is stored is open")
        try:
            session = signed_in(aws, places.aws_url)
            load(aws.client("dynamodb"), 0, FEW)
            few = measure(session, FEW)
            began = time.perf_counter()
            load(aws.client("dynamodb"), FEW, MANY)
            stored_in = time.perf_counter() - began
            many = measure(session, MANY)
        finally:
            aws.stop()
    ratio = many.own / few.own
    print(f"  our own part: {ratio:.2f} times as long (bound {SLOWER}); the rest was stored in {stored_in:.0f} s")
    is_as_few = all(one.calls.names == CALLS for one in (few, many))
    if not is_as_few or many.calls.read > 3 + STAFF + MAX_COUNTED + MAX_READ or ratio > SLOWER:
        sys.exit("A page of the queue costs more than it should.")


if __name__ == "__main__":
    main()
