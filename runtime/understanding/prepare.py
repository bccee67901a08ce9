"""Prepares a bundle's understanding in a process of its own, for training is heavy and its memory goes with the process:

    python -m runtime.understanding.prepare BUNDLE FOLDER

prints the artefact id.
"""

from __future__ import annotations

import sys
from pathlib import Path

from dsl.bundle import decode
from runtime.understanding.preparation import prepare


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print("usage: python -m runtime.understanding.prepare BUNDLE FOLDER", file=sys.stderr)
        return 2
    try:
        bundle = decode(Path(arguments[0]).read_bytes())
    except (OSError, ValueError) as problem:
        print(f"prepare: {problem}", file=sys.stderr)
        return 2
    print(prepare(bundle, Path(arguments[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
