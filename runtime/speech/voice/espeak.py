"""Owns espeak-ng as pyttsx3 speaks through it: the library that is loaded, and a pyttsx3 driver of our own.

Debian's espeak-ng 1.51 misreads Mandarin, so the library of the package `espeakng-loader` (1.52) is loaded by its full
path before pyttsx3 asks for `libespeak-ng.so.1` and gets that one.

pyttsx3's stock espeak driver plays a queue in a thread: it returns early, loses and mixes prompts. This driver is
synchronous and gives the sound, while it is made, to a sink that may stop it. espeak-ng can be initialised once in a
process and is not thread-safe: one driver a process.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import espeakng_loader

DRIVER = "callwright"
BUFFER_MS = 60  # how much is made before the sink is asked: little, so that a barge-in stops at once
_RANGE, _WORD_GAP = 4, 7  # parameters of espeak_SetParameter that pyttsx3 has no name for
_STOP, _GO_ON = 1, 0

Sink = Callable[[bytes], bool]
"""Takes sound as it is made; True to stop."""


def load_library() -> ctypes.CDLL:
    """espeak-ng 1.52 with its data, whatever the machine has installed."""
    os.environ["ESPEAK_DATA_PATH"] = espeakng_loader.get_data_path()
    library = Path(espeakng_loader.get_library_path()).parent / "libespeak-ng.so.1"
    return ctypes.CDLL(str(library), mode=ctypes.RTLD_GLOBAL)


def register_driver() -> None:
    """Makes `pyttsx3.init(DRIVER)` find the driver of this module."""
    sys.modules[f"pyttsx3.drivers.{DRIVER}"] = sys.modules[__name__]


load_library()
from pyttsx3.drivers import _espeak  # noqa: E402 - the library must be loaded first
from pyttsx3.drivers.espeak import EspeakDriver  # noqa: E402


class SynchronousEspeakDriver(EspeakDriver):  # type: ignore[misc] # pyttsx3 says nothing of its types
    """pyttsx3's espeak driver, made synchronous. Its `save_to_file` takes a sink in the place of a file name."""

    def __init__(self, proxy: Any) -> None:
        if not EspeakDriver._moduleInitialized:
            rate = _espeak.Initialize(_espeak.AUDIO_OUTPUT_SYNCHRONOUS, BUFFER_MS)
            if rate <= 0:
                raise RuntimeError("espeak-ng could not be initialised")
            type(self).sample_rate = rate
            EspeakDriver._moduleInitialized = True
            EspeakDriver._defaultVoice = "en-us"
        self._sink: Sink | None = None
        super().__init__(proxy)

    sample_rate = 22050

    @staticmethod
    def setProperty(name: str, value: Any) -> None:
        """The stock properties, and `range` (of the pitch, 0 to 100) and `word_gap` (units of 10 ms)."""
        if name in ("range", "word_gap"):
            parameter = _RANGE if name == "range" else _WORD_GAP
            _espeak.SetParameter(parameter, int(value), 0)
        else:
            EspeakDriver.setProperty(name, value)

    def save_to_file(self, text: str, filename: Sink) -> None:
        self._text_to_say, self._sink = text, filename

    def startLoop(self) -> None:
        """Carries out what is queued (properties, one text), and returns when all sound was given to the sink."""
        self._looping = True
        self._proxy.setBusy(False)
        text, self._text_to_say = self._text_to_say, ""
        if text:
            self._synthesise(text)
        self._looping = False

    def _synthesise(self, text: str) -> None:
        self._proxy.setBusy(True)
        self._proxy.notify("started-utterance")
        try:
            outcome = _espeak.Synth(text.encode("utf-8"), flags=_espeak.ENDPAUSE | _espeak.CHARS_UTF8 | _espeak.PHONEMES)
        finally:
            self._sink = None
        self._proxy.notify("finished-utterance", completed=outcome == _espeak.EE_OK)
        self._proxy.setBusy(False)

    def _onSynth(self, samples: Any, count: int, events: Any) -> int:
        """Called by espeak-ng for each buffer."""
        if count <= 0 or self._sink is None:
            return _GO_ON
        return _STOP if self._sink(ctypes.string_at(samples, count * 2)) else _GO_ON


def buildDriver(proxy: Any) -> SynchronousEspeakDriver:
    return SynchronousEspeakDriver(proxy)
