"""Owns the disposable process that compiles one bundle's hearing: its canonical bytes on standard input, an artefact on disk.

Run by `python -m runtime.speech.hearing.kaldi.compiling LANGUAGE MODEL ROOT KEY`; MODEL is empty for the practice model.
What goes wrong is said in one sentence on standard output.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from dsl import bundle as bundles


def main(arguments: list[str]) -> int:
    language, model_folder, root, key = arguments
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Kaldi writes to both
    from runtime.speech.hearing.kaldi.graph_compiler import Problem
    from runtime.speech.hearing.kaldi.graphs import HearingCompiler
    from runtime.speech.hearing.kaldi.model import KaldiModel, Unusable, practice_model

    with tempfile.TemporaryDirectory(prefix="callwright-") as folder:
        try:
            if model_folder:
                model = KaldiModel(Path(model_folder), language, Path(model_folder).name)
                model.check()
            else:
                model = practice_model(language, Path(folder))
            HearingCompiler(model, Path(root)).compile(bundles.decode(sys.stdin.buffer.read()), key)
        except (Problem, Unusable) as problem:
            print(f"The hearing can't be compiled: {problem}.", file=out, flush=True)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
