"""Owns what a voice actor would have to read for a bundle: each prompt once, where it stands, in which tone.

A prompt that is the same for every caller is read whole. Of one that reads out values, the sentences without any are read, and
the line speaks the others itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec import UNSET, Struct

from dsl.bundle import Bundle
from runtime.call.static_prompts import replies_of, spoken_runs
from runtime.dialogue.program import Inserted, Program, ReplyPart, Spoken
from runtime.speech.recordings import key_of
from runtime.speech.voice.clauses import sentences_of

_VALUE = "\ufffc"  # stands for a value, which no recording can hold


class Line(Struct, frozen=True):
    """One recording to make. `place`: `steps.greet.say`, the first that says it."""

    key: str
    place: str
    language: str
    style: str
    text: str


def voice_script(bundle: Bundle) -> Iterator[Line]:
    seen: set[str] = set()
    for language in bundle.languages:
        spoken_in = msgspec.structs.replace(bundle.spoken_in(language), translations=UNSET)
        program = Program(spoken_in)
        for place, text in replies_of(spoken_in):
            for parts in program.wordings(text):
                for words, style in _to_record(parts):
                    key = key_of(words, language, style)
                    if key not in seen:
                        seen.add(key)
                        yield Line(key, place, language, style, " ".join(words.split()))


def _to_record(parts: tuple[ReplyPart, ...]) -> Iterator[tuple[str, str]]:
    """The words of a wording that a recording can hold, with their style."""
    for words, style in spoken_runs(tuple(_with_gaps(parts)), stress=False):
        for piece in sentences_of(words) if _VALUE in words else (words,):
            if _VALUE not in piece and any(character.isalnum() for character in piece):
                yield piece, style


def _with_gaps(parts: tuple[ReplyPart, ...]) -> Iterator[ReplyPart]:
    for part in parts:
        yield Spoken(_VALUE, part.style) if isinstance(part, Inserted) else part
