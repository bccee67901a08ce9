"""Owns copies of the ready-made flows for tests that spoil them: a package with the libraries that it uses beside it."""

import shutil
from pathlib import Path

FLOWS = Path(__file__).resolve().parent.parent / "flows"


def copy_flow(name: str, target: Path) -> Path:
    """The package at `target`, and `library/` in the same folder."""
    shutil.copytree(FLOWS / name, target)
    shutil.copytree(FLOWS / "library", target.parent / "library", dirs_exist_ok=True)
    return target
