from collections.abc import Callable, Iterator

import pytest
from moto import mock_aws

from domain.cases.ports import Cases
from tests.adapters.stores import Stores, in_memory, on_dynamodb
from tests.examples import application


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield


@pytest.fixture(params=[in_memory, on_dynamodb], ids=["fake", "dynamodb"])
def stores(request: pytest.FixtureRequest, aws: None) -> Stores:
    make: Callable[[], Stores] = request.param
    return make()


@pytest.fixture
def cases(stores: Stores) -> Cases:
    stores.cases.add_application(application(), "thread-1@desk.example")
    return stores.cases
