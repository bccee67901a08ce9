"""Owns what is said on the pipe between the recogniser and a decoding worker. One worker reads several utterances at a time."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from runtime.speech.protocols import SpokenWord
from runtime.speech.workers import Ready

KALDI: Literal["kaldi"] = "kaldi"
VOSK: Literal["vosk"] = "vosk"


class Open(Struct, frozen=True, tag="open"):
    """The first message: which engine and model, and where artefacts are."""

    engine: Literal["kaldi", "vosk"]
    language: str
    model: str  # a folder; empty: the practice model
    root: str


class Begin(Struct, frozen=True, tag="begin"):
    """An utterance begins: the rules of its moment in a compiled bundle, or its phrases, for an engine that takes those."""

    utterance: int
    bundle: str
    mask: tuple[bool, ...] = ()
    phrases: tuple[str, ...] = ()


class Feed(Struct, frozen=True, tag="feed"):
    """More of its sound, 8 kHz PCM; `look`: tell the words so far."""

    utterance: int
    pcm: bytes
    look: bool = False


class Finish(Struct, frozen=True, tag="finish"):
    utterance: int


class Cancel(Struct, frozen=True, tag="cancel"):
    utterance: int


class SoFar(Struct, frozen=True, tag="so_far"):
    """The words so far. `complete`, `goes_on`: by the grammar; None in dictation and for a listener's sounds."""

    utterance: int
    text: str
    bytes_heard: int
    complete: bool | None = None
    goes_on: bool | None = None


class Heard(Struct, frozen=True, tag="heard"):
    """What was said, by which rule; `fitted`: a sentence that is listened for, not dictation or a listener's sounds.

    `so_far`, `complete`, `goes_on`: the words as they would stand if the caller went on after a pause."""

    utterance: int
    text: str
    confidence: float
    rule: str = ""
    fitted: bool = True
    alternatives: tuple[str, ...] = ()
    words: tuple[SpokenWord, ...] = ()
    so_far: str = ""
    complete: bool | None = None
    goes_on: bool | None = None


Order = Open | Begin | Feed | Finish | Cancel
Reply = SoFar | Heard | Ready
