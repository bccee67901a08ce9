"""Owns figures that a person wrote into plain text, made words before a voice misreads them: `¥12.50` → 十二元五角.

Values of a call come in words already, by their type; here there is no type, so a figure is read by how it is written and
by what stands beside it. What could be two things is left as it stands.
"""

from __future__ import annotations

from runtime.wording.chinese_figures import CHINESE
from runtime.wording.english_figures import ENGLISH

_WIDE = {ord("０") + digit: str(digit) for digit in range(10)}


def spelled_out(text: str, language: str) -> str:
    """The text with its figures in words."""
    if not any(character.isdecimal() for character in text):
        return text
    text = text.translate(_WIDE)
    for rule in CHINESE if language.lower().startswith(("zh", "cmn")) else ENGLISH:
        text = rule.read(text, language)
    return text
