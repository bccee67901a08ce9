"""Towers of sub-flows, each calling the next from several places: what proofs must not multiply."""

from __future__ import annotations

from dsl.compiler import check, compile_bundle
from dsl.proofs.exploration import Exploration
from dsl.proofs.machine import Machine
from dsl.proofs.memory import Tracking
from dsl.proofs.moves import Moves
from dsl.proofs.moves.watcher import Watcher
from tests.runtime.dialogue.traps import IDENTITY, package

PLACES = ("first", "second", "third")
TAKEN = ("day", "amount", "size")

FLOW = """
topics: {pay: call_once, order: call_again}
values:
  verified: {flag: identity}
  tries: {count: 3}
steps:
  greet:
    say: Hello.
    barge_in: never
    next: listen
  listen:
    ask: Yes?
    hear: topics
    no_input:
      - go: bye
    no_match:
      - go: bye
  call_once:
    call: level1
    results: {ok: call_again, lost: again}
  call_again:
    call: level1
    results: {ok: guarded, lost: again}
  guarded:
    needs: verified
    collect: [code]
    failed: bye
    next: bye
  again:
    set: {tries: add 1}
    next: judge
  judge:
    choose:
      - when: tries >= 2
        next: bye
      - otherwise: call_once
  bye:
    hang_up: Goodbye.
"""
POLICIES = """
- name: Verified first
  holds: verified
  before: [guarded]
"""
RULES = """
- when: stumbles >= 3
  hand_off: {skill: general}
  unavailable: bye
"""


def tower(depth: int, places: int, *, trap: bool = False) -> dict[str, str]:
    """A package whose sub-flows stand so deep on each other. `trap`: silence goes round at the bottom, and no rule ends it."""
    subflows = {f"level{level}": _level(level, depth, PLACES[:places], trap and level == depth) for level in range(1, depth + 1)}
    return package(FLOW, subflows={"identity": IDENTITY, **subflows}, policies=POLICIES, escalation="" if trap else RULES)


def _level(level: int, depth: int, places: tuple[str, ...], trap: bool) -> str:
    """One sub-flow: a question, then one call of the next after the other, from the place that was chosen."""
    keys = ", ".join(f"{number}: {place}" for number, place in enumerate(places, 1))
    steps = ""
    for place, taken, after in zip(places, TAKEN, (*places[1:], "done"), strict=False):
        if level == depth:
            steps += f"  {place}:\n    collect: [{taken}]\n    failed: lost\n    next: done\n"
        else:
            steps += f"  {place}:\n    call: level{level + 1}\n    results: {{ok: {after}, lost: lost}}\n"
    return f"""
subflow: level{level}
start: which
steps:
  which:
    ask: Which one, at level {level}?
    keys: {{{keys}}}
    no_input:
      - Are you there?
      - go: {"which" if trap else "lost"}
    no_match:
      - Pardon?
      - go: lost
{steps}  done:
    return: ok
  lost:
    return: lost
"""


def explored(files: dict[str, str]) -> int:
    """The configurations of a package, with its counts remembered."""
    checked = check(files)
    assert checked.package is not None
    machine = Machine(compile_bundle(checked.package))
    exploration = Exploration(Moves(Tracking(machine, [("value", "tries"), ("value", "verified")]), Watcher()))
    exploration.run()
    return len(exploration.came)
