"""Owns the ears of a call that may change its language: each utterance is heard in the language that is spoken then."""

from __future__ import annotations

from collections.abc import Mapping

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.protocols import Partial, Recognizer, Transcript, Utterance


def name_in(identity: str, bundle: Bundle, language: str) -> str:
    """What a recogniser knows a bundle by, as it is in one of its languages."""
    return identity if language == bundle.language else f"{identity}:{language}"


class Tongues:
    """Implements `protocols.Recognizer` on one recogniser a language; a language without one is not heard."""

    def __init__(self, bundle: Bundle, recognizers: Mapping[str, Recognizer]) -> None:
        self._bundle = bundle
        self._recognizers = recognizers
        self.language = bundle.language
        self.practice = any(recognizer.practice for recognizer in recognizers.values())
        self.name = "; ".join(dict.fromkeys(recognizer.name for recognizer in recognizers.values()))

    async def start(self) -> None:
        """They are started already, and others use them too."""

    async def close(self) -> None:
        """As with starting."""

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        for language, recognizer in self._recognizers.items():
            await recognizer.prepare(bundle.spoken_in(language), name_in(identity, bundle, language))

    async def listen(self, identity: str, expectation: Expectation) -> Utterance:
        language = expectation.language or self._bundle.language
        recognizer = self._recognizers.get(language)
        if recognizer is None:
            return Unheard()
        return await recognizer.listen(name_in(identity, self._bundle, language), expectation)


class Unheard:
    """An utterance in a language that nothing here hears: the caller is asked again, and has keys."""

    partial: Partial | None = None

    async def feed(self, pcm: bytes) -> None:
        """Nobody listens."""

    async def finish(self) -> Transcript:
        return Transcript(text="", confidence=0.0)

    async def cancel(self) -> None:
        """There is nothing to give back."""
