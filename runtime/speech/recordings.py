"""Owns recorded prompts: a person's voice for words that are always the same, by the words themselves.

A recording is a WAV, MP3, OGG or FLAC file whose name is the key of what is said in it: a digest of its words, language and
style. So it serves every flow that says just that, and is out of use the moment the words change. It becomes 8 kHz sound at
one level, without the silence around it, so that it stands beside synthesised words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import soundfile
import soxr

from dsl.emphasis import Stress
from dsl.recordings import LARGEST_FILE, LONGEST_SECONDS, MOST_FILES, key_of
from dsl.sentences import sentences_of
from runtime.speech.protocols import SAMPLE_RATE
from runtime.speech.wave_files import UnreadableSound

SUFFIXES = (".wav", ".mp3", ".ogg", ".flac")
LEVEL = 0.1  # of full scale: the mean loudness of what is not silence; espeak's is about the same
PEAK = 0.89
_HEADS = (b"RIFF", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xfa", b"\xff\xe3", b"\xff\xe2", b"OggS", b"fLaC")
_QUIET = 0.01  # of the loudest sample
_MARGIN = SAMPLE_RATE * 30 // 1000  # kept before the first sound and after the last


class Recordings:
    """The recordings of one folder, read once and again when a file has changed. What it has not is looked for `below`."""

    def __init__(self, folder: Path, below: Recordings | None = None) -> None:
        self.folder = folder
        self._below = below
        self._sounds: dict[str, bytes] = {}
        self._seen: dict[Path, tuple[int, int]] = {}
        self.unreadable: dict[str, str] = {}  # file name -> why

    def refresh(self) -> None:
        """Reads what is new. May take long: not for the event loop."""
        found = dict(_files(self.folder))
        if found == self._seen:
            return
        sounds, unreadable = {}, {}
        for path, state in found.items():
            key = path.stem.lower()
            if self._seen.get(path) == state and key in self._sounds:
                sounds[key] = self._sounds[key]
                continue
            try:
                sounds[key] = read_recording(path)
            except UnreadableSound as problem:
                unreadable[path.name] = str(problem)
        self._sounds, self.unreadable, self._seen = sounds, unreadable, found

    def take(self, files: Mapping[str, Path]) -> None:
        """Reads these, by key, wherever they lie. May take long: not for the event loop."""
        for key, path in files.items():
            try:
                self._sounds[key] = read_recording(path)
            except UnreadableSound as problem:
                self.unreadable[path.name] = str(problem)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(self._sounds) | (self._below.keys if self._below is not None else frozenset())

    @property
    def empty(self) -> bool:
        return not self._sounds and (self._below is None or self._below.empty)

    def find(self, text: str, language: str, style: str) -> bytes | None:
        return None if self.empty else self._found(key_of(text, language, style))

    def _found(self, key: str) -> bytes | None:
        own = self._sounds.get(key)
        return self._below._found(key) if own is None and self._below is not None else own

    def pieces(self, text: str, language: str, style: str) -> Iterator[bytes | str]:
        """The words as one recording, or sentence by sentence: recorded ones as sound, what lies between as words to speak."""
        whole = self.find(text, language, style)
        if whole is not None:
            yield whole
            return
        words, stress = "", Stress()
        for sentence in (text,) if self.empty else sentences_of(text):
            sound = self.find(sentence, language, style)
            marked = stress.whole(sentence)
            if sound is None:
                words += marked
                continue
            if words.strip():
                yield words
            words = ""
            yield sound
        if words.strip():
            yield words


def _files(folder: Path) -> Iterator[tuple[Path, tuple[int, int]]]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir())[:MOST_FILES]:
        if path.suffix.lower() in SUFFIXES and path.is_file() and not path.is_symlink():
            status = path.stat()
            yield path, (status.st_mtime_ns, status.st_size)


def read_recording(path: Path) -> bytes:
    """8 kHz mono PCM at the level of the line. Raises UnreadableSound, whose message says why in one sentence."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UnreadableSound(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB")
        with path.open("rb") as file:
            if not file.read(4).startswith(_HEADS):
                raise UnreadableSound(f"{path.name} is no WAV, MP3, OGG or FLAC file")
        with soundfile.SoundFile(str(path)) as sound:
            if sound.frames > LONGEST_SECONDS * sound.samplerate:
                raise UnreadableSound(f"{path.name} is longer than {LONGEST_SECONDS} seconds")
            samples, rate = sound.read(LONGEST_SECONDS * sound.samplerate, dtype="float64", always_2d=True), sound.samplerate
    except (OSError, soundfile.SoundFileError) as problem:
        raise UnreadableSound(f"{path.name} cannot be read as sound") from problem
    mono = samples.mean(axis=1)
    if rate != SAMPLE_RATE:
        mono = soxr.resample(mono, rate, SAMPLE_RATE, quality="HQ")
    return _levelled(mono, path.name)


def _levelled(samples: np.ndarray, name: str) -> bytes:
    """At the level of the line, without the silence around it."""
    loudest = float(np.abs(samples).max(initial=0.0))
    if loudest < 0.001:
        raise UnreadableSound(f"{name} holds only silence")
    loud = np.flatnonzero(np.abs(samples) > _QUIET * loudest)
    spoken = samples[max(0, int(loud[0]) - _MARGIN) : int(loud[-1]) + 1 + _MARGIN]
    frames = spoken[: spoken.size // 160 * 160].reshape(-1, 160) if spoken.size >= 160 else spoken.reshape(1, -1)
    loudness = np.sqrt(np.mean(frames**2, axis=1))
    level = float(np.sqrt(np.mean(loudness[loudness > 0.1 * loudness.max()] ** 2)))
    gain = min(LEVEL / level, PEAK / loudest)
    return bytes(np.rint(spoken * gain * 32767).astype("<i2").tobytes())
