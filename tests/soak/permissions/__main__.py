"""Takes actions from roles, and shows that an end-to-end test then fails. Ends with 1 where nobody notices a removal.

REMOVALS says how many are tried (60; ALL=1 for all), chosen by SEED; or ROLES which roles of the template, all of whose
actions are tried; TESTS which tests run instead of all end-to-end tests. These run once, and what each has used of what
is allowed is written down. Then, for each chosen action on each resource: it is taken from its role, and the quickest
test that has used it must fail, be refused just that, and pass again when the action is back. Three tests are tried,
and the one that uses the fewest permissions.
"""

import random
import sys
import time
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol

from infra.local.desk import LocalDesk
from tests.e2e import people
from tests.soak import options
from tests.soak.permissions.allowed import Allowed, Decision, Records, Roles
from tests.soak.permissions.quiet_desk import quiet_down

TRIES = 3
WITHOUT_HASTE = people.PATIENCE
PATIENCE = 5.0  # seconds, or three times as long as the test took


@dataclass(frozen=True)
class Run:
    """One run of a test: why it failed, if it did, how long it took in seconds, and what was decided meanwhile."""

    why: list[str]
    seconds: float
    decisions: set[Decision]

    @property
    def passed(self) -> bool:
        return not self.why


@dataclass(eq=False)  # pytest looks plug-ins up in sets
class Removals:
    """A plug-in of pytest that runs the collected tests in its own order, on one desk."""

    wanted: list[str]
    seed: str
    desk: LocalDesk | None = None
    records: Records | None = None
    unnoticed: list[Allowed] = field(default_factory=list)
    tried: int = 0
    known: int = 0

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Any:
        made = yield
        if fixturedef.argname == "desk":
            self.desk, self.records = made, Records(made.settings.work)
        return made

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = [one for one in session.items if isinstance(one, pytest.Function) and "people" in one.fixturenames]
        runs = {item: self._run_calmly(item) for item in items}
        for item, run in [(item, run) for item, run in runs.items() if not run.passed]:
            print(f"fails with all that is allowed, and is left out: {item.nodeid}: {run.why}", flush=True)
            del runs[item]
        assert self.desk, "some test has started it"
        roles = Roles(self.desk)
        for allowed in self._chosen(roles):
            self._take_away(allowed, roles, runs)
        return True

    def _chosen(self, roles: Roles) -> list[Allowed]:
        shown = [allowed for allowed in roles.all() if not allowed.why_not_here]
        self.known = len(shown)
        if self.wanted or options.is_set("ALL"):
            return [allowed for allowed in shown if allowed.role in (self.wanted or roles.names)]
        number = min(self.known, options.number("REMOVALS", 60))
        return sorted(random.Random(self.seed).sample(shown, number))

    def _take_away(self, allowed: Allowed, roles: Roles, runs: dict[pytest.Function, Run]) -> None:
        """One removal; prints who noticed it."""
        assert self.desk
        self.tried += 1
        users = [item for item, run in runs.items() if roles.by(run.decisions, allowed)]
        quickest = sorted(users, key=lambda user: runs[user].seconds)[:TRIES]
        most_specific = sorted(users, key=lambda user: len(runs[user].decisions))[:1]
        for item in dict.fromkeys([*quickest, *most_specific]):
            quiet_down(self.desk)  # with all that is allowed: it puts the demo accounts as others do
            with roles.without(allowed):
                run = self._run(item, max(PATIENCE, 3 * runs[item].seconds))
            refused = roles.by(run.decisions, allowed, answer=False)
            if refused and not run.passed and self._run_calmly(item).passed:
                print(f"noticed    {allowed}  {item.name}  {run.seconds:.1f} s", flush=True)
                return
            print(f"           {item.name}: {run.why or 'passed'}, {refused=}", flush=True)
        print(f"UNNOTICED  {allowed}  ({len(users)} tests use it)", flush=True)
        self.unnoticed.append(allowed)

    def _run_calmly(self, item: pytest.Function) -> Run:
        """Run a test on a desk where nothing is left of the one before."""
        if self.desk:  # the first test starts it
            quiet_down(self.desk)
        return self._run(item, WITHOUT_HASTE)

    def _run(self, item: pytest.Function, patience: float) -> Run:
        if self.records:
            self.records.news()
        people.PATIENCE = patience
        item._initrequest()  # its fixtures are made anew
        begun = time.monotonic()
        # What is needed next is the session, and all else goes: so a test can follow itself, or one of another module.
        reports = runtestprotocol(item, log=False, nextitem=cast(pytest.Item, item.session))
        seconds = time.monotonic() - begun
        if not self.records:
            sys.exit("\n".join(report.longreprtext for report in reports))
        why = [report.longreprtext.rpartition("\nE  ")[2].partition("\n")[0] for report in reports if not report.passed]
        return Run(why, seconds, self.records.news())


if __name__ == "__main__":
    removals = Removals(options.words("ROLES"), options.seed())
    print(f"SEED={removals.seed}", flush=True)
    # Some modules are here before pytest is, which rewrites no assertions in them then.
    quiet = ["--capture=no", "-p", "no:terminal", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    went_wrong = pytest.main([*(options.words("TESTS") or ["tests/e2e"]), *quiet], plugins=[removals])
    noticed = removals.tried - len(removals.unnoticed)
    print(f"{noticed} of {removals.tried} removals noticed, of {removals.known} (SEED={removals.seed})")
    sys.exit(bool(went_wrong or removals.unnoticed or not removals.tried))
