"""Owns what this runtime can speak and hear with: one voice, and a recogniser for each language that has one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from runtime.call.discretion import whereabouts
from runtime.speech.protocols import Recognizer, Voice

log = logging.getLogger("callwright.call")


class Senses:
    """What cannot be started is left out and said so: calls go on by keys and text."""

    def __init__(self, voice: Voice | None = None, recognizers: Sequence[Recognizer] = ()) -> None:
        self._offered_voice = voice
        self._offered = recognizers
        self.voice: Voice | None = None
        self._recognizers: dict[str, Recognizer] = {}

    async def start(self) -> None:
        await asyncio.gather(self._start_voice(), *(self._start_recognizer(recognizer) for recognizer in self._offered))

    async def close(self) -> None:
        closings = [recognizer.close() for recognizer in self._recognizers.values()]
        if self.voice is not None:
            closings.append(self.voice.close())
        await asyncio.gather(*closings, return_exceptions=True)

    def recognizer(self, language: str) -> Recognizer | None:
        """The one that hears `en-GB`, `zh-CN`: by the language, whatever the country."""
        return self._recognizers.get(language[:2])

    def hearing(self) -> dict[str, str]:
        return {language: recognizer.name for language, recognizer in sorted(self._recognizers.items())}

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
