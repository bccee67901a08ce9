"""Random small flows, and every call that they allow, followed in the real engine: what the proofs are held against."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

from dsl.compiler import check, compile_bundle
from dsl.components import components
from dsl.journal import (
    CallerSpoke,
    CallStarted,
    DataFetched,
    HandedOff,
    HandOffAnswered,
    Input,
    KeyPressed,
    SilencePassed,
    StepEntered,
    Understood,
)
from dsl.model import Needing, Policy, Say
from runtime.dialogue.effects import AnyEffect, HangUp, Note
from runtime.dialogue.effects import Fetch as FetchEffect
from runtime.dialogue.engine import Program, State, advance, start
from runtime.dialogue.state import Frame, Place
from tests.runtime.dialogue.traps import IDENTITY, package

NOW = "2026-03-16T10:00:00+08:00"
MOST_STATES = 2500
TOWERS = 3
"""One flow of so many calls sub-flows that call others."""
CAP = 5

CONDITIONS = (
    "tries >= 2", "tries == 1", "verified", "account.total > 100", "not account.total > 100", "has day",
    "stumbles >= 2", "stumbles >= 4", "turns_without_progress >= 2", "tries >= 1 and verified", "size > 3",
    "size > 3 or tries >= 2", "account.total > 100 and account.total < 50", "size == 4 and not has day",
    'mode == "warned"', "anger >= 0.7", "misunderstood >= 2", 'intent == "pay"',
)  # fmt: skip
RULES = ("stumbles >= 3", "anger >= 0.7", "turns_without_progress >= 2 and anger >= 0.5", "tries >= 2")


def random_flow(seed: int) -> dict[str, str]:
    """The files of a package of three to seven random steps around a greeting, a person and a goodbye."""
    dice = random.Random(seed)
    tower = random_tower(random.Random(f"tower {seed}")) if seed % TOWERS == 0 else None
    names = [f"s{number}" for number in range(dice.randint(3, 7))]
    targets = [*names, *names, "bye", "person"]

    def to() -> str:
        return dice.choice(targets)

    def step(name: str) -> str:
        kind = dice.choice(["say", "ask", "ask", "ask", "collect", "choose", "choose", "set", "fetch", "call", "hand_off"])
        needs = "\n    needs: verified" if dice.random() < 0.25 else ""
        match kind:
            case "say":
                barge = "\n    barge_in: never" if dice.random() < 0.5 else ""
                return f"  {name}:\n    say: Words of {name}.{barge}\n    next: {to()}\n"
            case "ask":
                hear = dice.choice(["topics", f"{{agree: {to()}, refuse: {to()}}}", f"{{pay: {to()}}}"])
                keys = f"\n    keys: {{1: {to()}}}" if dice.random() < 0.3 else ""
                says = "".join("\n      - Pardon?" for _ in range(dice.randint(0, 1)))
                return (
                    f"  {name}:\n    ask: Question {name}?\n    hear: {hear}{keys}"
                    f"\n    no_input:{says}\n      - go: {to()}\n    no_match:{says}\n      - go: {to()}\n"
                )
            case "collect":
                slots = dice.choice(["[day]", "[size]", "[day, size]"])
                return f"  {name}:{needs}\n    collect: {slots}\n    failed: {to()}\n    next: {to()}\n"
            case "choose":
                branches = "".join(
                    f"      - when: {dice.choice(CONDITIONS)}\n        next: {to()}\n" for _ in range(dice.randint(1, 2))
                )
                if dice.random() < 0.2:
                    branches += f"      - share: 40%\n        next: {to()}\n"
                return f"  {name}:\n    choose:\n{branches}      - otherwise: {to()}\n"
            case "set":
                change = dice.choice(
                    ["{tries: add 1}", "{tries: add 1}", "{tries: reset}", "{mode: '\"warned\"'}", "{mode: reset}"]
                )
                return f"  {name}:\n    set: {change}\n    next: {to()}\n"
            case "fetch":
                return f"  {name}:{needs}\n    fetch: account\n    failed: {to()}\n    next: {to()}\n"
            case "call":
                failed = f"{needs}\n    failed: {to()}" if needs else ""
                called = f"outer\n    results: {{done: {to()}, lost: {to()}}}"
                if tower is None:
                    called = f"identity\n    results: {{ok: {to()}, refused: {to()}}}"
                return f"  {name}:\n    call: {called}{failed}\n"
            case _:
                return f"  {name}:\n    hand_off: {{skill: general}}\n    unavailable: {to()}\n"

    body = "".join(step(name) for name in names)
    head = "values:\n  verified: {flag: identity}\n  tries: {count: 2}\n  mode: {type: text}\n"
    topics = f"topics: {{pay: {to()}, order: {to()}}}\n"
    barge = "\n    barge_in: never" if dice.random() < 0.6 else ""
    flow = (
        f"{topics}{head}steps:\n  greet:\n    say: Hello.{barge}\n    next: {dice.choice(names)}\n{body}"
        f"  person:\n    hand_off: {{skill: general}}\n    unavailable: {dice.choice(['bye', 'bye', to()])}\n"
        "  bye:\n    hang_up: Goodbye.\n"
    )
    escalation = "".join(
        f"- when: {rule}\n  hand_off: {{skill: general}}\n  unavailable: {dice.choice(['bye', to()])}\n"
        for rule in dice.sample(RULES, dice.randint(0, 2))
    )
    first, verified, angry = dice.choice(names), dice.choice(names), dice.choice(["anger >= 0.7", "stumbles >= 3"])
    policies = (
        f"- name: heard first\n  heard: greet\n  before: [{first}]\n"
        f"- name: verified first\n  holds: verified\n  before: [{verified}]\n"
        f"- name: angry callers\n  when: {angry}\n  reach: hand_off\n  within: {dice.randint(0, 2)} turns\n"
    )
    return package(flow, subflows={"identity": IDENTITY, **(tower or {})}, escalation=escalation, policies=policies)


def random_tower(dice: random.Random) -> dict[str, str]:
    """Two sub-flows of random steps, of which the outer one calls the inner one from several places."""

    def part(name: str, kinds: list[str], *, first: str) -> str:
        steps = [f"p{number}" for number in range(dice.randint(2, 3))]
        kinds = [first, *(dice.choice(kinds) for _ in steps[1:])]

        def to() -> str:
            return dice.choice([*steps, "done", "done", "lost"])

        def step(step: str, kind: str) -> str:
            match kind:
                case "ask":
                    return (
                        f"  {step}:\n    ask: Question {name} {step}?\n    hear: {{agree: {to()}, refuse: {to()}}}\n"
                        f"    no_input:\n      - go: {to()}\n    no_match:\n      - Pardon?\n      - go: {to()}\n"
                    )
                case "collect":
                    needs = "\n    needs: verified" if dice.random() < 0.3 else ""
                    return (
                        f"  {step}:{needs}\n    collect: [{dice.choice(['day', 'size'])}]\n    failed: lost\n    next: {to()}\n"
                    )
                case "choose":
                    when = dice.choice(CONDITIONS)
                    return f"  {step}:\n    choose:\n      - when: {when}\n        next: {to()}\n      - otherwise: {to()}\n"
                case "set":
                    return f"  {step}:\n    set: {{tries: add 1}}\n    next: {to()}\n"
                case _:
                    return f"  {step}:\n    call: inner\n    results: {{done: {to()}, lost: {to()}}}\n"

        body = "".join(step(one, kind) for one, kind in zip(steps, kinds, strict=True))
        ends = "  done:\n    return: done\n  lost:\n    return: lost\n"
        return f"\nsubflow: {name}\nstart: p0\nsteps:\n{body}{ends}"

    outer = part("outer", ["ask", "call", "call", "choose", "set"], first="call")
    return {"outer": outer, "inner": part("inner", ["ask", "collect", "choose", "set"], first=dice.choice(["ask", "collect"]))}


class Compared(NamedTuple):
    """What trying every call found that the proofs missed, what the proofs could not decide, and whether every call was tried."""

    missed: tuple[str, ...]
    undecided: tuple[str, ...]
    refused: bool
    whole: bool


def compare(seed: int, most: int) -> Compared:
    """Holds the proofs of one random flow against every call of it, up to `most` states."""
    checked = check(random_flow(seed))
    assert checked.package is not None
    errors = [one for one in checked.findings if one.severity == "error"]
    assert {one.code for one in errors} <= {*JUDGED, "silent-loop", "step-never-ends"}, [one.line() for one in errors]
    undecided = tuple(one.line() for one in errors if one.code == "proof-undecided")
    proven = {one.arguments.get("name", "") for one in errors if one.code in JUDGED}
    tried = explore(Program(compile_bundle(checked.package)), checked.package.policies, most)
    missed = sorted(name for name in (*tried.broken, *([""] if tried.trapped else [])) if name not in proven)
    return Compared(tuple(missed), undecided, bool(errors), tried.whole)


JUDGED = ("caller-trapped", "policy-broken", "proof-undecided")

# ---- every call -----------------------------------------------------------------------------------------------------


class Seen(NamedTuple):
    """Where a call stands, as far as what may come of it goes; with what the policies have seen."""

    key: tuple[Any, ...]
    heard: bool
    pending: int | str


class Explored(NamedTuple):
    """What following every call showed: whether some call can go round without progress, and the policies that were broken."""

    trapped: bool
    broken: frozenset[str]
    whole: bool


def explore(program: Program, policies: tuple[Policy, ...], most: int = MOST_STATES) -> Explored:
    """Follows every call of a flow in the engine, breadth first, up to `most` different states."""
    broken: set[str] = set()
    stuck: dict[Seen, list[Seen]] = {}
    waiting: list[tuple[State, tuple[AnyEffect, ...], Seen]] = []
    watch = _Watch(program, policies, broken)

    def come(state: State, effects: list[AnyEffect], before: Seen | None, spoken: bool, verified: bool) -> Seen:
        heard, pending = watch.after(state, effects, before, spoken, verified)
        seen = Seen(_key(state), heard, pending)
        if seen not in stuck:
            stuck[seen] = []
            if not state.ended:
                waiting.append((state, tuple(effects), seen))
        return seen

    for seed in (0, 1, 2):
        state, effects = start(program, CallStarted(caller="13800001234", seed=seed), NOW)
        come(state, effects, None, False, False)
    position = 0
    while position < len(waiting) and len(stuck) < most:
        state, effects, seen = waiting[position]
        position += 1
        for event, progress in _events(program, state, effects):
            after, more = advance(program, state, event, NOW)
            checked = isinstance(event, DataFetched) and event.outcome == "ok" and "ok" in event.values
            verified = state.values.get("verified") == "true" and not checked  # a new answer forgets what the old one made true
            reached = come(after, more, seen, isinstance(event, CallerSpoke), verified)
            if not progress and not _escalated(more):
                stuck[seen].append(reached)
    groups = components(stuck)
    trapped = any(len(group) > 1 or group[0] in stuck[group[0]] for group in groups)
    looped = any(isinstance(effect, HangUp) and effect.disposition == "loop" for _, effects, _ in waiting for effect in effects)
    return Explored(trapped or looped or watch.looped, frozenset(broken), position == len(waiting))


def _key(state: State) -> tuple[Any, ...]:
    question = state.question
    asked = None
    if question is not None:
        asked = tuple(getattr(question, name) for name in question.__struct_fields__ if name != "patience")
    places = ((name, _place(place)) for name, place in state.collected_at.items() if name in state.slots)
    data = ((name, tuple(sorted(values.items()))) for name, values in state.data.items())
    sources = ((name, tuple(sorted(names))) for name, names in state.sources.items())
    counters = (state.stumbles, state.turns_without_progress, state.misunderstood)
    return (
        state.seed, state.step, _frames(state.frames), asked, _place(state.interrupted),
        state.fetching is not None, state.handing_off, state.ended, state.confirmed, state.escalated,
        tuple(sorted(state.slots.items())), tuple(sorted(state.values.items())),
        tuple(sorted(places)), tuple(sorted(data)), tuple(sorted(sources)),
        state.intent, *(state.mood.get("anger", 0) >= level for level in (0.7, 0.5)),
        *(min(counter, CAP) for counter in counters),
    )  # fmt: skip


def _frames(frames: tuple[Frame, ...]) -> tuple[tuple[str, bool], ...]:
    return tuple((frame.origin, frame.flag is not None) for frame in frames)


def _place(place: Place | None) -> tuple[Any, ...]:
    return () if place is None else (place.step, _frames(place.frames))


def _events(program: Program, state: State, effects: tuple[AnyEffect, ...]) -> Iterator[tuple[Input, bool]]:
    """Everything that may happen now, and whether it is the caller's progress."""
    if state.handing_off is not None:
        yield HandOffAnswered(outcome="accepted"), False
        yield HandOffAnswered(outcome="refused"), False
        return
    if state.fetching is not None:
        fetch = [effect for effect in effects if isinstance(effect, FetchEffect)][-1]
        yield DataFetched(fetch=state.fetching, outcome="failed"), False
        if fetch.lookup == "pin_check":
            answers = [{"ok": "true"}, {"ok": "false"}]
        else:
            answers = [{"total": "200"}, {"total": "70"}, {"total": "1"}]
        for values in answers:
            yield DataFetched(fetch=state.fetching, outcome="ok", values=values), False
        return
    question = state.question
    if question is None:
        return
    yield SilencePassed(), False
    for anger in (0.0, 0.8):
        yield _speak(anger=anger), False
    step = program.steps[question.step]
    slot = question.slot
    typing = slot == "pin" or (slot == "size" and question.pending is None)
    if not typing:
        yield KeyPressed(key="9"), False
        if "1" in getattr(step, "keys", {}):
            yield KeyPressed(key="1"), True
    if slot == "pin":
        yield KeyPressed(key="#" if question.digits else "7"), True
        if len(question.digits) < 4:
            yield KeyPressed(key="7"), True
    else:
        for intent in ("pay", "order", "agree", "refuse", "human", "correction", "goodbye"):
            yield _speak(intent), True
        yield _speak(day="2026-03-17"), True
        yield _speak(size="4"), True
        yield _speak(size="1"), True
        yield _speak("pay", size="4"), True
        yield _speak(correcting=True, size="1"), True
        yield _speak(correcting=True, day="2026-03-18"), True


