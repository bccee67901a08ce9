"""Owns choices: which item of a list of words.yaml the caller named, by its words, nearly its words, or their sound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from runtime.understanding import normalise, pinyin
from runtime.understanding.slots import english_sounds, fillers
from runtime.understanding.slots.mention import Mention

_NEAR = 84.0
_SHORTEST_FUZZY = 4  # letters; shorter words are too near each other


_SOUNDS_LIKE = 60.0  # names with the same consonants may be spelled as unlike as this


@dataclass(frozen=True, slots=True)
class _Name:
    item: str
    text: str
    sound: str  # blurred pinyin, empty for Latin names


class ChoiceList:
    """One list, ready to be looked for."""

    def __init__(self, items: Mapping[str, tuple[str, ...]]) -> None:
        names = {(item, normalise.read(called).plain): None for item, synonyms in items.items() for called in (item, *synonyms)}
        self._names = [_Name(item, text, _sound(text)) for item, text in names if text]
        self._names.sort(key=lambda name: -len(name.text))

    def find(self, folded: str, asked: bool) -> Iterator[Mention]:
        """Items named in the text, longer names first; when the list was asked for, near names too."""
        found = list(self._exact(folded))
        if not found and asked:
            found = list(self._alike(folded))
        yield from found

    def _exact(self, folded: str) -> Iterator[Mention]:
        taken: list[tuple[int, int]] = []
        for name in self._names:
            for match in re.finditer(_bounded(name.text), folded):
                if not any(start < match.end() and match.start() < end for start, end in taken):
                    taken.append(match.span())
                    yield Mention(match.start(), match.end(), "choice", name.item)

    def _alike(self, folded: str) -> Iterator[Mention]:
        start, end = fillers.core(folded)
        plain = normalise.plain(folded[start:end])
        parts = {name.item for name in self._names if _is_part(plain, name.text)}
        if len(parts) == 1:
            yield Mention(start, end, "choice", parts.pop(), bare=True)
            return
        scored = [(self._likeness(name, plain), -place, name) for place, name in enumerate(self._names)]
        best = max(scored, default=None)
        if best is not None and best[0] >= _NEAR:
            rivals = [item for item in scored if item[0] == best[0] and item[2].item != best[2].item]
            if not rivals:
                yield Mention(0, len(folded), "choice", best[2].item, bare=True)

    def _likeness(self, name: _Name, plain: str) -> float:
        if name.sound:
            heard = _sound(plain)
            return 100.0 if f" {name.sound} " in f" {heard} " else fuzz.ratio(name.sound, heard)
        if len(name.text) < _SHORTEST_FUZZY:
            return 0.0
        if english_sounds.key(name.text) == english_sounds.key(plain) and fuzz.ratio(name.text, plain) >= _SOUNDS_LIKE:
            return 100.0
        return fuzz.ratio(name.text, plain) if len(plain) <= len(name.text) else fuzz.partial_ratio(name.text, plain)


def _is_part(plain: str, name: str) -> bool:
    """Whether somebody left out the rest of a name: 基础 for 基础套餐, `family` for `family plan`."""
    if plain.isascii():
        return len(plain) >= _SHORTEST_FUZZY and plain != name and f" {plain} " in f" {name} "
    return len(plain) >= 2 and plain in name


def _bounded(text: str) -> str:
    """The name as a pattern: Latin names end where words end, and any spaces or dashes may part their words."""
    words = r"[\s\-]*".join(re.escape(token) for token in normalise.tokens_of(text))
    start = r"(?<![a-z0-9])" if text[0].isascii() else ""
    end = r"(?![a-z0-9])" if text[-1].isascii() else ""
    return f"{start}{words}{end}"


def _sound(text: str) -> str:
    tokens = normalise.tokens_of(text)
    return "" if text.isascii() else " ".join(pinyin.syllables(tokens))
