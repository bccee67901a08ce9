"""Owns pictures of sound: one wave a row, its loudness behind it and its pitch as dots, written as PNG without any library."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np

from tests.bench.pitch import LOWEST, QUIET, STEP, WINDOW, pitches

WIDTH, HEIGHT, MARGIN = 1200, 120, 6
INK, DOT, LINE = (40, 70, 120), (210, 60, 40), (200, 200, 200)
HIGHEST_DRAWN = 260


def waveforms(sounds: dict[str, np.ndarray], path: Path) -> None:
    """Rows in the order of the sounds, all on one scale of time, so that lengths compare by eye."""
    longest = max(sound.size for sound in sounds.values())
    picture = np.full(((HEIGHT + MARGIN) * len(sounds), WIDTH, 3), 255, np.uint8)
    for place, sound in enumerate(sounds.values()):
        top = place * (HEIGHT + MARGIN)
        _draw(picture[top : top + HEIGHT], sound, longest)
        picture[top + HEIGHT] = LINE
    _write(path, picture)


def _draw(area: np.ndarray, sound: np.ndarray, longest: int) -> None:
    middle = HEIGHT // 2
    for column in range(WIDTH):
        piece = sound[column * longest // WIDTH : (column + 1) * longest // WIDTH]
        if piece.size:
            top, bottom = (middle - int(value) * middle // 32768 for value in (piece.max(), piece.min()))
            area[max(0, top) : bottom + 1, column] = INK
    for start in range(0, sound.size - WINDOW, STEP):
        for height in pitches(sound[start : start + WINDOW + STEP])[:1]:
            line = HEIGHT - 1 - int((height - LOWEST) / (HIGHEST_DRAWN - LOWEST) * HEIGHT)
            if 1 <= line < HEIGHT - 1 and np.abs(sound[start : start + WINDOW]).max() > QUIET:
                area[line - 1 : line + 2, min(WIDTH - 1, start * WIDTH // longest)] = DOT


def _write(path: Path, picture: np.ndarray) -> None:
    rows, columns, _ = picture.shape
    lines = b"".join(b"\0" + line.tobytes() for line in picture)
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines)) + _chunk(b"IEND", b""))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