def _speak(intent: str | None = None, *, anger: float = 0.0, correcting: bool = False, **slots: str) -> CallerSpoke:
    mood = {"anger": anger}
    return CallerSpoke(
        text="…", understood=Understood(intent=intent, guess=intent, slots=slots, correcting=correcting, mood=mood)
    )


def _escalated(effects: list[AnyEffect]) -> bool:
    return any(isinstance(effect, Note) and effect.fact.__class__.__name__ == "Escalated" for effect in effects)


def _reasons(effects: list[AnyEffect]) -> list[str]:
    return [effect.fact.why for effect in effects if isinstance(effect, Note) and isinstance(effect.fact, StepEntered)]


class _Watch:
    """Holds the policies against each stretch of a call, independently of the proofs."""

    def __init__(self, program: Program, policies: tuple[Policy, ...], broken: set[str]) -> None:
        self._program = program
        self._policies = policies
        self._broken = broken
        self.looped = False

    def after(
        self, state: State, effects: list[AnyEffect], before: Seen | None, spoken: bool, verified: bool
    ) -> tuple[bool, int | str]:
        heard = before.heard if before is not None else False
        pending: int | str = before.pending if before is not None else "calm"
        self.looped = self.looped or any(isinstance(effect, HangUp) and effect.disposition == "loop" for effect in effects)
        heard = self._follow_steps(effects, heard, verified)
        for policy in self._policies:
            if policy.when is None:
                continue
            if spoken:
                pending = self._turn(policy, state, effects, pending)
            if any(isinstance(effect, Note) and isinstance(effect.fact, HandedOff) for effect in effects):
                pending = "done" if pending != "broken" else pending
            ended = [effect for effect in effects if isinstance(effect, HangUp)]
            if ended and isinstance(pending, int) and self._by_the_line(effects):
                self._broken.add(policy.name)
        return heard, pending

    def _turn(self, policy: Policy, state: State, effects: list[AnyEffect], pending: int | str) -> int | str:
        if isinstance(pending, int):
            if pending >= policy.within:
                self._broken.add(policy.name)
                return "broken"
            return pending + 1
        if pending == "calm":
            holds = state.mood.get("anger", 0) >= 0.7 if "anger" in (policy.when or "") else state.stumbles >= 3
            return 0 if holds else "calm"
        return pending

    @staticmethod
    def _by_the_line(effects: list[AnyEffect]) -> bool:
        """Whether the flow ended the call: not a goodbye of the caller, nor the engine's floor, which is a finding of its own."""
        floor = any(isinstance(effect, HangUp) and effect.disposition == "loop" for effect in effects)
        return not floor and not any(why.startswith("always:goodbye") for why in _reasons(effects))

    def _follow_steps(self, effects: list[AnyEffect], heard: bool, verified: bool) -> bool:
        entered = [
            (effect.step, effect.fact.why)
            for effect in effects
            if isinstance(effect, Note) and isinstance(effect.fact, StepEntered)
        ]
        for number, (address, why) in enumerate(entered):
            if why.startswith("return:") and entered[number - 1][0].startswith("identity/"):
                verified = why == "return:ok"
            step = self._program.steps[address]
            following = entered[number + 1][1] if number + 1 < len(entered) else ""
            diverted = isinstance(step, Needing) and step.needs and following.startswith("needs:")
            returned = following == "digression_over"
            if diverted or returned:
                continue
            for policy in self._policies:
                if address in policy.before and policy.heard and not heard:
                    self._broken.add(policy.name)
                if address in policy.before and policy.holds and not verified:
                    self._broken.add(policy.name)
            if isinstance(step, Say) and address in self._policies[0].heard and step.barge_in == "never":
                heard = True
        return heard
