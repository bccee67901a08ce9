"""Owns what a bundle's hearing is once it is compiled: which rules, in which order, in which files; and words with their sounds.

Under the folder of artefacts, `rules/` holds graphs named by their content, shared by all bundles; `bundles/KEY/` holds what ties
them together. All is data that a decoder reads; nothing of it is run.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from runtime.speech.hearing.rules import Active

MANIFEST = "hearing.json"
RARE, OPEN = "dictation", "dictation:open"
"""Rules that take down whatever is said: where the line has a grammar, and where it asks for anything at all."""


class Grammar(Struct, frozen=True):
    """One rule's grammar, to follow words by: arcs of `(from, to, word)`; state 0 begins, from `body` on are asides."""

    arcs: tuple[tuple[int, int, str], ...]
    final: int
    body: int


class Unaccepted(Struct, frozen=True, order=True):
    """Something the package gives as said, which the rule compiled from it doesn't accept."""

    rule: str
    text: str


class CompiledHearing(Struct, frozen=True, kw_only=True):
    """`order`: the rules as the decoder counts them; `files`: of each. `pronounced`: words of no dictionary, and their sounds."""

    language: str
    model: str
    order: tuple[Active, ...]
    files: dict[str, str]
    dictation: str
    pronounced: dict[str, str]
    unheard: tuple[str, ...]
    samples: int = 0
    unaccepted: tuple[Unaccepted, ...] = ()

    def mask(self, moment: tuple[Active, ...], *, open: bool) -> tuple[bool, ...]:
        """Which rules are active in a moment; dictation always is."""
        wanted = {*moment, Active(OPEN if open else RARE, 0.0)}
        return tuple((Active(active.rule, 0.0) if active.rule in (RARE, OPEN) else active) in wanted for active in self.order)


def bundle_folder(root: Path, key: str) -> Path:
    return root / "bundles" / key


def graph_path(root: Path, name: str) -> Path:
    return root / "rules" / f"{name}.fst"


def grammar_path(root: Path, name: str) -> Path:
    return root / "rules" / f"{name}.grammar"


def load(root: Path, key: str) -> CompiledHearing:
    """Raises OSError when it is not there, or `msgspec.ValidationError`."""
    return msgspec.json.decode((bundle_folder(root, key) / MANIFEST).read_bytes(), type=CompiledHearing)


def load_grammar(root: Path, name: str) -> Grammar:
    return msgspec.msgpack.decode(grammar_path(root, name).read_bytes(), type=Grammar)
