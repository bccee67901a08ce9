"""Owns the process that decodes by Kaldi: sound of several utterances comes in on its pipe, words go out.

Run by `python -m runtime.speech.hearing.kaldi.worker`; ends when its pipe is closed. It does one thing at a time, in the order
in which it was asked, so whoever asked knows what it was at when it died.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

from runtime.speech.frames import WorkerPipe, worker_pipe
from runtime.speech.hearing.kaldi.messages import VOSK, Begin, Cancel, Feed, Finish, Heard, Open, Order, SoFar
from runtime.speech.hearing.kaldi.model import KaldiModel, practice_model
from runtime.speech.workers import Ready

MOST_MEMORY = 3 * 1024**3  # of addresses; a graph that blows up ends the process, not the machine


class Decoding(Protocol):
    """What an engine does in a worker."""

    def begin(self, beginning: Begin) -> None: ...

    def feed(self, utterance: int, pcm: bytes) -> None: ...

    def look(self, utterance: int) -> SoFar: ...

    def finish(self, utterance: int) -> Heard: ...

    def cancel(self, utterance: int) -> None: ...


def main() -> None:
    pipe: WorkerPipe[Order] = worker_pipe(Order)
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())  # Kaldi logs every graph that it reads
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    pipe.send(Ready())
    with ExitStack() as kept:
        decoders: Decoding | None = None
        while (order := pipe.receive()) is not None:
            if isinstance(order, Open):
                decoders = _decoders(order, kept)
            elif decoders is not None:
                _obey(order, decoders, pipe)


def _obey(order: Order, decoders: Decoding, pipe: WorkerPipe[Order]) -> None:
    if isinstance(order, Begin):
        decoders.begin(order)
    elif isinstance(order, Feed):
        decoders.feed(order.utterance, order.pcm)
        pipe.send(decoders.look(order.utterance))
    elif isinstance(order, Finish):
        pipe.send(decoders.finish(order.utterance))
    elif isinstance(order, Cancel):
        decoders.cancel(order.utterance)


def _decoders(order: Open, kept: ExitStack) -> Decoding:
    if order.engine == VOSK:
        from runtime.speech.hearing.vosk_decoder import VoskDecoders

        return VoskDecoders(Path(order.model))
    from runtime.speech.hearing.kaldi.decoder import Decoders

    return Decoders(_model(order, kept), Path(order.root))


def _model(order: Open, kept: ExitStack) -> KaldiModel:
    """The operator's, or the practice model in a folder of this process's own."""
    if order.model:
        return KaldiModel(Path(order.model), order.language, Path(order.model).name)
    return practice_model(order.language, Path(kept.enter_context(tempfile.TemporaryDirectory(prefix="callwright-"))))


if __name__ == "__main__":
    main()
