"""A whole local desk for all tests of a process that need it, with IAM enforced."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from infra.local.desk import LocalDesk
from infra.local.local_settings import for_tests
from tests.desks import running
from tests.e2e.people import People
from tests.soak.permissions.allowed import DECISIONS, Records

E2E = Path(__file__).parent / "e2e"
AT_LAST = ("test_every_permission.py", "test_every_state.py")
"""Tests of what all others of the whole desk have shown."""
WITHOUT_THE_DESK = (
    *("test_faults.py", "test_load.py", "test_own_functions.py", "test_restart.py"),  # of a desk of their own
    *("test_emails.py", "test_every_page.py", "test_walkthrough.py"),
)
"""Files beside those of the whole desk whose tests do without it."""


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDesk]:
    # What is retried, and how often, stays; waits are short, so that they are renewed, too.
    settings = for_tests(tmp_path_factory.mktemp("desk"))
    recorder = ("tests.soak.permissions.recorder", str(settings.work / DECISIONS))
    with running(settings, "0.001", aws=recorder, wait_seconds="2") as local:
        yield local


@pytest.fixture
def people(desk: LocalDesk) -> Iterator[People]:
    with People(desk) as everyone:
        yield everyone


@pytest.fixture(scope="session")
def records(desk: LocalDesk) -> Records:
    """Whom the desk's embedded AWS has allowed and refused what."""
    return Records(desk.settings.work)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", default=None, help="where the walkthrough puts its pictures")
    parser.addoption("--examples", default=0, type=int, help="how many requests of each kind nobody would send")


def pytest_configure(config: pytest.Config) -> None:
    """Without ``--examples``, a few, the same each time; with it so many others, by ``--hypothesis-seed``."""
    examples = config.getoption("examples")
    hypothesis_settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
    hypothesis_settings.load_profile("untimed")
    # Nothing is shrunk: the values are small, and some take long to be made.
    hypothesis_settings.register_profile(
        "bad input",
        derandomize=not examples,
        max_examples=examples or 10,
        phases=[Phase.explicit, Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """A file's tests run in one process, and so do all tests in ``e2e`` and all in ``browser`` that share a desk."""

    def _split_scope(self, nodeid: str) -> str:
        file = Path(nodeid.partition("::")[0])
        return _desk_of(file) or str(file)


def _desk_of(file: Path) -> str:
    """The folder whose tests share one desk, of a file among them; empty for others."""
    folders = (folder for folder in ("e2e", "browser") if folder in file.parts)
    return "" if file.name in WITHOUT_THE_DESK else next(folders, "")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """The tests of what all of the whole desk have shown come last, and are left out where only a part of them runs."""
    collected = len(items)
    yield
    last = [item for item in items if item.path in [E2E / name for name in AT_LAST]]
    is_whole = len(items) == collected and not any("::" in str(argument) for argument in config.args)
    is_whole = is_whole and {item.path for item in items}.issuperset(E2E.rglob("test_*.py"))
    others = [item for item in items if item not in last]
    # What takes longest begins first, so that no process is alone with it at the end.
    items[:] = sorted(others, key=lambda item: _desk_of(item.path) != "e2e") + (last if is_whole else [])
