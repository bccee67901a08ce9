"""Owns saying a reply on its own, outside of any call, for whoever writes it: what the line would speak, as a WAV file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from dsl import reply, values
from dsl.notation import NotationError
from dsl.sentences import SENTENCE_PAUSE_MS
from runtime.speech.protocols import SAMPLE_RATE, Voice
from runtime.speech.recordings import Recordings
from runtime.speech.wave_files import wave_bytes
from runtime.wording.values import counted, read_aloud


class Sample(Struct, frozen=True):
    """A value that stands in for a name of the reply: its type, and its canonical text."""

    type: str
    text: str


class CannotSpeak(Exception):
    """The message is one sentence."""


async def spoken_wave(
    voice: Voice | None, text: str, language: str, samples: Mapping[str, Sample], recordings: Recordings | None = None
) -> bytes:
    """Of several wordings it is the first; a name without a sample is left out. Raises `CannotSpeak`."""
    try:
        parts = reply.parse(text).parts
    except NotationError as problem:
        raise CannotSpeak(f"The words cannot be read ({problem.code}).") from problem
    sound = bytearray()
    for piece in _pieces(parts, language, samples, "neutral"):
        if isinstance(piece, int):
            sound += bytes(SAMPLE_RATE // 1000 * 2 * piece)
            continue
        for number, said in enumerate(_recorded(recordings, piece[0], language, piece[1])):
            sound += bytes(SAMPLE_RATE // 1000 * 2 * SENTENCE_PAUSE_MS) if number else b""
            sound += said if isinstance(said, bytes) else await _spoken(voice, said, language, piece[1])
    if not sound:
        raise CannotSpeak("There is nothing to say.")
    return wave_bytes(bytes(sound))


def _recorded(recordings: Recordings | None, words: str, language: str, style: str) -> Iterator[bytes | str]:
    return iter((words,)) if recordings is None else recordings.pieces(words, language, style)


async def _spoken(voice: Voice | None, words: str, language: str, style: str) -> bytes:
    if voice is None:
        raise CannotSpeak("This runtime has no voice.")
    try:
        return b"".join([chunk async for chunk in voice.speak(words, language=language, style=style)])
    except ValueError as problem:
        raise CannotSpeak("This language is not spoken here.") from problem


def _pieces(
    parts: tuple[reply.Part, ...], language: str, samples: Mapping[str, Sample], style: str
) -> Iterator[tuple[str, str] | int]:
    """Words with their style, and milliseconds of silence. Words that follow each other are said in one breath."""
    said = ""
    for part in parts:
        match part:
            case reply.Words(text=text):
                said += text
            case reply.ValueReference():
                said += _value(part, language, samples)
            case _:
                if said.strip():
                    yield said, style
                said = ""
                yield from _inside(part, language, samples, style)
    if said.strip():
        yield said, style


def _inside(part: reply.Part, language: str, samples: Mapping[str, Sample], style: str) -> Iterator[tuple[str, str] | int]:
    match part:
        case reply.Pause(milliseconds=milliseconds):
            yield milliseconds
        case reply.Styled(style=reply.EMPHASIS, parts=parts):
            yield from _pieces(parts, language, samples, style)
        case reply.Styled(parts=parts):
            yield from _pieces(parts, language, samples, part.tag)
        case reply.OneOf(choices=choices):
            yield from _pieces(choices[0], language, samples, style)


def _value(part: reply.ValueReference, language: str, samples: Mapping[str, Sample]) -> str:
    sample = samples.get(part.name)
    if sample is None:
        return " "
    if part.forms:
        return counted(sample.text, part.forms, language)
    try:
        kind = values.parse_type(sample.type)
    except NotationError:
        return sample.text
    return read_aloud(kind, sample.text, language, datetime.now(UTC).astimezone().isoformat())
