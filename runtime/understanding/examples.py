"""Owns the example: one utterance to learn an intent from."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.understanding.features import Pieces


@dataclass(frozen=True, slots=True)
class Example:
    """`phrase` numbers the phrase it was expanded from: its variants stay together and share its weight."""

    pieces: tuple[Pieces, ...]
    intent: int
    phrase: int
    weight: float = 1.0
