"""Owns the encoder directory: `model.onnx`, `tokenizer.json`, and `encoder.json` that says how token vectors become one.

A directory is made whole under another name and then renamed, so that whoever finds it can use it.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

MODEL, TOKENIZER, SETTINGS = "model.onnx", "tokenizer.json", "encoder.json"

ANY_LANGUAGE = "*"


class BrokenEncoder(ValueError):
    """This folder is no encoder that can be used; the message is one sentence."""


class EncoderSettings(Struct, frozen=True, kw_only=True):
    """`outputs`: the graph's outputs, each pooled over the tokens and scaled to length one, then joined.

    `prefix` stands before every utterance, as some encoders were trained. `longest`: tokens that are read.
    """

    identity: str
    languages: tuple[str, ...] = (ANY_LANGUAGE,)
    pooling: Literal["mean", "first"] = "mean"
    outputs: tuple[str, ...] = ()
    prefix: str = ""
    longest: int = 64
    source: str = ""
    licence: str = ""

    def speaks(self, language: str) -> bool:
        """`language` as packages name theirs, `en-US`."""
        return ANY_LANGUAGE in self.languages or language.split("-")[0].lower() in self.languages


def read_settings(folder: Path) -> EncoderSettings:
    """Raises `BrokenEncoder`."""
    missing = [name for name in (MODEL, TOKENIZER, SETTINGS) if not (folder / name).is_file()]
    if missing:
        raise BrokenEncoder(f"{folder.name} has no {' and no '.join(missing)}")
    try:
        return msgspec.json.decode((folder / SETTINGS).read_bytes(), type=EncoderSettings)
    except (OSError, msgspec.DecodeError) as problem:
        raise BrokenEncoder(f"{folder.name}: {SETTINGS} can't be read: {problem}") from problem


def write_settings(folder: Path, settings: EncoderSettings) -> None:
    (folder / SETTINGS).write_bytes(msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n")


def identity_of(folder: Path, **decides: object) -> str:
    """The hash of the files and of everything else that decides the vectors."""
    seed = hashlib.sha256(msgspec.json.encode(decides, order="sorted"))
    for name in (MODEL, TOKENIZER):
        with (folder / name).open("rb") as file:
            seed.update(hashlib.file_digest(file, "sha256").digest())
    return seed.hexdigest()[:24]


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A folder to fill, which becomes `target` at the end; nothing is left of it when that fails."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
    try:
        yield draft
        draft.chmod(0o755)
        if target.exists():  # another process was quicker
            shutil.rmtree(draft)
        else:
            draft.rename(target)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
