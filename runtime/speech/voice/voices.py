"""Owns which voice speaks which language: the one that comes with the product, unless another is set for a language."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping

from runtime.speech.protocols import MakesAhead, StaticPrompt, Voice

LANGUAGES = ("en", "zh")


class Voices:
    """Implements `protocols.Voice` by handing each text to the voice of its language."""

    def __init__(self, default: Voice, others: Mapping[str, Voice]) -> None:
        self._default = default
        self._others = others

    @property
    def name(self) -> str:
        return self._default.name

    def speaking(self) -> dict[str, str]:
        """The name of each language's voice."""
        return {language: self.of(language).name for language in LANGUAGES}

    def of(self, language: str) -> Voice:
        return self._others.get(language[:2].lower(), self._default)

    async def start(self) -> None:
        await self._default.start()
        await asyncio.gather(*(voice.start() for voice in self._others.values()))

    async def close(self) -> None:
        await asyncio.gather(self._default.close(), *(voice.close() for voice in self._others.values()))

    def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]:
        return self.of(language).speak(text, language=language, style=style, slower=slower)

    async def prepare(self, prompts: Iterable[StaticPrompt]) -> None:
        """Each voice makes its own ahead; one that can't makes them when they are said."""
        asked: dict[int, list[StaticPrompt]] = {}
        for prompt in prompts:
            asked.setdefault(id(self.of(prompt.language)), []).append(prompt)
        for voice in {id(voice): voice for voice in (self._default, *self._others.values())}.values():
            if isinstance(voice, MakesAhead):
                await voice.prepare(asked.get(id(voice), []))
