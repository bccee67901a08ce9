"""Owns what a package's phrases stand for: utterances to learn from, and templates that are matched word for word.

A template is a plain utterance with `⟨type⟩` where a value stands, so `多了<amount>` fits every amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from dsl import utterance
from dsl.model import Slot, Words
from dsl.utterance import Piece, SlotReference
from dsl.values import parse_type
from runtime.understanding import normalise

LEARNT_FROM_ONE = 10
"""Expansions of one phrase to learn from: enough to see its alternatives, too few to drown other phrases."""

MATCHED_OF_ONE = 300
"""Expansions of one phrase that are matched word for word; a phrase with more is still learnt from."""

_SAMPLES_ZH = {
    "number": ("三", "12", "二十"), "ordinal": ("第一个", "第三个"), "money": ("一百块", "50元", "三块五"),
    "date": ("上个月", "三月五号", "昨天"), "time": ("下午三点", "十点半"), "duration": ("两天", "半个小时"),
    "phone": ("13800001234",), "digits": ("123456",), "code": ("AB12",),
    "name": ("王小明", "李华"), "address": ("人民路十号",),
    "email": ("wang@example.com",), "yes/no": ("是", "不是"), "text": ("这个",),
}  # fmt: skip
_SAMPLES_EN = {
    "number": ("three", "12", "twenty"), "ordinal": ("the first", "the third"),
    "money": ("fifty dollars", "$20", "a hundred dollars"),
    "date": ("last month", "march", "yesterday"), "time": ("3 pm", "half past ten"), "duration": ("two days", "an hour"),
    "phone": ("555 010 0199",), "digits": ("123456",), "code": ("AB12",), "name": ("John Smith", "Mary"),
    "address": ("10 Main Street",), "email": ("john@example.com",), "yes/no": ("yes", "no"), "text": ("this",),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sampler:
    """Fills the slots of phrases with values of their types."""

    language: str
    slots: Mapping[str, Slot]
    words: Words

    def utterances(self, phrase: str) -> list[str]:
        """What callers might say by this phrase, in the spelling that is compared; no two alike."""
        expansions = utterance.parse(phrase).expand(LEARNT_FROM_ONE)
        filled = (self._fill(pieces, number) for number, pieces in enumerate(expansions))
        return list(dict.fromkeys(filled))

    def templates(self, phrase: str) -> Iterator[str]:
        pattern = utterance.parse(phrase)
        for pieces in pattern.expand(MATCHED_OF_ONE):
            yield self._template(pieces)

    def annotated(self, phrase: str) -> list[str]:
        """The slots whose values stand in the phrase."""
        return [reference.slot for reference in utterance.parse(phrase).slots() if reference.slot in self.slots]

    def _fill(self, pieces: list[Piece], number: int) -> str:
        words = "".join(
            self._sample(piece, number + place) if isinstance(piece, SlotReference) else piece.text
            for place, piece in enumerate(pieces)
        )
        return _plain(words)

    def _sample(self, reference: SlotReference, number: int) -> str:
        samples = [reference.sample] if reference.sample else []
        slot = self.slots.get(reference.slot)
        if slot is not None:
            samples.extend(self._samples_of(slot.type))
        return samples[number % len(samples)] if samples else reference.slot

    def _samples_of(self, type_text: str) -> tuple[str, ...]:
        type_ = parse_type(type_text)
        if type_.name == "choice":
            called = self.words.lists.get(type_.argument, {})
            return tuple(synonyms[0] if synonyms else value for value, synonyms in called.items())
        return (_SAMPLES_ZH if self.language.startswith("zh") else _SAMPLES_EN).get(type_.name, ())

    def _template(self, pieces: list[Piece]) -> str:
        parts = []
        for piece in pieces:
            if isinstance(piece, SlotReference) and piece.slot in self.slots:
                parts.append(placeholder(parse_type(self.slots[piece.slot].type).name))
            else:
                parts.append(_plain(piece.sample if isinstance(piece, SlotReference) else piece.text))
        return template(parts)


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Phrases are patterns of few pieces, and these come again in each of what they stand for."""
    return normalise.read(text).plain


def placeholder(type_name: str) -> str:
    return f"⟨{type_name}⟩"


def template(parts: list[str]) -> str:
    """Parts joined without the spaces at their seams, which speech does not have."""
    return "".join(part.replace(" ", "") for part in parts)
