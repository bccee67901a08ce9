"""Owns how a walk is told: what the caller, the data and people do at each of its moves, as the events of a failing call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import msgspec
from msgspec import Struct

from dsl import utterance, values
from dsl.failing_call import (
    AnyEvent,
    CallerPresses,
    CallerSays,
    CallerSilent,
    DataComes,
    MessageAnswered,
    PersonAnswers,
)  # fmt: skip
from dsl.proofs.machine import MOMENT, Machine
from dsl.proofs.moves.configuration import Label
from dsl.proofs.solving import Instance, samples
from dsl.values import Value


class Happening(Struct, frozen=True):
    """One move of a walk, with the instances that stood for slots and data after it."""

    label: Label
    step: str
    versions: dict[str, int]


class Teller:
    """Tells each move of a walk as an event, with the values that were found; with the time, where that matters."""

    def __init__(self, machine: Machine, found: dict[Instance, Value | None], clock: Callable[[int], str] | None) -> None:
        self._machine = machine
        self._found = found
        self._clock = clock

    def events(self, happened: Happening) -> list[AnyEvent]:
        """What happens to the line in one move: nothing, one event, or two where what was said sent the caller to a person."""
        label = happened.label
        moment = happened.versions.get(MOMENT, 0)
        if label.kind == "escalate":
            _, kind, name, detail = label.detail.split(":", 3)
            said = Label(kind, name, detail=detail)
        elif label.kind == "human_only":
            said = Label("answer", label.detail)
        else:
            return self._timed(self._event(happened), moment)
        cause = self._event(Happening(said, happened.step, happened.versions))
        if label.name == "closed":
            return self._timed(cause, moment)
        accepted = label.name == "accepted"
        answer = PersonAnswers(outcome="accepted" if accepted else "refused")
        return [*self._timed(cause, moment if accepted else moment - 1), *self._timed(answer, moment)]

    def _timed(self, event: AnyEvent | None, moment: int) -> list[AnyEvent]:
        if event is None:
            return []
        return [event if self._clock is None else msgspec.structs.replace(event, at=self._clock(moment))]

    def _event(self, happened: Happening) -> AnyEvent | None:
        label = happened.label
        match label.kind:
            case "silent":
                return CallerSilent()
            case "key" | "wrong_key":
                return CallerPresses(keys=label.name)
            case "fill" if label.detail == "keys":
                return CallerPresses(keys=self._keys(label.name, happened))
            case "person" if label.name != "closed":
                return PersonAnswers(outcome="accepted" if label.name == "accepted" else "refused")
            case "send":
                return MessageAnswered(connector=label.name, outcome="ok" if label.detail == "ok" else "failed")
            case "fetch":
                values = self._data(label.name, happened) if label.detail == "ok" else {}
                return DataComes(lookup=label.name, outcome=label.detail, values=values)
            case _:
                return self._spoken(label, happened)

    def _spoken(self, label: Label, happened: Happening) -> AnyEvent | None:
        mood = self._mood(happened)
        slots = {name: self._slot(name, happened) for name in label.mentions}
        match label.kind:
            case "not_understood":
                return CallerSays(mood=mood)
            case "hear" | "digress" | "manner":
                return CallerSays(intent=label.name, slots=slots, mood=mood, words=self._words(label.name))
            case "idle":
                return CallerSays(intent="repeat", mood=mood, words=self._words("repeat"))
            case "fill":
                return CallerSays(slots={**slots, label.name: self._slot(label.name, happened)}, mood=mood)
            case "agree":
                return CallerSays(intent="agree", mood=mood, words=self._words("agree"))
            case "refuse":
                return CallerSays(intent="refuse", mood=mood, words=self._words("refuse"))
            case "wrong":
                return CallerSays(intent="correction", mood=mood, words=self._words("correction"))
            case "correct":
                return CallerSays(slots={label.name: self._slot(label.name, happened)}, correcting=True, mood=mood)
            case "answer":
                questions = self._machine.bundle.answers[label.name].questions
                return CallerSays(answer=label.name, mood=mood, words=_sample(questions))
            case _:
                return None

    def _mood(self, happened: Happening) -> dict[str, float]:
        levels = {name: self._found.get((name, happened.versions.get(name, 0))) for name in self._machine.conditions.moods}
        return {name: float(level) for name, level in levels.items() if isinstance(level, Decimal) and level}

    def _words(self, intent: str) -> str:
        bundle = self._machine.bundle
        phrases = bundle.intents[intent].phrases if intent in bundle.intents else ()
        return _sample(phrases or (bundle.manners[intent].phrases if intent in bundle.manners else ()))

    def _slot(self, name: str, happened: Happening) -> str:
        kind = values.parse_type(self._machine.bundle.slots[name].type)
        version = happened.versions.get(name, 0)
        value = self._found.get((name, version))
        if value is None:
            tried = samples(kind, (), self._machine)
            value = tried[version % len(tried)] if tried else "1"  # another value each time, so that a correction is one
        text = values.to_text(kind, value)
        grain = {"month": 7, "year": 4}.get(self._machine.bundle.slots[name].grain, 10)
        return text[:grain] if kind.name == "date" else text

    def _keys(self, name: str, happened: Happening) -> str:
        kind = values.parse_type(self._machine.bundle.slots[name].type)
        digits = "".join(character for character in self._slot(name, happened).split(" ")[0] if character.isdigit())
        lengths = values.digit_lengths(kind) if kind.name == "digits" and kind.argument else None
        return digits if lengths and len(digits) == lengths[1] else digits + "#"

    def _data(self, lookup: str, happened: Happening) -> dict[str, str]:
        version = happened.versions.get(lookup, 0)
        found: dict[str, str] = {}
        for part, written in self._machine.bundle.data[lookup].gives.items():
            kind = values.parse_type(written)
            instance = (f"{lookup}.{part}", version)
            value = self._found.get(instance)
            if instance not in self._found:
                tried = samples(kind, (), self._machine)
                value = tried[0] if tried else None
            if value is not None:
                found[part] = values.to_text(kind, value)
        return found


def _sample(phrases: Sequence[str]) -> str:
    """A way to say one of these phrases."""
    for phrase in phrases:
        found = utterance.parse(phrase).samples(1)
        if found:
            return found[0]
    return ""
