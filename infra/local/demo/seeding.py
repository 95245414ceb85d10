"""Adds the demo cases to a fresh Keydesk, once, while people can already use it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Thread

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.demo.cases import CASES
from infra.local.demo.people import DemoFailed, DemoPeople, DemoStopped
from infra.local.demo.scenarios import DemoCase, Scenario
from infra.local.mailbox import Journal
from infra.local.receiving import NotReceived

AT_ONCE = 2  # cases: more would make the pages slow that somebody opens meanwhile


class Demo:
    """``journal`` has the cases that an earlier run added. One that was not finished is continued."""

    def __init__(self, people: DemoPeople, journal: Journal) -> None:
        self._people, self._journal = people, journal
        entries = journal.entries()
        self._was_begun = bool(entries)
        self._ids: dict[str, str] = {entry["name"]: entry["case_id"] for entry in entries if "name" in entry}
        self._lock = Lock()
        self._thread: Thread | None = None

    @property
    def case_ids(self) -> dict[str, str]:
        """The ids of the cases that are in their states, by their names."""
        with self._lock:
            return dict(self._ids)

    @property
    def is_running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def begin(self, is_new: bool, say: Callable[[str], None]) -> None:
        """Add the cases in the background, if Keydesk ``is_new`` or an earlier run did not finish."""
        missing = [case for case in CASES if case.name not in self._ids]
        if not missing or not (is_new or self._was_begun):
            return
        self._journal.add({"begun": True})
        say(f"Adding demo data in the background: {len(missing)} cases, about a minute")
        self._thread = Thread(target=self._add, args=(missing, say), name="demo data", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._people.stopping.set()
        if self._thread:
            self._thread.join(10)

    def _add(self, cases: list[DemoCase], say: Callable[[str], None]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as several:
            problems = [problem for problem in several.map(self._add_one, cases) if problem]
        if self._people.stopping.is_set():
            return
        for problem in problems:
            say(problem)
        say(f"The demo data is ready: {len(self._ids)} of {len(CASES)} cases")

    def _add_one(self, case: DemoCase) -> str:
        """Bring a case into its state; returns what went wrong, if anything."""
        try:
            case_id = case.act(Scenario(case, self._people))
        except DemoStopped:
            return ""
        except (DemoFailed, NotReceived, BotoCoreError, ClientError) as error:
            return f"The demo case “{case.state}” could not be added: {error}"
        with self._lock:
            self._ids[case.name] = case_id
            self._journal.add({"name": case.name, "case_id": case_id})
        return ""
