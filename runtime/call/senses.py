"""Owns what this runtime can speak and hear with: one voice, and a recogniser for each language that has one."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence

from dsl.bundle import Bundle
from runtime.call.discretion import whereabouts
from runtime.call.static_prompts import static_prompts
from runtime.call.tongues import Tongues
from runtime.speech.protocols import CannotHear, MakesAhead, Recognizer, Voice
from runtime.speech.recordings import Recordings
from runtime.speech.voice.voices import Voices

MOST_MAKING = 50  # bundles whose prompts are being made

log = logging.getLogger("callwright.call")


class Senses:
    """What cannot be started is left out and said so: calls go on by keys and text."""

    def __init__(
        self, voice: Voice | None = None, recognizers: Sequence[Recognizer] = (), recordings: Recordings | None = None
    ) -> None:
        self._offered_voice = voice
        self._offered = recognizers
        self.voice: Voice | None = None
        self.recordings = recordings
        self._recognizers: dict[str, Recognizer] = {}
        self._making: deque[asyncio.Task[None]] = deque(maxlen=MOST_MAKING)

    async def start(self) -> None:
        await asyncio.gather(self._start_voice(), *(self._start_recognizer(recognizer) for recognizer in self._offered))

    async def close(self) -> None:
        for making in self._making:
            making.cancel()
        await asyncio.gather(*self._making, return_exceptions=True)
        closings = [recognizer.close() for recognizer in self._recognizers.values()]
        if self.voice is not None:
            closings.append(self.voice.close())
        await asyncio.gather(*closings, return_exceptions=True)

    def recognizer(self, language: str) -> Recognizer | None:
        """The one that hears `en-GB`, `zh-CN`: by the language, whatever the country."""
        return self._recognizers.get(language[:2])

    def ears(self, bundle: Bundle) -> Recognizer | None:
        """What hears the calls of a bundle, in every language that it speaks and something here hears."""
        if len(bundle.languages) == 1:
            return self.recognizer(bundle.language)
        heard = {language: ears for language in bundle.languages if (ears := self.recognizer(language)) is not None}
        return Tongues(bundle, heard) if heard else None

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        """Grammars now; the sound of the words that are always the same whenever the voice has nothing else to do."""
        recognizer = self.ears(bundle)
        if recognizer is not None:
            await self._prepare_ears(recognizer, bundle, identity)
        if self.recordings is not None:
            await self._read_recordings(self.recordings)
        voice: object = self.voice
        if isinstance(voice, MakesAhead):
            self._making.append(asyncio.create_task(self._make_ahead(voice, bundle)))

    def hearing(self) -> dict[str, str]:
        return {language: recognizer.name for language, recognizer in sorted(self._recognizers.items())}

    def speaking(self) -> dict[str, str]:
        """The engine that speaks each language; empty where calls have text only."""
        return self.voice.speaking() if isinstance(self.voice, Voices) else {}

    async def _read_recordings(self, recordings: Recordings) -> None:
        """They are read again with every bundle, so that new ones are heard without a restart."""
        try:
            await asyncio.to_thread(recordings.refresh)
        except OSError as problem:
            log.warning("the recordings cannot be read (%s)", whereabouts(problem))
        for name in recordings.unreadable:
            log.warning("the recording %s cannot be used; `callwright recordings check` says why", name)

    def practising(self) -> tuple[str, ...]:
        """Languages that are heard by a model which understands synthetic speech only."""
        return tuple(language for language, recognizer in sorted(self._recognizers.items()) if recognizer.practice)

    async def _prepare_ears(self, recognizer: Recognizer, bundle: Bundle, identity: str) -> None:
        try:
            await recognizer.prepare(bundle, identity)
        except CannotHear:
            raise  # what the bundle says can't be heard: whoever publishes it has to know
        except Exception as problem:  # noqa: BLE001 - its callers have keys and text
            log.error("%s cannot be heard now (%s): its callers have keys", bundle.language, whereabouts(problem))

    async def _make_ahead(self, voice: MakesAhead, bundle: Bundle) -> None:
        try:
            await voice.prepare(static_prompts(bundle))
        except Exception as problem:  # noqa: BLE001 - they are made when they are said, then
            log.warning("prompts could not be made ahead (%s)", whereabouts(problem))

    async def _start_voice(self) -> None:
        if self._offered_voice is None:
            return
        try:
            await self._offered_voice.start()
            self.voice = self._offered_voice
        except Exception as problem:  # noqa: BLE001 - whatever it is, there is no voice then
            log.error("this runtime has no voice (%s): it takes calls by text only", whereabouts(problem))

    async def _start_recognizer(self, recognizer: Recognizer) -> None:
        try:
            await recognizer.start()
            self._recognizers[recognizer.language[:2]] = recognizer
        except Exception as problem:  # noqa: BLE001 - whatever it is, this language is not heard then
            log.error("%s cannot be heard here (%s): its callers have keys", recognizer.language, whereabouts(problem))
