"""Owns names made of labels: `Fee dispute (new)` as `fee_dispute_new`; and how a text sounds, for finding it again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from dsl.utterance import speakable

LONGEST_NAME = 60
_SILENT = re.compile(r"[\W_]+")
_NO_NAME = re.compile(r"\W+")


def label_name(label: str, taken: Collection[str], kind: str = "intent") -> str:
    """A label as a name of the language that nothing else has."""
    stem = name_stem(label, kind)
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem}_{number}", number + 1
    return name


def name_stem(label: str, kind: str = "intent") -> str:
    """Empty when there is no letter or digit in the label."""
    words = _NO_NAME.sub("_", unicodedata.normalize("NFKC", label).lower())[:LONGEST_NAME].strip("_")
    return f"{kind}_{words}" if words[:1].isdigit() else words


def sound(text: str) -> str:
    """A text as it sounds, as the checks compare phrases: no punctuation, no case."""
    return _SILENT.sub(" ", unicodedata.normalize("NFKC", speakable(text))).strip().casefold()
