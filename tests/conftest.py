"""One whole local desk for all tests that need it, with IAM enforced."""

import os
from collections.abc import Iterator

import pytest

from infra.local.desk import LocalDesk
from infra.local.places import for_tests
from tests.e2e.people import People


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDesk]:
    # The machine's pauses before a retry are a thousandth as long; what is retried, and how often, stays.
    os.environ["SFN_WAIT_SCALE"] = "0.001"
    os.environ["LAMBDA_ASYNC_RETRY_BASE_SECONDS"] = "0.05"  # and so are Lambda's, before it invokes again
    local = LocalDesk(
        for_tests(tmp_path_factory.mktemp("desk")),
        WaitSeconds="2",  # so that waits are renewed, too
        # The tests look for what is due, and for what is to be mended, themselves.
        ReminderSchedule="rate(1 day)",
        ReconcileSchedule="rate(1 day)",
    )
    try:
        local.start()
        yield local
    finally:
        local.stop()


@pytest.fixture
def people(desk: LocalDesk) -> Iterator[People]:
    with People(desk) as everyone:
        yield everyone


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--screenshots", default=None, help="where the walkthrough puts its pictures")
    parser.addoption("--reviews", default=6, type=int, help="how many reviews are open when the embedded AWS is killed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the whole desk run in one process, so that they share one embedded AWS."""
    for item in items:
        if "desk" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("desk"))
