"""Owns the conflict: one place that two people changed differently, in words, with both versions to choose from."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Choice: TypeAlias = Literal["ours", "theirs"]
Path: TypeAlias = tuple[str | int, ...]

SENTENCES: dict[str, tuple[str, str]] = {
    "both-changed": ("{what}: both edited this.", "{what}：两人改了同一处。"),
    "both-added": ("{what}: both added this, each differently.", "{what}：两人都新增了它，内容不同。"),
    "deleted-and-changed": ("{what}: one deleted this, the other edited it.", "{what}：一人删除了它，另一人改了它。"),
    "both-moved": ("{what}: both moved this, to different places.", "{what}：两人把它移到了不同的位置。"),
    "comment": ("{what}: both edited the comment beside it.", "{what}：两人改了旁边的同一条注释。"),
    "both-renamed": (
        "{what}: both renamed this, to {ours} and {theirs}.",
        "{what}：两人给它改了不同的名字：{ours} 和 {theirs}。",
    ),
    "same-name": ("{what}: both gave the name {ours} to different things.", "{what}：两人把不同的内容都改名为 {ours}。"),
    "deleted-and-renamed": ("{what}: one deleted this, the other renamed it.", "{what}：一人删除了它，另一人改了它的名字。"),
    "file": ("{what}: both edited this file, and it cannot be taken apart.", "{what}：两人都改了这个文件，且无法逐项合并。"),
}
"""Kind -> what is said of it, (English, Chinese)."""


class Conflict(Struct, frozen=True, kw_only=True):
    """What both changed. `base`, `ours` and `theirs` are the versions as they are written; empty where it is not there."""

    kind: str
    file: str
    path: Path = ()
    base: str = ""
    ours: str = ""
    theirs: str = ""
    title: str = ""  # of the thing that it stands in, for people

    @property
    def name(self) -> str:
        """By which a choice says which conflict it settles; the same on both sides."""
        return "/".join((self.file, *map(str, self.path), self.kind))

    def sentence(self, language: str = "en") -> str:
        from dsl.changes.places import place_words  # here: only who reads conflicts needs the words of places

        said = SENTENCES[self.kind][1 if language.startswith("zh") else 0]
        return said.format(what=place_words(self.file, self.path, language, self.title), ours=self.ours, theirs=self.theirs)
