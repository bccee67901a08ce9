"""Owns the process that hears English: grammars and utterances come in on its pipe, words go out.

Run by `python -m runtime.speech.hearing.worker`; ends when its pipe is closed.
"""

from __future__ import annotations

from runtime.speech.frames import WorkerPipe, worker_pipe
from runtime.speech.hearing.decoder import EnglishDecoder
from runtime.speech.hearing.messages import Learn, Order
from runtime.speech.workers import Ready


def main() -> None:
    pipe: WorkerPipe[Order] = worker_pipe(Order)
    pipe.send(Ready())
    decoder: EnglishDecoder | None = None  # with the first order: a spare that may never get one holds no model
    while (order := pipe.receive()) is not None:
        decoder = decoder or EnglishDecoder()
        pipe.send(decoder.learn(order.grammar) if isinstance(order, Learn) else decoder.hear(order.grammar, order.pcm))


if __name__ == "__main__":
    main()
