"""Owns what espeak-ng really says: the phonemes that it sings out while it speaks, tones of the sentence included."""

from __future__ import annotations

import ctypes
from functools import cache

from runtime.speech.voice.clauses import clauses_of
from runtime.speech.voice.espeak import load_library
from runtime.speech.voice.readings import spoken_parts
from runtime.speech.voice.styles import voice_of

_SYNCHRONOUS, _DONT_EXIT, _UTF8, _PHONEMES = 2, 0x8000, 1, 0x100
_Heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_ignore = _Heard(lambda _samples, _count, _events: 0)


@cache
def _library() -> ctypes.CDLL:
    library = load_library()
    assert library.espeak_Initialize(_SYNCHRONOUS, 0, None, _DONT_EXIT) > 0
    library.espeak_SetPhonemeTrace.argtypes = [ctypes.c_int, ctypes.c_void_p]
    return library


@cache
def _streams() -> ctypes.CDLL:
    streams = ctypes.CDLL(None)
    streams.tmpfile.restype = ctypes.c_void_p
    for name in ("rewind", "fclose"):
        getattr(streams, name).argtypes = [ctypes.c_void_p]
    streams.fread.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_void_p]
    return streams


def of_engine_text(text: str, voice: str) -> str:
    """The phonemes of a text as the engine is told it, in its own notation, without stress and breaks between words."""
    library, streams = _library(), _streams()
    library.espeak_SetSynthCallback(_ignore)
    library.espeak_SetVoiceByName(voice.encode())
    stream = streams.tmpfile()
    library.espeak_SetPhonemeTrace(1, stream)
    told = text.encode()
    library.espeak_Synth(told, len(told) + 1, 0, 1, 0, _UTF8 | _PHONEMES, None, None)
    library.espeak_Synchronize()
    library.espeak_SetPhonemeTrace(0, None)
    streams.rewind(stream)
    room = ctypes.create_string_buffer(16_384)
    count = streams.fread(room, 1, len(room), stream)
    streams.fclose(stream)
    words = room.raw[:count].decode().replace("_|", " ").replace("_:", " ").replace("_", " ")
    return " ".join("".join(sign for sign in words if sign not in "',").split())


def spoken(text: str, language: str) -> str:
    """The phonemes of a text by the way that a call's words go; parts of another language have their voice before them."""
    home = voice_of(language)
    said = []
    for clause in clauses_of(text, language):
        for told, tongue in spoken_parts(clause.text, language):
            voice = voice_of(tongue)
            said.append(("" if voice == home else f"{voice}: ") + of_engine_text(told, voice))
    return " | ".join(said)
