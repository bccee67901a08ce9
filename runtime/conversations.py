"""Owns the playing of conversations: each turn of a package's proof against the real engine, and what did not come true."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from dsl.journal import CallerHungUp, DataFetched
from dsl.model import Conversation, Turn
from runtime.coverage import Trail
from runtime.dialogue.effects import AnyEffect, Fetch
from runtime.dialogue.engine import Program
from runtime.rehearsal import Rehearsal, Understander

_SENTENCES = {
    "line-not-said": {
        "en": 'the line did not say "{wanted}"; it said: {got}',
        "zh": "线路没有说“{wanted}”，说的是：{got}",
    },
    "line-said": {"en": 'the line said "{wanted}", which it never should', "zh": "线路说了不该说的“{wanted}”"},
    "heard-otherwise": {
        "en": "{name} was understood as {got}, not {wanted}",
        "zh": "{name} 被理解成 {got}，而不是 {wanted}",
    },
    "other-step": {"en": "the call stands at {got}, not at {wanted}", "zh": "通话停在 {got}，而不是 {wanted}"},
    "not-ended": {"en": "the call has not ended; it stands at {got}", "zh": "通话还没结束，停在 {got}"},
    "ended-otherwise": {
        "en": "the call ended with {name} {got}, not {wanted}",
        "zh": "通话结束时 {name} 是 {got}，而不是 {wanted}",
    },
    "ended-already": {"en": "the call had already ended", "zh": "通话已经结束了"},
    "no-person-asked": {"en": "no person was being asked; the call stands at {got}", "zh": "这时没有在转人工，通话停在 {got}"},
    "no-data": {"en": "the conversation gives no data for the look-up {name}", "zh": "这段对话没有给出查询 {name} 的结果"},
}


class Failure(Struct, frozen=True):
    """A turn that did not come true. `turn` counts from 0 in `talk`."""

    turn: int
    code: str
    arguments: dict[str, str]

    def sentence(self, language: str = "en") -> str:
        return _SENTENCES[self.code]["zh" if language.startswith("zh") else "en"].format(**self.arguments)


class Played(Struct, frozen=True):
    """What came of one conversation: its failures, and the way that the call took."""

    failures: tuple[Failure, ...]
    trail: Trail


class _Expected(Exception):
    """A turn's expectation does not hold."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code, self.arguments = code, arguments


def play(program: Program, understander: Understander, conversation: Conversation) -> Played:
    """Plays a conversation to its end or to the first turn that cannot go on; later turns would only repeat its failure."""
    missing: list[str] = []
    call = Rehearsal(
        program,
        understander,
        now=datetime.fromisoformat(conversation.now.replace("Z", "+00:00")),
        look_up=_stubs(conversation, missing.append),
        caller=conversation.caller.number,
        entry=conversation.entry,
    )
    trail = Trail(program)
    trail.follow(call.effects)
    failures: list[Failure] = []
    forbidden: list[tuple[int, str]] = []
    for index, turn in enumerate(conversation.talk):
        try:
            trail.follow(_act(call, turn))
            _check(call, turn)
        except _Expected as failure:
            failures.append(Failure(index, failure.code, failure.arguments))
            if _moves(turn):
                break
        if turn.never is not None:
            forbidden.append((index, turn.never))
        if missing:
            failures.append(Failure(index, "no-data", {"name": missing.pop()}))
            break
    failures += [Failure(i, "line-said", {"wanted": words}) for i, words in forbidden if _said(call.spoken, words)]
    return Played(tuple(sorted(failures, key=lambda failure: failure.turn)), trail)


def _stubs(conversation: Conversation, missing: Callable[[str], None]) -> Callable[[Fetch], DataFetched]:
    def look_up(fetch: Fetch) -> DataFetched:
        answer = conversation.data.get(fetch.lookup)
        if answer is None:
            missing(fetch.lookup)
            return DataFetched(fetch=fetch.number, outcome="failed")
        if isinstance(answer, str):  # `failed`, `timed_out`, or an outcome the look-up names
            return DataFetched(fetch=fetch.number, outcome=answer)
        return DataFetched(fetch=fetch.number, outcome="ok", values=answer)

    return look_up


def _moves(turn: Turn) -> bool:
    return turn.caller is not None or turn.keys is not None or bool(turn.silence) or turn.person is not None or bool(turn.hang_up)


def _act(call: Rehearsal, turn: Turn) -> list[AnyEffect]:
    if _moves(turn) and call.ended is not None:
        raise _Expected("ended-already")
    if turn.caller is not None:
        return call.speak(turn.caller)
    if turn.keys is not None:
        return call.press(turn.keys)
    if turn.silence:
        return call.stay_silent()
    if turn.hang_up:
        return call.feed(CallerHungUp())
    if turn.person is not None:
        if not call.asking_person:
            raise _Expected("no-person-asked", got=call.step)
        return call.answer_person(turn.person == "accepts")
    return []


def _check(call: Rehearsal, turn: Turn) -> None:
    if turn.line is not None and not _said(call.said, turn.line):
        raise _Expected("line-not-said", wanted=turn.line, got=" / ".join(call.said) or "—")
    if turn.step is not None and call.step != turn.step:
        raise _Expected("other-step", wanted=turn.step, got=call.step)
    if turn.heard is not None:
        _check_heard(call, turn.heard)
    if turn.ends is not None:
        _check_end(call, turn.ends)


def _check_heard(call: Rehearsal, wanted: dict[str, str]) -> None:
    understood = call.understood
    for name, value in wanted.items():
        if name == "intent":
            got = understood.intent if understood is not None else None
        else:
            got = call.state.slots.get(name) or (understood.slots.get(name) if understood is not None else None)
        if (got or "unknown") != value:
            raise _Expected("heard-otherwise", name=name, got=got or "unknown", wanted=value)


def _check_end(call: Rehearsal, wanted: dict[str, str]) -> None:
    if call.ended is None:
        raise _Expected("not-ended", got=call.step)
    for name, value in wanted.items():
        got = str(getattr(call.ended, name, ""))
        if got != value:
            raise _Expected("ended-otherwise", name=name, got=got, wanted=value)


def _said(texts: list[str], words: str) -> bool:
    """Whether these words were said; width, case and spacing don't matter."""
    return _plain(words) in _plain(" ".join(texts))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", re.sub(r"\s+", " ", folded)).strip()
