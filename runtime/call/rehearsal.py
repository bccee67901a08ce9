"""Owns saying a reply with nobody on the line: what a call would play, as one piece of sound."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from dsl import reply
from dsl.journal import Heard
from dsl.notation import NotationError
from dsl.pronunciation import Pronunciations
from runtime.call.prompts import Prompts
from runtime.dialogue.effects import Pause, Say, Segment, Words
from runtime.dialogue.program import Inserted, ReplyPart, Spoken, Stop, parts_of
from runtime.speech.protocols import Voice
from runtime.speech.recordings import Recordings


class Tape:
    """The leg of a call that nobody is in: it keeps what is played."""

    voice = True

    def __init__(self) -> None:
        self.sound = bytearray()

    async def play(self, pcm: bytes) -> None:
        self.sound += pcm

    async def clear(self) -> None:
        self.sound.clear()

    def queued_ms(self) -> int:
        return 0


async def spoken(
    voice: Voice,
    text: str,
    *,
    language: str,
    style: str = "neutral",
    slower: bool = False,
    pronunciations: Mapping[str, str] | None = None,
    recordings: Recordings | None = None,
) -> bytes:
    """8 kHz PCM of the first wording of a reply; raises what the voice raises."""
    segments = tuple(_segment(part, style, language, slower) for part in _parts(text, style))
    return await played(voice, segments, pronunciations or {}, recordings)


async def played(
    voice: Voice, segments: tuple[Segment, ...], pronunciations: Mapping[str, str], recordings: Recordings | None = None
) -> bytes:
    tape = Tape()
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    prompts = Prompts(
        tape,
        voice,
        began=_nothing,
        heard=_forget,
        silent=lambda: ended.set_result(None),
        failed=ended.set_exception,
        pronounce=Pronunciations(pronunciations).spoken,
        recordings=recordings,
    )
    prompts.say(Say(number=1, segments=segments))
    try:
        await ended
    finally:
        await prompts.close()
    return bytes(tape.sound)


def _parts(text: str, style: str) -> tuple[ReplyPart, ...]:
    """What is no notation is plain words: `a < b` is said as well as it can be."""
    try:
        return parts_of(next(reply.wordings(reply.parse(text))), style)
    except NotationError:
        return (Spoken(text, style),)


def _segment(part: ReplyPart, style: str, language: str, slower: bool) -> Segment:
    match part:
        case Stop():
            return Pause(part.milliseconds)
        case Spoken():
            return Words(part.text, part.style, language, slower, part.emphasis)
        case Inserted():  # only a call knows its value
            return Words(" ".join([part.name.replace("_", " "), *part.forms[:1]]), part.style, language, slower, part.emphasis)
    return Words("", style, language, slower)


async def _nothing(_: Say) -> None: ...


def _forget(_: Heard) -> None: ...
