"""One house for the tests of this folder that do not kill it."""

from collections.abc import Iterator

import pytest

from tests.system.house import House


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    running = House(tmp_path_factory.mktemp("house"))
    try:
        running.await_ready()
        yield running
    finally:
        running.close()
