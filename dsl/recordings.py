"""Owns what a recorded prompt is: its name, its limits, and whether a WAV file can be one. The contract of both programs.

A recording's name is a digest of what is said in it, in which language and style. So it serves every flow that says just that,
and is out of use the moment the words change.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

import msgspec
from msgspec import Struct

from dsl.emphasis import unstressed
from dsl.libraries import library_of, name_within

FOLDER = "recordings"
"""Of a package, and of a runtime's data."""
SUFFIX = ".wav"
LARGEST_FILE = 10_000_000
LONGEST_SECONDS = 120
SHORTEST_SECONDS = 0.2
MOST_FILES = 2000
RATES = (8_000, 192_000)

Content = TypeVar("Content")

_NAME = re.compile(r"[0-9a-f]{16}")
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_WIDTHS = {_PCM: (16, 24, 32), _FLOAT: (32, 64)}
_QUIETEST = 0.001  # of full scale, the loudest sample of what counts as silence


class Unfit(Exception):
    """The file can't be a recorded prompt. `code` says why: the word of it in a language is whoever asks' own."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


class Wave(Struct, frozen=True):
    """What a WAV file says of itself. `data`: where its samples stand."""

    seconds: float
    rate: int
    channels: int
    width: int
    start: int
    end: int


def key_of(text: str, language: str, style: str) -> str:
    """The name of the recording of these words. Spaces and marks of stress don't count; signs do, for they change the tone."""
    words = " ".join(unicodedata.normalize("NFC", unstressed(text)).split())
    return hashlib.sha256("\n".join((language, style, words)).encode("utf-8", "replace")).hexdigest()[:16]


def path_of(key: str) -> str:
    """Where a recording lies in its package."""
    return f"{FOLDER}/{key}{SUFFIX}"


def is_recording(path: str) -> bool:
    """Of a package or of a library beside it."""
    return name_within(path).startswith(f"{FOLDER}/")


def recordings_among(files: Mapping[str, Content]) -> dict[str, Content]:
    """The recordings of a package and its libraries, by key; the package's own come before those of libraries."""
    own_last = sorted(filter(is_recording, files), key=lambda path: not library_of(path))
    return {key: files[path] for path in own_last if is_key(key := key_in(path))}


def key_in(path: str) -> str:
    """The key that a recording's file name gives it; whatever else the name of a file is, it is no key."""
    return name_within(path).removeprefix(f"{FOLDER}/").removesuffix(SUFFIX)


def is_key(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def sound_hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def encode_set(recordings: dict[str, str]) -> bytes:
    """What a bundle is said with: the key of each recording -> the SHA-256 of its file. Named by its own SHA-256."""
    return msgspec.json.encode(recordings, order="sorted")


def decode_set(data: bytes) -> dict[str, str]:
    return msgspec.json.decode(data, type=dict[str, str])


def check_wave(data: bytes) -> Wave:
    """Raises `Unfit` where a call could not play it."""
    if len(data) > LARGEST_FILE:
        raise Unfit("large", limit=f"{LARGEST_FILE // 1_000_000} MB")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        raise Unfit("not_wav")
    wave = _wave(data)
    if wave.seconds > LONGEST_SECONDS:
        raise Unfit("long", limit=str(LONGEST_SECONDS))
    if wave.seconds < SHORTEST_SECONDS:
        raise Unfit("short")
    if _is_silent(data, wave):
        raise Unfit("silent")
    return wave


def _wave(data: bytes) -> Wave:
    """Chunk by chunk; never further than the file goes, whatever it says."""
    said, at = None, 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        start, end = at + 8, at + 8 + size
        if name == b"fmt " and end <= len(data) and size >= 16:
            said = struct.unpack_from("<HHIIHH", data, start)
            if said[0] == _EXTENSIBLE and size >= 26:
                said = (struct.unpack_from("<H", data, start + 24)[0], *said[1:])
        elif name == b"data" and said is not None:
            if end > len(data):
                raise Unfit("cut_off")
            return _described(said, start, end)
        at = end + size % 2
    raise Unfit("not_wav")


def _described(said: tuple[int, ...], start: int, end: int) -> Wave:
    kind, channels, rate, _, block, bits = said
    if bits not in _WIDTHS.get(kind, ()):
        raise Unfit("compressed")
    if channels not in (1, 2) or block != channels * bits // 8:
        raise Unfit("channels")
    if not RATES[0] <= rate <= RATES[1]:
        raise Unfit("rate", rate=str(rate))
    frames = (end - start) // block
    return Wave(frames / rate, rate, channels, bits // 8 * (1 if kind == _PCM else -1), start, end)


def _is_silent(data: bytes, wave: Wave) -> bool:
    samples = memoryview(data)[wave.start : wave.end]
    width = abs(wave.width)
    samples = samples[: len(samples) // width * width]
    if wave.width < 0:
        read = samples.cast("f" if width == 4 else "d")
        return not any(abs(sample) > _QUIETEST for sample in read)
    if width == 3:
        loud = int(_QUIETEST * 2**23)
        top = bytes(samples)
        return not any(abs(int.from_bytes(top[at : at + 3], "little", signed=True)) > loud for at in range(0, len(top), 3))
    loud = int(_QUIETEST * 2 ** (8 * width - 1))
    return not any(abs(sample) > loud for sample in samples.cast("h" if width == 2 else "i"))
