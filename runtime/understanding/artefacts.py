"""Owns prepared artefacts on disk: parts named by what they were made from, and the manifest that joins them.

A part is one `.npz` of plain arrays with its settings as JSON inside: data, never a pickle. The same input gives the
same bytes, so a part whose name is there already is reused. Files appear whole or not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

SCHEMA = 13
"""Goes into every name: raised when training or the layout changes, so old parts are never misread."""

Arrays = Mapping[str, np.ndarray]


class ArtefactMissing(LookupError):
    """A prepared part is not in the folder, or can't be read."""


def name_for(kind: str, made_from: Any) -> str:
    """A part's file name: its kind, and the hash of everything that decides its content."""
    seed = json.dumps([SCHEMA, kind, msgspec.to_builtins(made_from)], sort_keys=True, ensure_ascii=False).encode()
    return f"{kind}-{hashlib.sha256(seed).hexdigest()[:24]}.npz"


def write_part(path: Path, arrays: Arrays, settings: Mapping[str, Any]) -> None:
    text = json.dumps(settings, sort_keys=True, ensure_ascii=False).encode()
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, settings=np.frombuffer(text, dtype=np.uint8), **arrays)
    write_whole(path, buffer.getvalue())


def read_part(path: Path) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
        return arrays, json.loads(arrays.pop("settings").tobytes())
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        raise ArtefactMissing(f"{path.name} can't be read") from problem


def write_whole(path: Path, data: bytes) -> None:
    """Another process that reads the folder sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def pack_words(words: list[str]) -> np.ndarray:
    """A list of texts as one array of bytes."""
    return np.frombuffer("\n".join(words).encode(), dtype=np.uint8)


def unpack_words(data: np.ndarray) -> list[str]:
    text = data.tobytes().decode()
    return text.split("\n") if text else []
