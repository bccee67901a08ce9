"""Owns hearing by Vosk: a model of the operator's own, listening for the phrases of the moment where it can.

The words of a Vosk model are its own: what it has no word for is heard as unknown. Chinese models take words with spaces between
them, so the text that is heard is joined again.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path

from dsl.bundle import Bundle
from dsl.turn import Expectation
from runtime.speech.hearing.kaldi.messages import VOSK, Open
from runtime.speech.hearing.rules import RuleBook
from runtime.speech.hearing.streaming import DecodingWorkers, StreamedUtterance

MOST_BUNDLES = 50
MOST_PHRASES = 3000


class VoskRecognizer:
    """Implements `protocols.Recognizer`."""

    practice = False

    def __init__(self, language: str, model: Path, *, workers: int = 1, spares: int = 1) -> None:
        self.language = language
        self.name = f"Vosk, {model.parent.name if model.name == 'model' else model.name}"
        self.workers = DecodingWorkers(Open(VOSK, language, str(model), ""), workers=workers, spares=spares)
        self._books: OrderedDict[str, RuleBook] = OrderedDict()

    async def start(self) -> None:
        """Workers start with the first bundle."""

    async def close(self) -> None:
        await self.workers.close()

    async def prepare(self, bundle: Bundle, identity: str) -> None:
        await self.workers.start()
        self._books[identity] = RuleBook(bundle)
        while len(self._books) > MOST_BUNDLES:
            self._books.popitem(last=False)

    async def listen(self, identity: str, expectation: Expectation) -> StreamedUtterance:
        """Raises KeyError when the bundle was not prepared."""
        return self.workers.listen(identity, phrases=phrases_of(self._books[identity], expectation))


def phrases_of(book: RuleBook, expectation: Expectation) -> tuple[str, ...]:
    """What is said in a moment, as phrases; none where a value is asked for that has no list of them: then anything is heard."""
    moment = book.moment(expectation)
    if expectation.slot is not None and not expectation.confirming:
        return ()
    ways = (way for active in moment if not active.rule.startswith("slot:") for way in book.ways_of(active.rule))
    whole = (way for way in ways if not any(word.startswith("<") for word in way))
    return tuple(dict.fromkeys(" ".join(book.ways.language.text([word]) for word in way) for way in whole))[:MOST_PHRASES]
