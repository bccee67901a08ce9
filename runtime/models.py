"""Owns the models folder: what an operator adds to this machine, one folder a model, `KIND/NAME/`.

Understanding, hearing and voices look for theirs here; each kind says itself what a folder of it has to hold.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ENCODER = "encoder"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def models_folder() -> Path:
    """`CALLWRIGHT_MODELS`, else a folder of this user's. It may not exist yet."""
    chosen = os.environ.get("CALLWRIGHT_MODELS")
    return Path(chosen).expanduser() if chosen else _user_data() / "callwright" / "models"


def installed(kind: str) -> list[Path]:
    """The folders of a kind, by name."""
    folder = models_folder() / kind
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if path.is_dir() and is_name(path.name))


def path_of(kind: str, name: str) -> Path:
    return models_folder() / kind / name


def is_name(text: str) -> bool:
    """Whether a model may be called so: it becomes the name of a folder."""
    return _NAME.fullmatch(text) is not None


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
