"""The proofs are held against every call of small random flows, followed in the real engine: nothing was missed.

`tests.bench.bench_proofs` does so for a thousand flows.
"""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle
from dsl.proofs import settling
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.random_flows import TOWERS, compare, explore, random_flow

FLOWS = 40
STATES = 700


@pytest.mark.parametrize("seed", range(FLOWS))
def test_every_failure_that_is_found_by_trying_was_proven(seed: int) -> None:
    compared = compare(seed, STATES)
    assert compared.missed == ()
    assert compared.undecided == ()


@pytest.mark.parametrize("seed", range(0, FLOWS, TOWERS))
def test_nothing_is_missed_where_sub_flows_are_summarised(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which is left to flows with many ways for sub-flows to be run by each other, as small ones have not."""
    monkeypatch.setattr(settling, "FEW_STACKS", 0)
    compared = compare(seed, STATES)
    assert compared.missed == ()
    assert compared.undecided == ()


@pytest.mark.parametrize("seed", range(FLOWS))
def test_every_failing_call_fails_in_the_engine(seed: int) -> None:
    checked = check(random_flow(seed))
    assert checked.package is not None
    program = Program(compile_bundle(checked.package))
    for one in checked.findings:
        if one.call is None:
            continue
        played = replay(program, one.call, 2)
        assert played.unplayed == ()
        if one.code == "policy-broken":
            assert one.call.steps[-1] in played.steps
        elif one.call.again:
            again, more = replay(program, one.call, 4), replay(program, one.call, 6)
            assert again.ended is None
            assert again.steps[len(played.steps) :] == more.steps[len(again.steps) :] != ()
        else:
            assert played.ended is not None and played.ended.disposition == "loop"


def test_trying_finds_what_is_wrong_by_itself() -> None:
    """The comparison would be worth nothing if trying never found anything."""
    outcomes = []
    for seed in range(20):
        checked = check(random_flow(seed))
        assert checked.package is not None
        outcomes.append(explore(Program(compile_bundle(checked.package)), checked.package.policies, STATES))
    assert any(one.trapped for one in outcomes) and any(not one.trapped for one in outcomes)
    assert {name for one in outcomes for name in one.broken} == {"heard first", "verified first", "angry callers"}
