"""Owns what the rows of an import mean: labels become names, doubled and contradicting examples are found, and what is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from dsl.importing.brought import ImportProblem, LeftOut, Marked, Row
from dsl.importing.details import Details
from dsl.importing.labels import label_name, name_stem, sound
from dsl.utterance import LONGEST, escape, quote, speakable

T = TypeVar("T")

MOST_LABELS = 1000
_SPACES = re.compile(r"\s+")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")
_RESERVED = ("topics",)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LETTER = re.compile(r"[^\W\d_]")
_FORMULA = ("=", "@")


class Conflict(Struct, frozen=True):
    """The same text under two labels; it stays under the first."""

    line: int
    label: str
    first_line: int
    first_label: str


class Imported(Struct):
    """What an import brings: titles and phrases by intent name, in the order of the file."""

    titles: dict[str, str] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    duplicates: int = 0
    conflicts: list[Conflict] = field(default_factory=list)
    without_text: int = 0
    without_label: int = 0
    formulas: int = 0
    details: Details = field(default_factory=Details)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def phrases(self) -> int:
        return sum(map(len, self.examples.values()))

    def language(self) -> str:
        """`zh-CN` when a good part of the letters are Chinese, else `en-US`."""
        sampled = "".join(example for examples in self.examples.values() for example in examples[:20])
        letters = len(_LETTER.findall(sampled))
        return "zh-CN" if letters and len(_HAN.findall(sampled)) / letters > 0.3 else "en-US"


def gather(rows: Iterable[Row], details: Details | None = None, left_out: Sequence[LeftOut] = ()) -> Imported:
    """The rows as intents with their phrases. Raises ImportProblem when they can't be meant as such."""
    imported = Imported(details=details or Details(), left_out=list(left_out))
    names: dict[str, str] = {}
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        label, heard = speakable(row.label), _heard(row, imported.details)
        if not name_stem(label):
            imported.without_label += 1
        elif not heard:
            imported.without_text += 1
        elif row.text.startswith(_FORMULA):
            imported.formulas += 1
        else:
            name = names.get(label) or _new_name(label, names, imported)
            _take(imported, seen, name, row, heard)
    if not imported.phrases:
        raise ImportProblem("there is no row with both a text and an intent")
    return imported


def _take(imported: Imported, seen: dict[str, tuple[str, int]], name: str, row: Row, heard: str) -> None:
    if heard not in seen:
        seen[heard] = name, row.line
        imported.examples[name].append(_phrase(row, imported.details))
        return
    first_name, first_line = seen[heard]
    if first_name == name:
        imported.duplicates += 1
    else:
        imported.conflicts.append(Conflict(row.line, imported.titles[name], first_line, imported.titles[first_name]))


def _heard(row: Row, details: Details) -> str:
    """How an example sounds, any value of a detail being like any other."""
    if not row.parts:
        return sound(row.text)
    parts = (sound(one) if isinstance(one, str) else f"<{_slot(one, details)}>" for one in row.parts)
    return " ".join(part for part in parts if part)


def _phrase(row: Row, details: Details) -> str:
    """In the notation of phrases, each value a slot with its example; too long for that it stays plain."""
    pieces = []
    for part in row.parts:
        text = _SPACES.sub(" ", _UNSPEAKABLE.sub(" ", part if isinstance(part, str) else part.text))
        sample = escape(text.strip())
        pieces.append(escape(text) if isinstance(part, str) else f"<{_slot(part, details)}={sample}>" if sample else "")
    phrase = _SPACES.sub(" ", "".join(pieces)).strip()
    return phrase if phrase and len(phrase) <= LONGEST else quote(row.text)


def _slot(part: Marked, details: Details) -> str:
    return details.by_entity[part.entity].name


def _new_name(label: str, names: dict[str, str], imported: Imported) -> str:
    if len(names) == MOST_LABELS:
        raise ImportProblem(f"there are more than {MOST_LABELS} different intents; is the column of intents the right one?")
    name = names[label] = label_name(label, {*imported.titles, *_RESERVED})
    imported.titles[name] = label
    imported.examples[name] = []
    return name


def thin_out(examples: Mapping[str, Sequence[T]], most: int) -> dict[str, list[T]]:
    """At most so many an intent, spread evenly over those it has."""
    thinned: dict[str, list[T]] = {}
    for name, some in examples.items():
        kept = min(most, len(some))
        thinned[name] = [some[number * len(some) // kept] for number in range(kept)]
    return thinned
