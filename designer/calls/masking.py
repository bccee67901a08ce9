"""Owns how telephone numbers are shown: enough to tell callers apart, not enough to ring them.

Whoever needs a whole one says why, and stands with it in the audit log. Masked are the caller's own number, and whatever a
caller said, a look-up gave or the line read back that may be one: in digits, and as it is spoken.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from msgspec.structs import replace as with_fields

from designer.calls.transcript import Turn

_SIGNS = "****"
# Neither a moment, nor an amount: a date of eight digits has its dashes where dates have them, an amount has its currency behind.
_DIGITS = re.compile(r"(?<![\d.])(?!\d{4}-\d\d-\d\d\b)\+?\d(?:[ \-]?\d){6,}(?![.,]?\d)(?!\s?[A-Z]{3}\b)")
_CHINESE = re.compile("[零〇一二三四五六七八九幺两](?:[ ，,、]?[零〇一二三四五六七八九幺两]){6,}")
_WORD = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)"
_ENGLISH = re.compile(rf"\b{_WORD}(?:[ ,\-]{{1,2}}{_WORD}){{6,}}\b", re.IGNORECASE)


def masked(number: str) -> str:
    """`138****1234`."""
    digits = re.sub(r"^sips?:|@.*$", "", number)
    if len(digits) < 7:
        return digits[:1] + "***" if digits else ""
    return "".join(_around(digits))


def without_numbers(text: str) -> str:
    """A text with every telephone number in it masked, however it is written."""
    text = _DIGITS.sub(lambda found: masked(re.sub(r"[ \-]", "", found[0])), text)
    text = _CHINESE.sub(lambda found: "".join(_around(re.sub("[ ，,、]", "", found[0]))), text)
    return _ENGLISH.sub(lambda found: " ".join(_around(re.split(r"[ ,\-]+", found[0]))), text)


def without_numbers_in(turn: Turn) -> Turn:
    """What happened in a call, told without telephone numbers."""
    return replace(
        turn,
        text=without_numbers(turn.text),
        words={name: without_numbers(word) for name, word in turn.words.items()},
        slots=[with_fields(slot, value=without_numbers(slot.value)) for slot in turn.slots],
        instead=tuple(map(without_numbers, turn.instead)),
    )


def _around(signs: Sequence[str]) -> tuple[str, ...]:
    """The beginning and the end; less of a number that is short."""
    head, tail = (3, 4) if len(signs) >= 11 else (2, 2)
    return (*signs[:head], _SIGNS, *signs[-tail:])
