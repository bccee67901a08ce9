"""Owns what the line says in one call: prompts in order, how far each was heard, and silence at once when the caller cuts in.

A voice that turns out to be no interruption costs the caller nothing: the prompt goes on from the clause that was cut.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import aclosing
from typing import Protocol

from msgspec.structs import replace

from dsl.emphasis import stressed
from dsl.journal import Heard
from dsl.sentences import SENTENCE_PAUSE_MS
from runtime.call.silences import quiet_end_ms, without_quiet_start
from runtime.call.sound_ahead import SoundAhead
from runtime.call.sounding import BYTES_PER_MS, Sounding
from runtime.dialogue.effects import Pause, Say, Segment, Words
from runtime.speech.protocols import SAMPLE_RATE, Voice
from runtime.speech.recordings import Recordings

log = logging.getLogger("callwright.call")

UNSURE_MS = 40  # how far the line may be beyond what it has told of
WAITING_MS = 3000  # for which a prompt that waits is taken
CHUNK_BYTES = SAMPLE_RATE  # of a recording: half a second, like the voice's
LONGEST_NAP = 0.1  # seconds between two looks at what is still unheard


def own_words(number: int, segments: tuple[Segment, ...], kind: str) -> Say:
    """Words that the engine did not order and is not told about: they have numbers below 0."""
    return Say(number=-number, segments=segments, kind=kind)


def in_one_breath(segments: tuple[Segment, ...]) -> Iterator[Segment]:
    """Words of one style as one, what is stressed among them marked: a sentence keeps its melody."""
    for tone, run in itertools.groupby(segments, lambda part: _tone(part) if isinstance(part, Words) else None):
        if tone is None:
            yield from run
            continue
        words = [part for part in run if isinstance(part, Words)]
        yield replace(words[0], text="".join(map(_marked, words)), emphasis=False)


def _tone(words: Words) -> tuple[str, str, bool]:
    return words.style, words.language, words.slower


def _marked(words: Words) -> str:
    return stressed(words.text) if words.emphasis else words.text


class Ear(Protocol):
    """What of a leg plays: all that prompts need of one."""

    @property
    def voice(self) -> bool: ...

    async def play(self, pcm: bytes) -> None: ...

    async def clear(self) -> None: ...

    def queued_ms(self) -> int: ...


class Prompts:
    """A queue of prompts and the one task that speaks it.

    `began` is called when a prompt starts, `heard` when it ended or was cut off, `silent` when nothing is left to say,
    `failed` when the voice gave up. `pronounce` gives the voice the words as they sound; nobody else sees them so. Where a
    person has recorded the words, that is played.
    """

    def __init__(
        self,
        leg: Ear,
        voice: Voice | None,
        *,
        began: Callable[[Say], Awaitable[None]],
        heard: Callable[[Heard], None],
        silent: Callable[[], None],
        failed: Callable[[Exception], None],
        pronounce: Callable[[str], str] = str,
        recordings: Recordings | None = None,
    ) -> None:
        self._leg = leg
        self._voice = voice if leg.voice else None
        self._pronounce = pronounce
        self._recordings = recordings
        self._began, self._heard, self._silent, self._failed = began, heard, silent, failed
        self._ahead = SoundAhead(self._spoken)
        self._bridge: asyncio.Task[None] | None = None
        self._queue: deque[Say] = deque()
        self._current: Say | None = None
        self._sound = Sounding()
        self._stopped_at: int | None = None  # ms of the current prompt that were heard when it was stopped, perhaps for a while
        self._again = b""  # to be said once more, for it was cut
        self._may_sound = asyncio.Event()
        self._may_sound.set()
        self._quiet_ms, self._paused = 0, True  # how what was played last ended
        self._speaker: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self._current is not None or bool(self._queue)

    @property
    def interruptible(self) -> bool:
        """Whether the caller may cut in: not while anything that must be heard to its end is said or still waits."""
        return all(say.barge_in != "never" for say in (self._current, *self._queue) if say is not None)

    @property
    def stopped(self) -> bool:
        """Whether a prompt waits for what comes of the voice that stopped it."""
        return self._stopped_at is not None

    @property
    def left_ms(self) -> int:
        """Of the prompt being said, as far as its sound is made, and of those that wait, whose length nobody knows."""
        return WAITING_MS * len(self._queue) + (self._leg.queued_ms() if self._stopped_at is None else 0)

    def sounding(self, size: int) -> bytes:
        """The last sound that the caller was given to hear, at most so many bytes of it."""
        return b"" if self._current is None or self.stopped else self._sound.until(self._heard_ms() + UNSURE_MS, size)

    @property
    def mute(self) -> bool:
        """Whether something is to be said and its sound is still being made."""
        return self._current is not None and not self._sound.milliseconds and not self.stopped

    def sound_ahead(self, say: Say | None) -> None:
        """This will probably be said next: its first sound is begun. None: nothing will."""
        if self._voice is not None:
            self._ahead.begin(None if say is None else self._first_words(say))

    def bridge(self, say: Say) -> None:
        """Says this while the sound of what is to be said is still being made."""
        if self._bridge is None or self._bridge.done():
            self._bridge = asyncio.create_task(self._speak_across(say))

    def say(self, say: Say) -> None:
        """Queues a prompt behind what is being said."""
        self._queue.append(say)
        if self._speaker is None or self._speaker.done():
            self._speaker = asyncio.create_task(self._speak_all())

    async def stop(self) -> None:
        """Silence now; `resume` or `interrupt` follows."""
        if self._current is not None and not self.stopped:
            self._may_sound.clear()
            self._stopped_at = self._heard_ms()
            await self._leg.clear()

    def resume(self) -> None:
        """It was no interruption: the prompt goes on from the clause that was cut."""
        if self._stopped_at is not None:
            self._again = self._sound.from_clause(self._stopped_at)
            self._stopped_at = None
            self._may_sound.set()

    async def interrupt(self) -> list[Heard]:
        """Silence now. What the caller heard of each prompt that was being said or waited."""
        waiting = [Heard(say=say.number, milliseconds=0, finished=False) for say in self._queue if say.number > 0]
        self._queue.clear()
        current, heard_ms = self._current, self._heard_ms()
        await self._stop_speaker()
        await self._leg.clear()
        if current is None or current.number < 0:
            return waiting
        return [Heard(say=current.number, milliseconds=heard_ms, finished=False), *waiting]

    async def close(self) -> None:
        self._queue.clear()
        await self._stop_speaker()
        await self._ahead.close()

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _stop_speaker(self) -> None:
        speaker, self._speaker, self._current = self._speaker, None, None
        bridge, self._bridge = self._bridge, None
        self._stopped_at, self._again = None, b""
        self._may_sound.set()
        speaking = {task for task in (speaker, bridge) if task is not None and not task.done()}
        for task in speaking:
            task.cancel()
        if speaking:
            await asyncio.wait(speaking)

    async def _speak_all(self) -> None:
        try:
            while self._queue:
                self._current = say = self._queue.popleft()
                self._sound = Sounding()
                self._quiet_ms, self._paused = 0, True  # a reply begins with its first sound, not with a breath before it
                await self._began(say)
                for segment in in_one_breath(say.segments):
                    await self._speak(segment)
                await self._until_heard()
                self._current = None
                if say.number > 0:
                    self._heard(Heard(say=say.number, milliseconds=self._sound.milliseconds))
            self._silent()
        except Exception as problem:  # noqa: BLE001 - whatever a voice does, the call decides what follows
            self._current = None
            self._failed(problem)

    async def _speak(self, segment: Segment) -> None:
        if self._voice is None:
            return  # a leg without sound was shown the words when the prompt began
        match segment:
            case Pause():
                await self._play(bytes(max(0, segment.milliseconds - self._quiet_ms) * BYTES_PER_MS))
                self._paused = True
            case Words():
                for number, piece in enumerate(self._pieces(segment)):
                    if number:
                        await self._play(bytes(SENTENCE_PAUSE_MS * BYTES_PER_MS))
                    if isinstance(piece, bytes):
                        await self._play_recording(piece)
                    else:
                        await self._say(replace(segment, text=self._pronounce(piece)))

    def _pieces(self, words: Words) -> Iterator[bytes | str]:
        """Recordings where there are any; who asked to speak slower hears the voice that can."""
        if self._recordings is None or words.slower:
            return iter((words.text,))
        return self._recordings.pieces(words.text, words.language, words.style)

    def _first_words(self, say: Say) -> Words | None:
        """What the voice is asked for first when this is said; None where it begins with a pause or a recording."""
        first = next(in_one_breath(say.segments), None)
        piece = next(self._pieces(first), None) if isinstance(first, Words) else None
        return replace(first, text=self._pronounce(piece)) if isinstance(first, Words) and isinstance(piece, str) else None

    def _spoken(self, words: Words) -> AsyncIterator[bytes]:
        assert self._voice is not None, "a leg without sound is shown the words"
        return self._voice.speak(words.text, language=words.language, style=words.style, slower=words.slower)

    async def _say(self, words: Words) -> None:
        async with aclosing(self._ahead.take(words)) as chunks:
            async for chunk in chunks:
                await self._play_words(chunk)

    async def _play_recording(self, pcm: bytes) -> None:
        for start in range(0, len(pcm), CHUNK_BYTES):
            await self._play_words(pcm[start : start + CHUNK_BYTES])

    async def _play_words(self, pcm: bytes) -> None:
        """At first, and after a pause, which is as long as it was written, the words begin at once."""
        sound = without_quiet_start(pcm) if self._paused else pcm
        self._paused, self._quiet_ms = False, quiet_end_ms(sound)
        await self._play(sound)

    async def _speak_across(self, say: Say) -> None:
        began = False
        try:
            async with aclosing(self._sound_of(say)) as chunks:
                async for chunk in chunks:
                    if not began and not self.mute:
                        return  # the sound came first
                    if not began:
                        await self._began(say)
                    began = True
                    await self._leg.play(chunk)
        except Exception as problem:  # noqa: BLE001 - what was to be said meets the same trouble, and tells of it
            log.warning("no words of ours could be said (%s)", type(problem).__name__)

    async def _sound_of(self, say: Say) -> AsyncGenerator[bytes, None]:
        for words in (part for part in in_one_breath(say.segments) if isinstance(part, Words)):
            for piece in self._pieces(words):
                if isinstance(piece, bytes):
                    yield piece
                    continue
                async for chunk in self._spoken(replace(words, text=self._pronounce(piece))):
                    yield chunk

    async def _play(self, pcm: bytes) -> None:
        await self._until_it_may_sound()
        self._sound.add(pcm)
        await self._leg.play(pcm)

    async def _until_it_may_sound(self) -> None:
        await self._may_sound.wait()
        if self._again:
            again, self._again = self._again, b""
            await self._leg.play(again)

    def _heard_ms(self) -> int:
        """Of the current prompt."""
        if self._stopped_at is not None:
            return self._stopped_at
        return max(0, self._sound.milliseconds - self._leg.queued_ms())

    async def _until_heard(self) -> None:
        while True:
            await self._until_it_may_sound()
            unheard = self._leg.queued_ms()
            if unheard <= 0:
                return
            await asyncio.sleep(min(unheard / 1000, LONGEST_NAP))
