"""Runs whole reviews while calls fail, has the desk mended until it is quiet, and looks whether all is right."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from infra.local.desk import LocalDesk
from infra.local.local_settings import CannotRun, for_tests
from infra.reconcile import reconcile
from infra.redrive import Unhandled
from tests.desks import running
from tests.soak.faults.ledger import Ledger, expected
from tests.soak.faults.paths import PATHS
from tests.soak.faults.subscriber import Subscriber
from tests.soak.faults.visitor import Review, Visitor, until

CROWD = 16  # people at a time
PAUSE = 3.0  # seconds between two looks of the operator


def crowd_for(reviews: int) -> int:
    """How many people come at a time: few for few reviews, as their calls start processes of their own."""
    return min(CROWD, max(2, reviews // 2))


@dataclass(frozen=True)
class Result:
    """What was seen: complaints, if any, the faults (kind, account or case, function, call), and the figures."""

    complaints: list[str]
    faults: Counter[tuple[str, str, str, str]]
    sent_twice: int
    mended: int
    seconds: float


@contextmanager
def desk(folder: Path, *, aws: tuple[str, ...] = ("ministack",), wait_seconds: str = "5") -> Iterator[LocalDesk]:
    """A desk whose pauses are a hundredth as long."""
    with running(for_tests(folder / "desk"), "0.01", aws, wait_seconds) as local:
        yield local


class Operator:
    """Has the desk mended now and then, as its schedule would, and brings back what was given up."""

    def __init__(self, local: LocalDesk) -> None:
        self.mended = 0
        self._desk = local
        self._lambda = local.aws.client("lambda")
        self._sqs = local.aws.client("sqs")
        self._unhandled = Unhandled(local.outputs["UnhandledQueue"], self._sqs, self._lambda)
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def look(self) -> int:
        """One look; answers with how much there was to do."""
        seen = sum(1 for _ in self._unhandled.look(redrive=True))
        try:
            mended = reconcile(self._lambda, self._desk.outputs["ReconcileFunction"])
        except CannotRun:  # it failed, as others do; the next run goes on
            return seen + 1
        self.mended += mended
        return seen + mended

    def _run(self) -> None:
        while not self._is_over.wait(PAUSE):
            self.look()

    def __enter__(self) -> "Operator":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self._sqs.close()
        self._lambda.close()


def run(folder: Path, seed: str, number: int) -> Result:
    """So many reviews, one path after the other, with one call in ten failing."""
    with desk(folder, aws=("tests.soak.faults.injector", str(folder))) as local, Visitor(local) as visitor:
        (folder / "seed").write_text(seed, "utf-8")
        began = time.monotonic()
        names = list(PATHS)
        reviews = [Review(f"acct-faults-{one}", names[one % len(names)]) for one in range(number)]
        ledger, subscriber = Ledger(visitor, folder / "calls.jsonl"), Subscriber(local)
        with Operator(local) as operator, ThreadPoolExecutor(crowd_for(number)) as crowd:
            lost = [one for one in crowd.map(lambda review: _walk(visitor, review), reviews) if one]
            until(
                lambda: lost or not (left(ledger) or missing(visitor, reviews)),
                lambda: f"{left(ledger)} {missing(visitor, reviews)}",
            )
            until(lambda: lost or not subscriber.missing(reviews), lambda: f"no event {subscriber.missing(reviews)}")
        seconds = time.monotonic() - began
        twice = sum(ledger.extra(one).total() for one in reviews)
        complaints = lost + ledger.complaints(reviews)
        return Result(complaints, ledger.faults(), twice, operator.mended, seconds)


def _walk(visitor: Visitor, review: Review) -> str:
    try:
        PATHS[review.path].walk(visitor, review)
    except Exception as error:  # one that gives up does not keep the others from going on
        return f"{review.account_id} ({review.path}): {error!r}"
    return ""


def missing(visitor: Visitor, reviews: list[Review]) -> list[Review]:
    """The reviews of which a mail has yet to come."""
    return [one for one in reviews if expected(one) - Counter(visitor.titles(one))]


def left(ledger: Ledger) -> list[str]:
    """What runs, has failed, or is to be sent."""
    return [one for name in ("running", "failed", "due") for one in ledger.open_of(name)]
