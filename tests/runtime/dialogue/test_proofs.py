"""What the proofs claim is seen in the real engine: traps are refused with a call that goes round in it, sound flows pass."""

from __future__ import annotations

import pytest

from dsl.compiler import check, compile_bundle
from dsl.diagnostics import Diagnostic
from dsl.failing_call import DataComes, FailingCall, MessageAnswered
from dsl.model import Fetch, Send
from runtime.dialogue.engine import Program
from runtime.failing_calls import replay
from tests.runtime.dialogue.towers import explored, tower
from tests.runtime.dialogue.traps import SOUND, TRAPS

TRAPS |= {"silence at the bottom of a tower of sub-flows": tower(6, 3, trap=True)}
SOUND |= {"a tower of sub-flows, eight deep, each called from three places": tower(8, 3)}


def found(files: dict[str, str], code: str) -> tuple[list[Diagnostic], Program]:
    """What is found of a code in a package, and the package, ready to run in spite of it."""
    checked = check(files)
    assert checked.package is not None
    others = [
        one.line() for one in checked.findings if one.severity == "error" and one.call is None and one.code != "silent-loop"
    ]
    assert others == []
    return [one for one in checked.findings if one.code == code], Program(compile_bundle(checked.package))


def assert_every_event_has_its_step(call: FailingCall, program: Program) -> None:
    """In the order of the call, and what a step waits for comes at a step of that kind."""
    addresses, events = [*call.steps, *call.round], [*call.events, *call.again]
    assert len(call.places) == len(events) and list(call.places) == sorted(call.places)
    steps = program.bundle.steps | {
        f"{name}/{inner}": step for name, part in program.bundle.subflows.items() for inner, step in part.steps.items()
    }
    waited_for = {DataComes: Fetch, MessageAnswered: Send}
    for event, place in zip(events, call.places, strict=True):
        assert isinstance(steps[addresses[place]], waited_for.get(type(event), object)), (event, addresses[place])


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_refused_with_a_call_that_goes_round_in_the_engine(name):
    traps, program = found(TRAPS[name], "caller-trapped")
    assert len(traps) == 1
    call = traps[0].call
    assert call is not None and call.round
    assert_every_event_has_its_step(call, program)
    if not call.again:  # nobody does anything: the engine's own floor ends it
        ended = replay(program, call).ended
        assert ended is not None and (ended.how, ended.disposition) == ("error", "loop")
        return
    two, four, six = (replay(program, call, rounds) for rounds in (2, 4, 6))
    for played in (two, four, six):
        assert played.unplayed == () and played.ended is None
    rest = four.steps[len(two.steps) :]
    assert rest and four.steps[: len(two.steps)] == two.steps
    assert six.steps[len(four.steps) :] == rest, "each two rounds go the same way"
    assert set(call.round) <= set(rest)


@pytest.mark.parametrize("name", SOUND)
def test_what_looks_like_a_trap_and_is_none_passes(name):
    checked = check(SOUND[name])
    assert [one.line() for one in checked.findings if one.severity == "error"] == []


def test_what_towers_of_sub_flows_cost_is_a_sum():
    """Each more storey adds as many configurations as the one before; three places to call it from used to triple them."""
    two, three, four, five = (explored(tower(depth, 3)) for depth in (2, 3, 4, 5))
    assert three - two == four - three == five - four
