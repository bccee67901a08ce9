"""Owns what hearing and speaking look like to a call; the implementations say their means (`PocketsphinxRecognizer`).

Audio is signed 16-bit little-endian mono PCM at 8 kHz everywhere in the runtime; a line that speaks another rate
converts at its edge.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from typing import Protocol, runtime_checkable

from msgspec import Struct

from dsl.bundle import Bundle
from dsl.turn import Expectation

SAMPLE_RATE = 8000
FRAME_MS = 20
FRAME_BYTES = SAMPLE_RATE * FRAME_MS // 1000 * 2


class SpokenWord(Struct, frozen=True):
    """One word, and when it was said, from the beginning of its utterance's sound."""

    text: str
    begins_ms: int
    lasts_ms: int


class Transcript(Struct, frozen=True, kw_only=True):
    """What was recognised. `text` empty: nothing that fits any grammar. `confidence`: how probably `text` is what was said.

    `alternatives`: what else it may have been, best first, without `text`; `words`: of `text`, where the engine tells them.
    """

    text: str
    confidence: float = 1.0
    alternatives: tuple[str, ...] = ()
    words: tuple[SpokenWord, ...] = ()


class Partial(Struct, frozen=True, kw_only=True):
    """The words so far, read while the caller still speaks or pauses.

    `complete`: they are a whole sentence of what is listened for now; `goes_on`: more words could follow by it. A recogniser
    without a grammar to ask, or words taken down in dictation, leave both None. `confidence`: None while it isn't known.
    """

    text: str
    heard_ms: int  # how much of the sound fed so far these words were read from
    complete: bool | None = None
    goes_on: bool | None = None
    confidence: float | None = None


class Utterance(Protocol):
    """One stretch of caller speech being decoded, on a decoder leased for it."""

    @property
    def partial(self) -> Partial | None:
        """The newest reading of the words so far; None before the first. Looked at every 20 ms, so it costs nothing."""

    async def feed(self, pcm: bytes) -> None:
        """8 kHz PCM, any length."""

    async def finish(self) -> Transcript:
        """The end of the words; gives the decoder back. Never raises: a lost worker gives an empty transcript."""

    async def cancel(self) -> None:
        """Gives the decoder back without a result."""


class CannotHear(Exception):
    """What a bundle says can't be made into something to listen for; the message is one sentence."""


class Recognizer(Protocol):
    """Hears one language. Workers are processes: a dead, hung or slow one costs one retried job, not a call.

    `practice`: it understands synthetic speech only, which is said wherever its name is shown.
    """

    language: str
    name: str
    practice: bool

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        """Builds the grammars of every step of this bundle, so that `listen` only switches. Raises CannotHear."""

    async def listen(self, identity: str, expectation: Expectation) -> Utterance:
        """Leases a decoder with the grammar of this moment."""


class Voice(Protocol):
    """Speaks. Chunks of 8 kHz PCM come as they are made; closing the iterator stops the synthesis at once."""

    @property
    def name(self) -> str:
        """The engine, as people are told it."""

    async def start(self) -> None: ...

    async def close(self) -> None: ...

    def speak(self, text: str, *, language: str, style: str = "neutral", slower: bool = False) -> AsyncIterator[bytes]: ...


class StaticPrompt(Struct, frozen=True):
    """Words that a bundle says the same to every caller."""

    text: str
    language: str
    style: str = "neutral"


@runtime_checkable
class MakesAhead(Protocol):
    """A voice that can make the sound of words before they are said."""

    async def prepare(self, prompts: Iterable[StaticPrompt]) -> None: ...
