"""Owns speech with its phones: espeak-ng says a text, and its phoneme events tell which phone begins at which sample.

espeak-ng is initialised once in a process, with events on, which the voice's own worker does not want: so this runs in
the process that makes a model, and in tests' callers, never beside the voice.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import soxr
from msgspec import Struct

from runtime.speech.protocols import SAMPLE_RATE
from runtime.speech.voice.espeak import load_library

_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_UTF8 = 1
_END, _PHONEME = 0, 7


class _Identifier(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int), ("unique_identifier", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", _Identifier),
    )  # fmt: skip


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Speaker(Struct, frozen=True):
    """Who says it: espeak's voice with a variant, words a minute, pitch and its range (0 to 99)."""

    voice: str
    rate: int = 165
    pitch: int = 50
    range: int = 50


class Speech(Struct, frozen=True):
    """8 kHz samples, and espeak's phonemes with the second at which each begins."""

    samples: np.ndarray
    phonemes: tuple[tuple[float, str], ...]

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


class UnknownVoice(Exception):
    """This espeak-ng has no such voice."""


class Synthesiser:
    """One a process."""

    def __init__(self) -> None:
        self._library = load_library()
        self._sound: list[np.ndarray] = []
        self._phonemes: list[tuple[int, str]] = []
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 0, None, _PHONEME_EVENTS)
        if self._rate <= 0:
            raise RuntimeError("espeak-ng could not be initialised")
        self._callback = _Callback(self._take)  # kept: espeak holds only its address
        self._library.espeak_SetSynthCallback(self._callback)

    def say(self, text: str, speaker: Speaker) -> Speech:
        """Raises UnknownVoice."""
        self._sound.clear()
        self._phonemes.clear()
        if self._library.espeak_SetVoiceByName(speaker.voice.encode()) != 0:
            raise UnknownVoice(speaker.voice)
        for parameter, value in ((_RATE, speaker.rate), (_PITCH, speaker.pitch), (_RANGE, speaker.range)):
            self._library.espeak_SetParameter(parameter, value, 0)
        words = text.encode()
        self._library.espeak_Synth(words, len(words) + 1, 0, 1, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound = np.concatenate(self._sound) if self._sound else np.zeros(0, np.int16)
        samples = soxr.resample(sound.astype(np.float32), self._rate, SAMPLE_RATE, quality="HQ")
        return Speech(samples, tuple((sample / self._rate, phoneme) for sample, phoneme in self._phonemes))

    def _take(self, samples: Any, count: int, events: Any) -> int:
        if samples and count > 0:
            self._sound.append(np.ctypeslib.as_array(samples, (count,)).copy())
        position = 0
        while events[position].type != _END:
            event = events[position]
            if event.type == _PHONEME:
                name = bytes(event.id.string).split(b"\0")[0].decode("utf-8", "ignore")
                self._phonemes.append((event.sample, name.lstrip("',")))
            position += 1
        return 0
