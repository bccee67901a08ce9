"""Owns the models folder: what an operator adds to this machine, one folder a model, `KIND/NAME/`.

Understanding, hearing and voices look for theirs here; each kind says itself what a folder of it has to hold.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

ENCODER = "encoder"
HEARING = "hearing"

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def models_folders() -> list[Path]:
    """Where models are looked for: `CALLWRIGHT_MODELS`, several folders parted as in PATH, else a folder of this user's.

    An empty one among several is this user's. They may not exist yet.
    """
    own = _user_data() / "callwright" / "models"
    chosen = os.environ.get("CALLWRIGHT_MODELS", "")
    return list(dict.fromkeys(Path(one).expanduser() if one else own for one in chosen.split(os.pathsep)))


def models_folder() -> Path:
    """Where new ones are put: the first of the folders."""
    return models_folders()[0]


def installed(kind: str) -> list[Path]:
    """The folders of a kind, by name; of two of one name that of the first folder."""
    found: dict[str, Path] = {}
    for folder in models_folders():
        for path in (folder / kind).iterdir() if (folder / kind).is_dir() else ():
            if path.is_dir() and is_name(path.name):
                found.setdefault(path.name, path)
    return [found[name] for name in sorted(found)]


def path_of(kind: str, name: str) -> Path:
    """Where a model is, or where it will be put."""
    places = [folder / kind / name for folder in models_folders()]
    return next((place for place in places if place.is_dir()), places[0])


def is_name(text: str) -> bool:
    """Whether a model may be called so: it becomes the name of a folder."""
    return _NAME.fullmatch(text) is not None


def _user_data() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
