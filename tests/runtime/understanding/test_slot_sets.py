"""What callers were once read right on stays right: the sets of the measurement, exactly."""

import pytest

from tests.bench.bench_slots import read_set, value_read


@pytest.mark.parametrize("tongue", ["zh", "en"])
@pytest.mark.parametrize("part", ["tuning", "held_out"])
def test_every_saying_gives_its_exact_value(tongue: str, part: str) -> None:
    sayings, words = read_set(tongue, part)
    assert len(sayings) >= (100 if part == "tuning" else 40)
    wrong = {saying.text: found for saying in sayings if (found := value_read(saying, words)) != saying.value}
    assert wrong == {}
