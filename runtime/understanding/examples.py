"""Owns the example: one utterance to learn an intent from."""

from __future__ import annotations

from dataclasses import dataclass

from runtime.understanding.features import Pieces


@dataclass(frozen=True, slots=True)
class Example:
    """`phrase` numbers the phrase it was expanded from: its variants stay together and share its weight.

    `titled`: an intent's own title or name, which says something of what it means, but is nothing that a caller said.
    """

    text: str
    pieces: tuple[Pieces, ...]
    intent: int
    phrase: int
    weight: float = 1.0
    titled: bool = False
