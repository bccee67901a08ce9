"""Owns the recorder: from a stored call to a conversation that takes the same way on the same bundle and holds nothing personal.

What happened is told again with stand-ins, to the real engine and the real understanding, and what comes of that is what
the conversation expects: so it comes true as it is written. Where words with stand-ins would be understood otherwise than
the caller's were, words of the package's own take their place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from dsl import condition, utterance
from dsl.condition.tree import Literal, children
from dsl.journal import (
    MASK,
    CallerHungUp,
    CallerSpoke,
    DataFetched,
    HandOffAnswered,
    KeyPressed,
    MachineDetected,
    QuestionUnknown,
    Record,
    SilencePassed,
    SlotFilled,
    Understood,
)  # fmt: skip
from dsl.model import (
    MOODS,
    CallBackDone,
    Caller,
    Choose,
    Conversation,
    DataAnswer,
    Deed,
    HandOffDone,
    Language,
    MessageDone,
    Mood,
    Person,
    Turn,
)  # fmt: skip
from dsl.values import ValueType, parse_type
from runtime.conversations import message_stubs, read_moment, stubs
from runtime.deeds import deeds
from runtime.dialogue.effects import AnyEffect, Note, Say
from runtime.dialogue.engine import Program
from runtime.recording.stand_ins import StandIns
from runtime.recording.stored import Happening, StoredCall, Way, read_call, runs, way_of
from runtime.rehearsal import WAITING_WORDS_AFTER, Rehearsal, Understander

_SAMPLES = 3  # sentences tried of each phrase
_NOTICED = 0.05  # of a mood that the words do not show
_PERSON: dict[str, Person] = {
    "accepted": "accepts",
    "refused": "refuses",
    "closed": "closed",
    "busy": "busy",
    "no_answer": "no_answer",
}


class Recorded(Struct, frozen=True):
    """A conversation. `differs`: the turn (from 1) after which it goes another way than the call did; None when it never does."""

    conversation: Conversation
    differs: int | None = None


def record(records: Sequence[Record], program: Program, understander: Understander, name: str) -> Recorded:
    """The conversation of one stored call. Raises `stored.Unreadable`."""
    call = read_call(records, program)
    first = _Recorder(call, program, understander, name, seed=0).recorded()
    if first.differs is None or not call.started.seed:
        return first
    seeded = _Recorder(call, program, understander, name, seed=call.started.seed).recorded()
    return seeded if seeded.differs is None or seeded.differs > first.differs else first


class _Recorder:
    """Tells one call again."""

    def __init__(self, call: StoredCall, program: Program, understander: Understander, name: str, *, seed: int) -> None:
        self._call, self._program, self._understander = call, program, understander
        self._bundle = program.bundle
        language = call.started.language or self._bundle.language
        self._stand_ins = StandIns(language, read_moment(call.at).year, _literals(program))
        caller = self._stand_ins.value(ValueType("phone"), call.started.caller)
        self._conversation = Conversation(
            name=name,
            talk=(),
            caller=Caller(number=caller),
            data=self._data(),
            slow=tuple(dict.fromkeys(name for name, one in call.fetched if one.milliseconds > WAITING_WORDS_AFTER)),
            seed=seed,
            now=call.at,
            entry=call.started.entry,
            language=cast(Language | None, call.started.language or None),
        )
        self._rehearsal = Rehearsal(
            program,
            understander,
            now=read_moment(call.at),
            look_up=stubs(self._conversation, self._bundle.data, lambda lookup: None),
            send=message_stubs(self._conversation, self._bundle.connectors, lambda connector: None),
            caller=caller,
            entry=call.started.entry,
            language=call.started.language,
            seed=seed,
        )
        self._recent: list[AnyEffect] = self._rehearsal.effects
        self._way: Way = way_of(self._recent)
        self._talk: list[Turn] = []
        self._differs: int | None = None

    def recorded(self) -> Recorded:
        self._compare()
        for run in runs(self._call.happenings):
            if self._rehearsal.ended is not None:
                break
            self._tell(run)
        if self._rehearsal.ended is not None:
            ended = {"how": self._rehearsal.ended.how, "disposition": self._rehearsal.ended.disposition}
            self._talk.append(Turn(ends={key: text for key, text in ended.items() if text}))
        if self._way != self._call.way and self._differs is None:
            self._differs = len(self._talk)
        return Recorded(replace(self._conversation, talk=tuple(self._talk)), self._differs)

    # ---- what happened -------------------------------------------------------------------------------------------

    def _tell(self, run: list[Happening]) -> None:
        happening = run[0]
        turn: Turn | None = None
        match happening.fact:
            case CallerSpoke() as fact:
                turn = self._speech(fact, happening)
                self._recent = self._rehearsal.speak(turn.caller or "", mood=turn.mood, barge_in=turn.interrupts)
            case KeyPressed() as fact:
                turn = Turn(keys=self._keys(run), interrupts=self._may_interrupt(fact.barge_in))
                self._recent = self._rehearsal.press(turn.keys or "", barge_in=turn.interrupts)
            case SilencePassed():
                turn = Turn(silence=True)
                self._recent = self._rehearsal.stay_silent()
            case MachineDetected():
                turn = Turn(machine=True)
                self._recent = self._rehearsal.find_machine()
            case CallerHungUp():
                turn = Turn(hang_up=True)
                self._recent = self._rehearsal.feed(CallerHungUp())
            case HandOffAnswered() as answered if self._rehearsal.asking_person:
                turn = Turn(person=_PERSON[answered.outcome])
                self._recent = self._rehearsal.feed(answered)
            case _:
                return
        self._talk += [turn, *self._expectations(spoke=isinstance(happening.fact, CallerSpoke))]
        self._way += way_of(self._recent)
        self._compare()

    def _compare(self) -> None:
        if self._differs is None and self._way != self._call.way[: len(self._way)]:
            self._differs = max(1, len(self._talk))

    def _may_interrupt(self, barge_in: bool) -> bool:
        return barge_in and not any(isinstance(one, Say) and one.barge_in == "never" for one in self._recent)

    def _keys(self, run: list[Happening]) -> str:
        """The keys that were pressed; of a number that says who somebody is, a stand-in of the same length."""
        pressed = "".join(one.fact.key for one in run if isinstance(one.fact, KeyPressed))
        expectation = run[0].expectation
        if expectation.digits is None or expectation.slot is None:
            return pressed if MASK not in pressed else pressed.replace(MASK, "0")
        typed = pressed.rpartition("*")[2]
        number = typed.rstrip("#")
        kind = self._program.types[expectation.slot]
        if MASK in number or expectation.secret:
            kind = ValueType("digits")
        return self._stand_ins.value(kind, number) + typed[len(number) :]

    # ---- what was said -------------------------------------------------------------------------------------------

    def _speech(self, fact: CallerSpoke, happening: Happening) -> Turn:
        words, understood = self._words(fact, happening)
        felt, told = fact.understood.mood, understood.mood
        levels = {name: (felt.get(name, 0.0), told.get(name, 0.0)) for name in MOODS}
        heard = {name: round(one, 2) for name, (one, other) in levels.items() if abs(one - other) > _NOTICED}
        return Turn(caller=words, mood=Mood(**heard) if heard else None, interrupts=self._may_interrupt(fact.barge_in))

    def _words(self, fact: CallerSpoke, happening: Happening) -> tuple[str, Understood]:
        """The first words that mean what the caller's meant; if none do, those that are nearest to theirs."""
        wanted = self._wanted(fact.understood)
        best: tuple[int, str, Understood] | None = None
        for words in self._candidates(fact, happening):
            understood = self._understander.understand(words, self._rehearsal.expectation, self._rehearsal.now)
            if self._leaks(words, understood):
                continue
            likeness = _likeness(understood, fact.understood, wanted)
            if best is None or likeness > best[0]:
                best = likeness, words, understood
            if likeness == _ALIKE:
                break
        assert best is not None, "some words hold nothing personal"
        return best[1], best[2]

    def _wanted(self, understood: Understood) -> dict[str, str]:
        """The details that were given, with stand-ins."""
        return {name: self._stand_ins.value(self._program.types[name], text) for name, text in understood.slots.items()}

    def _candidates(self, fact: CallerSpoke, happening: Happening) -> Iterator[str]:
        slots = {name: (self._program.types[name], text) for name, text in fact.understood.slots.items()}
        if MASK not in fact.text:
            yield self._stand_ins.words(fact.text, slots)
        for kind, text in slots.values():
            yield from self._stand_ins.spoken(kind, text)
        for phrases in self._phrases(fact.understood):
            for phrase in phrases:
                yield from utterance.parse(phrase).samples(_SAMPLES)
        yield "…"

    def _phrases(self, understood: Understood) -> Iterator[tuple[str, ...]]:
        """What the package, or the language itself, knows callers to say for this."""
        bundle = self._bundle
        if understood.intent in bundle.intents:
            yield bundle.intents[understood.intent].phrases
        elif understood.intent in bundle.manners:
            yield bundle.manners[understood.intent].phrases
        elif understood.answer in bundle.answers:
            yield bundle.answers[understood.answer].questions

    def _leaks(self, words: str, understood: Understood) -> bool:
        said = words.casefold()
        return any(
            text.casefold() in said or text in understood.slots.values() for text in self._stand_ins.replaced if len(text) > 1
        )

    # ---- what came of it -----------------------------------------------------------------------------------------

    def _expectations(self, *, spoke: bool) -> Iterator[Turn]:
        heard = self._heard() if spoke else {}
        if heard:
            yield Turn(heard=heard)
        for deed in deeds(self._recent):
            yield Turn(does=_without_details(deed))
        stated = next((turn.step for turn in reversed(self._talk) if turn.step), None)
        if self._rehearsal.ended is None and self._rehearsal.step != stated:
            yield Turn(step=self._rehearsal.step)

    def _heard(self) -> dict[str, str]:
        understood = self._rehearsal.understood
        facts = [one.fact for one in self._recent if isinstance(one, Note)]
        heard = {
            fact.slot: fact.value for fact in facts if isinstance(fact, SlotFilled) and not self._bundle.slots[fact.slot].secret
        }
        if understood is not None and understood.intent:
            heard = {"intent": understood.intent, **heard}
        elif understood is not None and understood.answer:
            heard = {"answer": understood.answer, **heard}
        elif any(isinstance(fact, QuestionUnknown) for fact in facts):
            heard = {"intent": "unknown", **heard}
        return {name: text for name, text in heard.items() if self._rehearsal.state.slots.get(name, text) == text}

    # ---- look-ups ------------------------------------------------------------------------------------------------

    def _data(self) -> dict[str, str | dict[str, str] | tuple[DataAnswer, ...]]:
        answers: defaultdict[str, list[DataAnswer]] = defaultdict(list)
        for lookup, fetched in self._call.fetched:
            answers[lookup].append(self._answer(lookup, fetched))
        for connector, sent in self._call.sent:
            answers[connector].append({} if sent.outcome == "ok" else sent.outcome)
        return {lookup: given[0] if all(one == given[0] for one in given) else tuple(given) for lookup, given in answers.items()}

    def _answer(self, lookup: str, fetched: DataFetched) -> DataAnswer:
        if fetched.outcome != "ok":
            return fetched.outcome
        kinds = self._bundle.data[lookup].gives
        return {
            name: self._stand_ins.value(parse_type(kinds[name]), text) for name, text in fetched.values.items() if name in kinds
        }


