"""A text message in a call: what is sent to whom, what follows, and the same again in a replay."""

from datetime import datetime

import pytest

from dsl.compiler import compile_package
from dsl.journal import CallerSpoke, CallStarted, MessageOrdered, MessageSent, Record, StepEntered, Understood
from runtime.call.replay import replay
from runtime.dialogue.effects import Fetch, Note, Send
from runtime.dialogue.engine import Program, advance, start
from runtime.rehearsal import Rehearsal
from tests.runtime.dialogue.conftest import NobodyUnderstands

AT = "2026-03-16T10:00:00+08:00"
FLOW = """
callwright: 1
flow: shop
title: 商店
language: zh-CN
entry: {inbound: hello}
values:
  times: {count: 3}
steps:
  hello:
    say: 您好。
    next: note
  note:
    set: {times: add 1}
    next: listen
  listen:
    ask: 要发短信吗？
    hear: {agree: text, refuse: bye}
  text:
    send: {text: <calm>第<times>次：</calm><pause 1s>号码 <caller.number>。, by: sms, to: caller.number}
    next: sent
    failed: not_sent
  sent:
    say: 已发送。
    next: bye
  not_sent:
    say: 没有发出去。
    next: bye
  bye:
    hang_up: 再见。
"""
FILES = {"flow.yaml": FLOW, "connectors.yaml": "sms: {post: https://sms.example/messages}\n"}
YES = CallerSpoke(text="好", understood=Understood(intent="agree", confidence=1.0))


@pytest.fixture
def program() -> Program:
    compiled = compile_package(FILES)
    assert compiled.bundle is not None, [one.line() for one in compiled.findings]
    return Program(compiled.bundle)


def no_data(fetch: Fetch) -> None:
    raise AssertionError(fetch)


def ring(program: Program, outcome: str, caller: str = "13800001234") -> Rehearsal:
    return Rehearsal(
        program,
        NobodyUnderstands(),
        now=datetime.fromisoformat(AT),
        look_up=no_data,  # type: ignore[arg-type]
        send=lambda order: MessageSent(send=order.number, outcome=outcome),
        caller=caller,
    )


def test_it_is_ordered_with_its_values_in_figures(program: Program) -> None:
    effects = ring(program, "ok").feed(YES)
    sent = [effect for effect in effects if isinstance(effect, Send)]
    assert sent == [Send(number=1, connector="sms", to="13800001234", text="第1次：号码 13800001234。")]
    facts = [effect.fact for effect in effects if isinstance(effect, Note)]
    assert MessageOrdered(send=1, connector="sms", to="13800001234", text="第1次：号码 13800001234。") in facts


@pytest.mark.parametrize(("outcome", "words"), [("ok", "已发送。"), ("failed", "没有发出去。"), ("timed_out", "没有发出去。")])
def test_what_follows(program: Program, outcome: str, words: str) -> None:
    call = ring(program, outcome)
    call.feed(YES)
    assert call.said == [words, "再见。"]


def test_without_a_number_nothing_is_sent(program: Program) -> None:
    call = ring(program, "ok", caller="")
    effects = call.feed(YES)
    assert not any(isinstance(effect, Send) for effect in effects) and call.said == ["没有发出去。", "再见。"]
    assert StepEntered(why="missing:to") in [effect.fact for effect in effects if isinstance(effect, Note)]


def test_an_answer_to_another_message_is_left_alone(program: Program) -> None:
    state, _ = start(program, CallStarted(caller="1"), AT)
    state, _ = advance(program, state, YES, AT)
    state, effects = advance(program, state, MessageSent(send=7, outcome="ok"), AT)
    assert effects == [] and state.step == "text"


class Engine:
    """The engine as a replay tells it."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def begin(self, event, at):  # type: ignore[no-untyped-def]
        self._state, effects = start(self._program, event, at)
        return effects

    def tell(self, event, at):  # type: ignore[no-untyped-def]
        self._state, effects = advance(self._program, self._state, event, at)
        return effects


def told(program: Program, *events: object) -> list[Record]:
    """The journal of a call with these inputs."""
    engine = Engine(program)
    facts: list[object] = []
    for event in events:
        effects = engine.begin(event, AT) if isinstance(event, CallStarted) else engine.tell(event, AT)
        facts += [event, *(effect.fact for effect in effects if isinstance(effect, Note))]
    return [Record(call="c", sequence=n, at=AT, bundle="b", fact=fact) for n, fact in enumerate(facts, 1)]  # type: ignore[arg-type]


def test_a_replay_is_exact_and_sends_nothing_else(program: Program) -> None:
    stored = told(program, CallStarted(caller="13800001234"), YES, MessageSent(send=1, outcome="failed"))
    assert replay(stored, Engine(program)) is None
    other = compile_package({**FILES, "flow.yaml": FLOW.replace("第<times>次", "<times>")}).bundle
    assert other is not None
    difference = replay(stored, Engine(Program(other)))
    assert difference is not None and isinstance(difference.stored, MessageOrdered)
