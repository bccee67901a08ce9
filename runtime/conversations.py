"""Owns the playing of conversations: each turn of a package's proof against the real engine, and what did not come true."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

from dsl.journal import CallerHungUp, DataFetched, HandOffAnswered, MessageSent
from dsl.model import Connector, Conversation, DataAnswer, Deed, Lookup, Turn
from runtime.coverage import Trail
from runtime.deeds import deeds, matches, written
from runtime.dialogue.effects import AnyEffect, Fetch, Say, Send
from runtime.dialogue.engine import Program
from runtime.failures import Failure, Unkept
from runtime.rehearsal import WAITING_WORDS_AFTER, Rehearsal, Understander

_MOVES = ("caller", "keys", "silence", "person", "machine", "hang_up")
"""What happens in a call; a turn with none of these only says what must have come of it."""

_NOBODY: dict[str, Literal["closed", "busy", "no_answer", "refused"]] = {
    "refuses": "refused",
    "closed": "closed",
    "busy": "busy",
    "no_answer": "no_answer",
}


class Played(Struct, frozen=True):
    """What came of one conversation: its failures, the way that the call took, and what the line said: when the call began,
    then at each turn that was played."""

    failures: tuple[Failure, ...]
    trail: Trail
    said: tuple[tuple[str, ...], ...] = ()


def play(program: Program, understander: Understander, conversation: Conversation) -> Played:
    """Plays a conversation to its end or to the first turn that cannot go on; later turns would only repeat its failure."""
    return _Playing(program, understander, conversation).played()


class _Playing:
    """One conversation being played."""

    def __init__(self, program: Program, understander: Understander, conversation: Conversation) -> None:
        self._conversation = conversation
        self._missing: list[str] = []
        self._call = Rehearsal(
            program,
            understander,
            now=read_moment(conversation.now),
            look_up=stubs(conversation, program.bundle.data, self._missing.append),
            send=message_stubs(conversation, program.bundle.connectors, self._missing.append),
            caller=conversation.caller.number,
            entry=conversation.entry,
            language=conversation.language or "",
            seed=conversation.seed,
        )
        self._trail = Trail(program)
        self._trail.follow(self._call.effects)
        self._done = list(self._call.effects)  # in the whole call
        self._recent = self._done.copy()  # since something last happened
        self._failures: list[Failure] = []
        self._said = [tuple(self._call.said)]

    def played(self) -> Played:
        for index, turn in enumerate(self._conversation.talk):
            if not self._play(index, turn):
                break
        self._check_forbidden(index + 1 if self._conversation.talk else 0)
        return Played(tuple(sorted(self._failures, key=lambda failure: failure.turn)), self._trail, tuple(self._said))

    def _play(self, index: int, turn: Turn) -> bool:
        """Whether the call can go on after this turn."""
        spoken = len(self._call.spoken)
        try:
            return self._played(index, turn)
        finally:
            self._said.append(tuple(self._call.spoken[spoken:]))

    def _played(self, index: int, turn: Turn) -> bool:
        try:
            self._act(turn)
            self._check(turn)
        except Unkept as failure:
            self._failures.append(Failure(index, failure.code, failure.arguments))
            if _moves(turn):
                return False
        if self._missing:
            self._failures.append(Failure(index, "no-data", {"name": self._missing.pop()}))
            return False
        return True

    # ---- what happens --------------------------------------------------------------------------------------------

    def _act(self, turn: Turn) -> None:
        if turn.later is not None:
            self._call.set_clock(self._call.now + timedelta(milliseconds=turn.later))
        if turn.now is not None:
            self._call.set_clock(read_moment(turn.now))
        if not _moves(turn):
            return
        if self._call.ended is not None:
            raise Unkept("ended-already")
        if turn.interrupts:
            self._check_interruption()
        if turn.machine:
            self._trail.machine_answered()
        self._recent = self._move(turn)
        self._done += self._recent
        self._trail.follow(self._recent)

    def _move(self, turn: Turn) -> list[AnyEffect]:
        call = self._call
        if turn.caller is not None:
            return call.speak(turn.caller, mood=turn.mood, barge_in=turn.interrupts)
        if turn.keys is not None:
            return call.press(turn.keys, barge_in=turn.interrupts)
        if turn.silence:
            return call.stay_silent()
        if turn.machine:
            return call.find_machine()
        if turn.hang_up:
            return call.feed(CallerHungUp())
        if not call.asking_person:
            raise Unkept("no-person-asked", got=call.step)
        return call.feed(HandOffAnswered(outcome=_NOBODY.get(turn.person or "", "accepted")))

    def _check_interruption(self) -> None:
        """What must be heard to its end cannot be interrupted, so a caller who does is no call that there could be."""
        heard = [effect.text for effect in self._recent if isinstance(effect, Say) and effect.barge_in == "never"]
        if heard:
            raise Unkept("must-be-heard", got=heard[0])

    # ---- what must come of it ------------------------------------------------------------------------------------

    def _check(self, turn: Turn) -> None:
        call = self._call
        if turn.line is not None and not _said(call.said, turn.line):
            raise Unkept("line-not-said", wanted=turn.line, got=" / ".join(call.said) or "—")
        if turn.does is not None:
            self._check_deed(turn.does)
        if turn.step is not None and call.step != turn.step:
            raise Unkept("other-step", wanted=turn.step, got=call.step)
        for name, value in (turn.heard or {}).items():
            got = self._heard(name) or "unknown"
            if got != value:
                raise Unkept("heard-otherwise", name=name, got=got, wanted=value)
        if turn.ends is not None:
            self._check_end(turn.ends)

    def _check_deed(self, wanted: Deed) -> None:
        done = list(deeds(self._recent))
        if not any(matches(wanted, one) for one in done):
            raise Unkept("not-done", wanted=written(wanted), got=" / ".join(map(written, done)) or "—")

    def _heard(self, name: str) -> str | None:
        call, understood = self._call, self._call.understood
        if name in ("intent", "answer") and name not in call.program.bundle.slots:
            return getattr(understood, name, None)
        return call.state.slots.get(name) or (understood.slots.get(name) if understood is not None else None)

    def _check_end(self, wanted: dict[str, str]) -> None:
        ended = self._call.ended
        if ended is None:
            raise Unkept("not-ended", got=self._call.step)
        for name, value in wanted.items():
            got = str(getattr(ended, name, ""))
            if got != value:
                raise Unkept("ended-otherwise", name=name, got=got, wanted=value)

    def _check_forbidden(self, played: int) -> None:
        """What the turns that were played forbid, over the whole call."""
        done = list(deeds(self._done))
        for index, turn in enumerate(self._conversation.talk[:played]):
            if isinstance(turn.never, str) and _said(self._call.spoken, turn.never):
                self._failures.append(Failure(index, "line-said", {"wanted": turn.never}))
            elif isinstance(turn.never, Deed):
                found = next((one for one in done if matches(turn.never, one)), None)
                if found is not None:
                    self._failures.append(Failure(index, "done", {"wanted": written(turn.never), "got": written(found)}))


def read_moment(text: str) -> datetime:
    """A moment as conversations write it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def stubs(
    conversation: Conversation, lookups: dict[str, Lookup], missing: Callable[[str], None]
) -> Callable[[Fetch], DataFetched]:
    """What answers the look-ups of a conversation; one that it does not name is told to `missing`."""
    answer = _answers(conversation)

    def look_up(fetch: Fetch) -> DataFetched:
        answers = answer(fetch.lookup)
        if answers is None:
            missing(fetch.lookup)
            return DataFetched(fetch=fetch.number, outcome="failed")
        late = WAITING_WORDS_AFTER + 1 if fetch.lookup in conversation.slow else 0
        if isinstance(answers, str):  # `failed`, `timed_out`, or an outcome the look-up names
            took = lookups[fetch.lookup].within if answers == "timed_out" else late
            return DataFetched(fetch=fetch.number, outcome=answers, milliseconds=took)
        return DataFetched(fetch=fetch.number, outcome="ok", values=answers, milliseconds=late)

    return look_up


