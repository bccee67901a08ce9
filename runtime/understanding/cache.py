"""Owns where commands keep what they prepared, so that the next one starts at once."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """`CALLWRIGHT_CACHE`, else this user's cache folder. It may not exist yet."""
    chosen = os.environ.get("CALLWRIGHT_CACHE")
    return (Path(chosen).expanduser() if chosen else _user_cache() / "callwright") / "understanding"


def _user_cache() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
