"""A few inputs of each kind that nobody would write; `tests.bench.fuzz_language` tries many more, for as long as it is told."""

import pytest

from tests.dsl import fuzzing

OF_EACH = 40


@pytest.mark.parametrize("number", range(len(fuzzing.KINDS)), ids=[kind.strip() for kind in fuzzing.KINDS])
def test_nothing_but_what_is_documented_comes_of_it(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzzing, "LONGEST_WAIT", 3.0)  # how long exactly is the bench's to say; a busy machine fails no test
    kinds = len(fuzzing.KINDS)
    _, _, failures = fuzzing.run(iter(range(number, OF_EACH * kinds, kinds)), lambda: False)
    assert failures == []


def test_a_failure_is_told_with_the_number_that_makes_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_chance: object) -> None:
        raise KeyError("found")

    monkeypatch.setattr(fuzzing, "KINDS", {"broken": broken})
    (failure,) = fuzzing.run(iter([7]), lambda: False)[2]
    assert (failure.number, failure.kind) == (7, "broken") and "KeyError: 'found'" in failure.what


def test_an_input_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(_chance: object) -> None:
        while True:
            pass

    monkeypatch.setattr(fuzzing, "KINDS", {"endless": endless})
    monkeypatch.setattr(fuzzing, "_STOPPED_AT", 0.05)
    (failure,) = fuzzing.run(iter([0]), lambda: False)[2]
    assert "stopped" in failure.what
