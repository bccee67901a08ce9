"""Owns one turn: the state being changed and the effects being ordered while the engine takes in one event."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from dsl import values
from dsl.journal import LanguageSwitched, Outcome, Said
from runtime.dialogue.effects import AnyEffect, Note, Pause, Say, Segment, Words
from runtime.dialogue.program import Inserted, Program, ReplyPart, Spoken, Stop, Variants
from runtime.dialogue.state import State
from runtime.wording.values import counted, read_aloud

Speaker: TypeAlias = Literal["caller", "line", "person", "system"]
BargeIn: TypeAlias = Literal["allowed", "never"]


_IN_WORDS = frozenset({"choice", "yes/no", "flag", "ordinal"})


class Target(NamedTuple):
    """Where the call goes next, and why (as the journal names it)."""

    step: str
    why: str


class Turn:
    """The work on one event. `state` is this turn's own copy; `effects` come out in order."""

    def __init__(self, program: Program, state: State) -> None:
        self.program = program.spoken_in(state.language)
        self.state = state
        self.effects: list[AnyEffect] = []

    # ---- language --------------------------------------------------------------------------------------------

    def switch_to(self, language: str) -> None:
        """The call goes on in this language."""
        if language != self.state.language:
            self.state.language = language
            self.program = self.program.spoken_in(language)
            self.note(LanguageSwitched(language=language))

    # ---- orders ----------------------------------------------------------------------------------------------

    def note(self, fact: Outcome, speaker: Speaker = "system") -> None:
        self.effects.append(Note(fact=fact, step=self.state.step, speaker=speaker))

    def say(self, text: str, kind: str = "prompt", *, barge_in: BargeIn = "allowed", value: str | None = None) -> None:
        """Speaks a reply text. `value` stands for `<value>` in the built-in words."""
        self.speak(self.segments(text, value), kind, barge_in=barge_in)

    def speak(self, segments: tuple[Segment, ...], kind: str, *, barge_in: BargeIn = "allowed") -> None:
        if not any(isinstance(part, Words) and part.text.strip() for part in segments):
            return
        state = self.state
        state.says += 1
        say = Say(number=state.says, segments=segments, barge_in=barge_in, kind=kind)
        state.last_said = (*state.last_said, *segments)
        self.effects.append(say)
        self.note(Said(say=say.number, text=say.text, kind=kind), speaker="line")

    def segments(self, text: str, value: str | None = None) -> tuple[Segment, ...]:
        """A reply text with its values read out; neighbouring words of one style become one segment."""
        out: list[Segment] = []
        self._word(self.program.reply(text), text, value, out, self.read)
        return tuple(out)

    def written(self, text: str) -> str:
        """A reply text as one writes it: without styles and pauses, and its values in figures."""
        out: list[Segment] = []
        self._word(self.program.reply(text), text, None, out, self.write)
        return "".join(part.text for part in out if isinstance(part, Words)).strip()

    def _word(
        self,
        parts: tuple[ReplyPart, ...],
        text: str,
        value: str | None,
        out: list[Segment],
        read: Callable[[str, tuple[str, ...]], str],
    ) -> None:
        for part in parts:
            match part:
                case Stop():
                    out.append(Pause(part.milliseconds))
                case Spoken():
                    self._add(out, part.text, part.style, part.emphasis)
                case Inserted():
                    spoken = value if part.name == "value" and value is not None else read(part.name, part.forms)
                    self._add(out, spoken, part.style, part.emphasis)
                case Variants():
                    self._word(part.choices[self._choose(part, text)], text, value, out, read)

    def _choose(self, variants: Variants, text: str) -> int:
        """Which wording is said: the call's seed decides, and none is said twice running in the same place."""
        place = f"{variants.at}:{text}"
        others = [number for number in range(len(variants.choices)) if number != self.state.wordings.get(place)]
        digest = hashlib.sha256(f"{self.state.seed}:{self.state.says}:{place}".encode()).digest()
        chosen = others[int.from_bytes(digest[:6], "big") % len(others)]
        self.state.wordings[place] = chosen
        return chosen

    def _add(self, out: list[Segment], text: str, style: str, emphasis: bool) -> None:
        last = out[-1] if out else None
        if isinstance(last, Words) and (last.style, last.emphasis) == (style, emphasis):
            out[-1] = Words(last.text + text, style, last.language, last.slower, emphasis)
        else:
            out.append(Words(text, style, self.program.language, self.state.slower, emphasis))

    # ---- values ----------------------------------------------------------------------------------------------

    def canonical(self, name: str) -> str | None:
        """The canonical text of a slot, a value or a field of a look-up; None where it is not known."""
        state = self.state
        if name in state.slots:
            return state.slots[name]
        if name in state.values:
            return state.values[name]
        head, _, rest = name.partition(".")
        if rest and head in state.data:
            return state.data[head].get(rest)
        if name == "caller.number":
            return state.caller or None
        return None

    def read(self, name: str, forms: tuple[str, ...] = ()) -> str:
        """The value of this name as words, with what it counts; empty where it is not known."""
        text = self.canonical(name)
        if text is None:
            return ""
        if name == "caller.number":
            return read_aloud(values.parse_type("phone"), text, self.program.language, self.state.now)
        return counted(text, forms, self.program.language) if forms else self.read_value(name, text)

    def write(self, name: str, forms: tuple[str, ...] = ()) -> str:
        """The value of this name as it is written; what has no figures is written as it is read out."""
        text, kind = self.canonical(name), self.program.types.get(name)
        if text is None or forms or (kind is not None and kind.name in _IN_WORDS):
            return self.read(name, forms)
        slot = self.program.bundle.slots.get(name)
        return "" if slot is not None and slot.secret else text

    def read_value(self, name: str, text: str) -> str:
        """A canonical text as the words of the type that `name` has."""
        kind = self.program.types[name]
        slot = self.program.bundle.slots.get(name)
        if slot is not None and slot.secret:
            return ""
        spoken = self._choice_word(kind, text) or read_aloud(kind, text, self.program.language, self.state.now)
        return spoken

    def _choice_word(self, kind: values.ValueType, text: str) -> str | None:
        """A choice is read out by the first name that its word list gives it."""
        if kind.name != "choice" or kind.argument is None:
            return None
        names = self.program.bundle.words.lists.get(kind.argument, {}).get(text)
        return names[0] if names else None

    def scope(self, name: str) -> values.Value | None:
        """The value of a name for conditions."""
        state = self.state
        match name:
            case "anger" | "worry" | "satisfaction":
                return Decimal(str(state.mood.get(name, 0.0)))
            case "stumbles" | "turns" | "turns_without_progress" | "misunderstood":
                return Decimal(int(getattr(state, name)))
            case "now":
                return state.now
            case "line":
                return state.line
            case "intent":
                return state.intent
            case "caller.known":
                return bool(state.caller)
            case "caller.number":
                return state.caller or None
        if name.startswith("open("):
            return self.is_open(name.removeprefix("open(").removesuffix(")"))
        text = self.canonical(name)
        kind = self.program.types.get(name)
        if text is None or kind is None:
            return None
        return values.from_text(kind, text)

    def is_open(self, asked: str) -> bool:
        """Whether a calendar is open now, or at what stands behind it: `counter, 2026-10-03`, `counter, 14:30`."""
        calendar, _, when = asked.partition(", ")
        opening = self.program.calendars[calendar]
        if not when:
            return opening.is_open(self.state.now)
        return opening.is_open_today_at(self.state.now, when) if ":" in when else opening.is_open_on(when)

    def holds(self, condition: str) -> bool:
        """Whether a condition is true; what depends on something unknown is not."""
        return self.program.evaluate(condition, self.scope) is True
