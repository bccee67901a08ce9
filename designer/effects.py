"""Owns what else a change would alter: which known words, and which open questions, are then taken for something else.

The workshop understands each of them on the draft as it stands and as it would be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from dsl.notation import NotationError

if TYPE_CHECKING:
    from dsl.bundle import Bundle
    from dsl.compiler import Compiled
    from dsl.journal import Understood

MOST_KNOWN, MOST_OPEN = 160, 40
SAMPLES = 1  # of each phrase
AT_ONCE = 8


class Words(Struct, frozen=True):
    """Words that are asked about, and what they are meant as (`answer:roaming_fee`); empty: a question still open."""

    text: str
    meant: str = ""


class Shift(Struct, frozen=True):
    """Words that would be taken for something else than now."""

    words: Words
    before: str
    after: str

    @property
    def worse(self) -> bool:
        """They were taken for what they are meant as, and no longer would be."""
        return bool(self.words.meant) and self.before == self.words.meant


class Effect(Struct, frozen=True):
    """`asked`: how many words were compared."""

    asked: int
    shifts: tuple[Shift, ...] = ()


def known(bundle: Bundle, taught: str) -> list[Words]:
    """What the line's own phrasings are meant as, a sample of each; what is taught just now stands aside."""
    every = (*_phrasings("answer", bundle.answers), *_phrasings("intent", bundle.intents))
    return list(islice((one for one in every if one.meant != taught), MOST_KNOWN))


async def effect(workshop: Workshop, package: str, before: Compiled, after: Compiled, asked: Iterable[Words]) -> Effect | None:
    """None where the workshop can't tell: it is away, or the draft has errors."""
    words = list(asked)
    if not workshop.there or before.bundle is None or after.bundle is None:
        return None
    turn = asyncio.Semaphore(AT_ONCE)

    async def taken_for(compiled: Compiled, text: str) -> str:
        async with turn:
            return meaning(await workshop.understand(package, compiled.identity, compiled.data, text))

    try:
        for compiled in (before, after):
            await workshop.prepare(package, compiled.identity, compiled.data)
        now = await asyncio.gather(*(taken_for(before, one.text) for one in words))
        then = await asyncio.gather(*(taken_for(after, one.text) for one in words))
    except Refused:
        return None
    shifts = (Shift(*found) for found in zip(words, now, then, strict=True))
    changed = [shift for shift in shifts if shift.before != shift.after]
    return Effect(len(words), tuple(sorted(changed, key=lambda shift: not shift.worse)))


def meaning(understood: Understood) -> str:
    """`answer:name`, `intent:name`, or empty where it is unknown."""
    if understood.answer:
        return f"answer:{understood.answer}"
    return f"intent:{understood.intent}" if understood.intent else ""


def _phrasings(kind: str, items: Mapping[str, object]) -> Iterator[Words]:
    from dsl.utterance import parse  # here: the grammars load when somebody needs them, not when the designer starts

    for name, item in items.items():
        for phrase in getattr(item, "questions" if kind == "answer" else "phrases"):
            try:
                yield from (Words(text, f"{kind}:{name}") for text in parse(phrase).samples(SAMPLES))
            except NotationError:
                continue  # its own finding says so
