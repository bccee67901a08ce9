"""Which wording of a reply a call says: by its seed, never the same twice running, and each with its sound made ahead."""

from __future__ import annotations

import itertools

from dsl.bundle import Bundle
from dsl.compiler import compile_package
from dsl.journal import CallStarted, SilencePassed
from runtime.call.static_prompts import static_prompts
from runtime.dialogue.effects import AnyEffect, Say
from runtime.dialogue.engine import Program, advance, start

AT = "2026-03-16T10:00:00+00:00"
FLOW = """
callwright: 1
flow: shop
title: Shop
language: en-GB
entry: {inbound: ask}
steps:
  ask:
    ask: (Hello|Hi|Good day), <calm>how (can|may) I help?</calm>
    keys: {1: bye}
    no_input:
      - (Still there|Are you there|Hello)?
      - (Still there|Are you there|Hello)?
      - (Still there|Are you there|Hello)?
      - (Still there|Are you there|Hello)?
      - go: bye
  bye:
    hang_up: Bye. (a|b|c|d|e)
"""


def compiled(flow: str = FLOW) -> Bundle:
    result = compile_package({"flow.yaml": flow})
    assert result.bundle is not None, [found.line() for found in result.findings]
    return result.bundle


def said(effects: list[AnyEffect]) -> list[str]:
    return [effect.text for effect in effects if isinstance(effect, Say)]


def call(program: Program, seed: int) -> list[str]:
    """All that is said to a caller who stays silent."""
    state, effects = start(program, CallStarted(seed=seed), AT)
    words = said(effects)
    while not state.ended:
        state, effects = advance(program, state, SilencePassed(), AT)
        words += said(effects)
    return words


def test_the_same_call_says_the_same_again() -> None:
    program = Program(compiled())
    assert call(program, 7) == call(Program(compiled()), 7)
    assert len({tuple(call(program, seed)) for seed in range(40)}) > 20


def test_every_wording_is_said_to_someone_and_none_twice_running() -> None:
    program = Program(compiled())
    calls = [call(program, seed) for seed in range(200)]
    reprompts = [words[1:5] for words in calls]
    assert {words[0] for words in calls} == {
        f"{hello}, how {can} I help?" for hello in ("Hello", "Hi", "Good day") for can in ("can", "may")
    }
    assert all(one != next_one for words in reprompts for one, next_one in itertools.pairwise(words))
    first = [words[0] for words in reprompts]
    assert min(first.count(wording) for wording in ("Still there?", "Are you there?", "Hello?")) > 40
    assert {words[-1] for words in calls} == {f"Bye. {letter}" for letter in "abcde"}


def test_the_sound_of_every_wording_is_made_ahead() -> None:
    bundle = compiled()
    ahead = {(prompt.text, prompt.style) for prompt in static_prompts(bundle)}
    program = Program(bundle)
    for seed in range(60):
        _, effects = start(program, CallStarted(seed=seed), AT)
        for effect in effects:
            if isinstance(effect, Say):
                assert {(part.text, part.style) for part in effect.segments} <= ahead  # type: ignore[union-attr]


def test_things_are_counted() -> None:
    flow = FLOW.replace("language: en-GB", "language: zh-CN\nvalues: {parcels: {count: 9}}").replace(
        "ask: (Hello|Hi|Good day), <calm>how (can|may) I help?</calm>", "ask: 您有<parcels 个包裹>。"
    )
    program = Program(compiled(flow))
    _, effects = start(program, CallStarted(), AT)
    assert said(effects) == ["您有零个包裹。"]
