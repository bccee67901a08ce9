"""Owns the built-in manners: what every caller may say, in every language of the line, and what the line says of itself.

The compiler merges them into a bundle; a package may add phrases (an intent named `agree` or `refuse`, `always` for the
rest) and reword or redirect every manner.
"""

from __future__ import annotations

from dsl.manners import chinese, english
from dsl.model import MANNERS, Intent

SAYS: dict[str, str] = {
    "human": "connecting",
    "repeat": "repeat_intro",
    "slower": "slower_ok",
    "wait": "wait_ok",
    "goodbye": "goodbye",
    "stop_calling": "stop_calling_ok",
    "correction": "correction_ok",
}
"""Which of the line's own words each manner is answered with."""

_TITLES = {"agree": ("同意", "Agree"), "refuse": ("拒绝", "Refuse")}


def words(language: str) -> dict[str, str]:
    """What the line says of itself, by key; `read_back` and `confirm` have `<value>` in them."""
    return dict(chinese.WORDS if _is_chinese(language) else english.WORDS)


def phrases(language: str) -> dict[str, tuple[str, ...]]:
    """What callers say, by manner."""
    every = _phrases(language)
    return {manner: every[manner] for manner in MANNERS}


def intents(language: str) -> dict[str, Intent]:
    """The built-in intents `agree` and `refuse`."""
    every = _phrases(language)
    zh = _is_chinese(language)
    return {name: Intent(title=titles[0 if zh else 1], phrases=every[name]) for name, titles in _TITLES.items()}


def _phrases(language: str) -> dict[str, tuple[str, ...]]:
    return chinese.PHRASES if _is_chinese(language) else english.PHRASES


def _is_chinese(language: str) -> bool:
    return language.startswith("zh")