def message_stubs(
    conversation: Conversation, connectors: dict[str, Connector], missing: Callable[[str], None]
) -> Callable[[Send], MessageSent]:
    """What becomes of the messages of a conversation: taken, unless it says otherwise."""
    answer = _answers(conversation)

    def send(order: Send) -> MessageSent:
        given = answer(order.connector)
        if given is None:
            missing(order.connector)
        outcome = "ok" if isinstance(given, dict) else given or "failed"
        took = connectors[order.connector].within if outcome == "timed_out" else 0
        return MessageSent(send=order.number, outcome=outcome, milliseconds=took)

    return send


def _answers(conversation: Conversation) -> Callable[[str], DataAnswer | None]:
    """What a conversation answers under a name: the same each time, or one of a list after the other."""
    calls: Counter[str] = Counter()

    def answer(name: str) -> DataAnswer | None:
        answers = conversation.data.get(name)
        calls[name] += 1
        if isinstance(answers, tuple):
            return answers[min(calls[name], len(answers)) - 1] if answers else None
        return answers

    return answer


def _moves(turn: Turn) -> bool:
    return any(getattr(turn, key) not in (None, False) for key in _MOVES)


def _said(texts: list[str], words: str) -> bool:
    """Whether these words were said; width, case and spacing don't matter."""
    return _plain(words) in _plain(" ".join(texts))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", re.sub(r"\s+", " ", folded)).strip()
