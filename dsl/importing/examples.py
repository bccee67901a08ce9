"""Owns what the rows of an import mean: labels become names, doubled and contradicting examples are found, and what is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from msgspec import Struct, field

from dsl.importing.tables import ImportProblem, Row
from dsl.utterance import quote, speakable

T = TypeVar("T")

MOST_LABELS = 1000
LONGEST_NAME = 60

_SILENT = re.compile(r"[\W_]+")
_NO_NAME = re.compile(r"\W+")
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

    @property
    def phrases(self) -> int:
        return sum(map(len, self.examples.values()))

    def language(self) -> str:
        """`zh-CN` when a good part of the letters are Chinese, else `en-US`."""
        sampled = "".join(example for examples in self.examples.values() for example in examples[:20])
        letters = len(_LETTER.findall(sampled))
        return "zh-CN" if letters and len(_HAN.findall(sampled)) / letters > 0.3 else "en-US"


def gather(rows: Iterable[Row]) -> Imported:
    """The rows as intents with their phrases. Raises ImportProblem when they can't be meant as such."""
    imported = Imported()
    names: dict[str, str] = {}
    seen: dict[str, tuple[str, int]] = {}
    for row in rows:
        label, sound = speakable(row.label), _sound(row.text)
        if not _stem(label):
            imported.without_label += 1
        elif not sound:
            imported.without_text += 1
        elif row.text.startswith(_FORMULA):
            imported.formulas += 1
        else:
            name = names.get(label) or _new_name(label, names, imported)
            _take(imported, seen, name, row, sound)
    if not imported.phrases:
        raise ImportProblem("there is no row with both a text and an intent")
    return imported


def _take(imported: Imported, seen: dict[str, tuple[str, int]], name: str, row: Row, sound: str) -> None:
    if sound not in seen:
        seen[sound] = name, row.line
        imported.examples[name].append(quote(row.text))
        return
    first_name, first_line = seen[sound]
    if first_name == name:
        imported.duplicates += 1
    else:
        imported.conflicts.append(Conflict(row.line, imported.titles[name], first_line, imported.titles[first_name]))


def _sound(text: str) -> str:
    """A text as it sounds, as the checks compare phrases: no punctuation, no case."""
    return _SILENT.sub(" ", unicodedata.normalize("NFKC", speakable(text))).strip().casefold()


def _new_name(label: str, names: dict[str, str], imported: Imported) -> str:
    if len(names) == MOST_LABELS:
        raise ImportProblem(f"there are more than {MOST_LABELS} different intents; is the column of intents the right one?")
    name = names[label] = label_name(label, imported.titles)
    imported.titles[name] = label
    imported.examples[name] = []
    return name


def label_name(label: str, taken: Mapping[str, str]) -> str:
    """A label as a name of the language that nothing else has: `Fee dispute (new)` as `fee_dispute_new`."""
    stem = _stem(label)
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def _stem(label: str) -> str:
    """Empty when there is no letter or digit in the label."""
    words = _NO_NAME.sub("_", unicodedata.normalize("NFKC", label).lower())[:LONGEST_NAME].strip("_")
    return f"intent_{words}" if words[:1].isdigit() else words


def thin_out(examples: Mapping[str, Sequence[T]], most: int) -> dict[str, list[T]]:
    """At most so many an intent, spread evenly over those it has."""
    thinned: dict[str, list[T]] = {}
    for name, some in examples.items():
        kept = min(most, len(some))
        thinned[name] = [some[number * len(some) // kept] for number in range(kept)]
    return thinned
