"""Owns the change: what somebody would say was done, where it stands in both versions, and the words before and after."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from dsl.changes.places import Path, below_words, key_word, owner_length, owner_words, place_words
from dsl.changes.sentences import SENTENCES, counts, named, value_words


class Line(Struct, frozen=True):
    """A text that came or went."""

    kind: Literal["gone", "come"]
    text: str


class Change(Struct, frozen=True, kw_only=True):
    """One change. `weight`: what matters most to callers is smallest. `private`: it touches what is known of callers."""

    code: str
    file: str
    path: Path = ()
    title: str = ""  # of the thing that changed
    old: str = ""
    new: str = ""
    lines: tuple[Line, ...] = ()
    numbers: dict[str, int] = {}  # of texts in a list: added, removed, changed
    come: tuple[str, ...] = ()  # names or ways of saying that are new, and that are no more
    gone: tuple[str, ...] = ()
    parts: dict[str, str] = {}  # what else the sentence says
    old_line: int | None = None
    new_line: int | None = None
    weight: int = 0
    private: bool = False

    def sentence(self, language: str = "en") -> str:
        """In one line, `en` or `zh`."""
        length = owner_length(self.file, self.path)
        below = below_words(self.path[length:], language)
        said = SENTENCES[self.code][1 if language.startswith("zh") else 0]
        return said.format(
            owner=owner_words(self.file, self.path[:length], language, self.title),
            below=below,
            last=key_word(str(self.path[-1]), language) if self.path else "",
            old=value_words(self.old, language),
            new=value_words(self.new, language),
            named=named(self.come, self.gone, str(self.path[-1]), below, language) if self.come or self.gone else "",
            **{name: value_words(text, language) for name, text in self.parts.items()},
            counts=counts(self.numbers, str(self.path[-1]) if self.path else "", below, language) if self.numbers else "",
        )

    def place(self, language: str = "en") -> str:
        return place_words(self.file, self.path, language, self.title)
