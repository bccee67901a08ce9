"""Owns finding words in everything that a package says and hears, and putting others in their place, one by one as ticked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence

from msgspec import Struct

from designer.wording.places import HEARD, SHOWN, Wording

LONGEST = 200
_NAMES = re.compile(r"<[^<>]*>")
_NAME_OF_SLOT = re.compile(r"<[^<>=]*=?|>")


class Wanted(Struct, frozen=True, kw_only=True):
    """What somebody looks for, and what is to stand there."""

    words: str
    case: bool = False
    whole: bool = False


class Hit(Struct, frozen=True, kw_only=True):
    """One place in one text. `key` names it on the page."""

    key: str
    wording: Wording
    start: int
    end: int

    def parts(self, context: int = 60) -> tuple[str, str, str]:
        """What stands before, the words, and what stands behind, as much as a line shows."""
        text = self.wording.text
        before, after = text[: self.start], text[self.end :]
        before = f"…{before[-context:]}" if len(before) > context else before
        return before, text[self.start : self.end], f"{after[:context]}…" if len(after) > context else after


def find(wording: Sequence[Wording], wanted: Wanted) -> list[Hit]:
    """Every place in reading order. Names of values and marks of style (`<bill.amount>`, `<calm>`) are no words."""
    if not wanted.words or len(wanted.words) > LONGEST:
        return []
    pattern = _pattern(wanted)
    hits = []
    for one in wording:
        barred = _barred(one)
        found = [
            place for place in pattern.finditer(one.text) if not any(s < place.end() and place.start() < e for s, e in barred)
        ]
        hits += [
            Hit(key=f"{one.address}|{one.language}|{place.start()}", wording=one, start=place.start(), end=place.end())
            for place in found
        ]
    return hits


def replaced(hits: Sequence[Hit], ticked: Collection[str], instead: str) -> list[tuple[Wording, str]]:
    """The texts in which something was ticked, as they read then."""
    by_text: dict[tuple[str, str], list[Hit]] = defaultdict(list)
    for hit in hits:
        if hit.key in ticked:
            by_text[hit.wording.key].append(hit)
    changed = []
    for chosen in by_text.values():
        text = chosen[0].wording.text
        for hit in sorted(chosen, key=lambda hit: hit.start, reverse=True):
            text = text[: hit.start] + instead + text[hit.end :]
        changed.append((chosen[0].wording, text))
    return changed


def _pattern(wanted: Wanted) -> re.Pattern[str]:
    """Chinese writes no spaces between words, so only beside letters and digits a word has an edge."""
    body = re.escape(wanted.words)
    if wanted.whole:
        edge = r"[A-Za-z0-9_À-ɏ]"
        before = rf"(?<!{edge})" if re.match(edge, wanted.words[0]) else ""
        after = rf"(?!{edge})" if re.match(edge, wanted.words[-1]) else ""
        body = f"{before}{body}{after}"
    return re.compile(body, 0 if wanted.case else re.IGNORECASE)


def _barred(wording: Wording) -> list[tuple[int, int]]:
    if wording.kind == SHOWN:
        return []
    spans = [found.span() for found in _NAMES.finditer(wording.text)]
    if wording.kind != HEARD:
        return spans
    # `<month=last month>`: the example is what callers say
    return [
        (start + part.start(), start + part.end())
        for start, end in spans
        for part in _NAME_OF_SLOT.finditer(wording.text[start:end])
    ]