_ALIKE = 3


def _likeness(understood: Understood, stored: Understood, slots: dict[str, str]) -> int:
    """How much of what the caller meant these words mean, too."""
    same_intent = understood.intent == stored.intent
    same_answer = stored.intent is not None or understood.answer == stored.answer
    masked = any(MASK in text for text in stored.slots.values())
    same_slots = understood.slots == slots or (masked and set(understood.slots) == set(slots))
    return 2 * (same_intent and same_answer) + same_slots


def _without_details(deed: Deed) -> Deed:
    """What matters of a deed: which people, how urgently, which look-up."""
    if deed.hand_off is not None:
        done = HandOffDone(skill=deed.hand_off.skill)
        return Deed(hand_off=replace(done, priority="high") if deed.hand_off.priority == "high" else done)
    if deed.call_back is not None:
        return Deed(call_back=CallBackDone(skill=deed.call_back.skill or None))
    if deed.send is not None:
        return Deed(send=MessageDone(by=deed.send.by))
    return replace(deed, with_={})


def _literals(program: Program) -> frozenset[str]:
    """The texts that the package's conditions compare with."""
    steps = (step for step in program.steps.values() if isinstance(step, Choose))
    conditions = [branch.when for step in steps for branch in step.choose if branch.when]
    found: set[str] = set()
    waiting = [condition.parse(when) for when in conditions]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Literal) and isinstance(node.value, str):
            found.add(node.value)
        waiting += children(node)
    return frozenset(found)
