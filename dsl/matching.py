"""Owns the patterns of `matches "…"` and `code(…)`: a small subset of regular expressions, matched without backtracking.

A pattern is matched against the whole text. It may use: plain characters, `.`, classes `[a-z0-9]` and `[^…]`,
`\\d` `\\w` `\\s`, `\\` before a sign, groups `( )`, alternatives `|`, and `?` `*` `+` `{2}` `{2,4}` `{2,}`.

Each pattern becomes its positions (Glushkov's automaton) and which position may follow which. Matching keeps the set of
positions that are reached, as the bits of a number, so the work is at most text length × positions, whatever the pattern.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from dsl.notation import NotationError

LONGEST_PATTERN = 200
LONGEST_TEXT = 300
MOST_POSITIONS = 300
MOST_REPEATS = 50
DEEPEST_GROUP = 20

Accepts = Callable[[str], bool]


class Pattern:
    """A compiled pattern."""

    def __init__(self, accepts: list[Accepts], follows: list[int], first: int, last: int, empty: bool) -> None:
        self._accepts = accepts
        self._follows = follows
        self._first = first
        self._last = last
        self._empty = empty

    def matches(self, text: str) -> bool:
        """Whether the whole text is in the pattern. Texts past `LONGEST_TEXT` never are."""
        if not text:
            return self._empty
        if len(text) > LONGEST_TEXT:
            return False
        possible, reached = self._first, 0
        for character in text:
            reached, following = self._step(possible, character)
            if not reached:
                return False
            possible = following
        return bool(reached & self._last)

    def _step(self, possible: int, character: str) -> tuple[int, int]:
        """The positions that take `character`, and all that may come after them."""
        reached = following = 0
        while possible:
            bit = possible & -possible
            possible ^= bit
            position = bit.bit_length() - 1
            if self._accepts[position](character):
                reached |= bit
                following |= self._follows[position]
        return reached, following


@lru_cache(maxsize=512)
def compile_pattern(text: str) -> Pattern:
    """Raises NotationError: `pattern-too-long`, `pattern-bad` (with `reason`)."""
    if len(text) > LONGEST_PATTERN:
        raise NotationError("pattern-too-long", 0, len(text), limit=str(LONGEST_PATTERN))
    return _Reader(text).pattern()


class _Fragment(Struct, frozen=True):
    """A part of a pattern: may it be empty, and which positions (bits) begin and end it."""

    empty: bool
    first: int
    last: int


_NOTHING = _Fragment(True, 0, 0)
_CLASSES: dict[str, Accepts] = {
    "d": lambda c: "0" <= c <= "9",
    "w": lambda c: c == "_" or c.isalnum(),
    "s": str.isspace,
}


class _Reader:
    """Recursive descent over one pattern; positions are added as characters are read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._depth = 0
        self._accepts: list[Accepts] = []
        self._follows: list[int] = []

    def pattern(self) -> Pattern:
        whole = self._alternatives()
        if self._at < len(self._text):
            raise self._error("unopened")
        return Pattern(self._accepts, self._follows, whole.first, whole.last, whole.empty)

    def _error(self, reason: str, start: int | None = None) -> NotationError:
        begin = self._at if start is None else start
        return NotationError("pattern-bad", begin, max(begin + 1, self._at), reason=reason)

    def _peek(self) -> str:
        return self._text[self._at] if self._at < len(self._text) else ""

    def _alternatives(self) -> _Fragment:
        whole = self._sequence()
        while self._peek() == "|":
            self._at += 1
            other = self._sequence()
            whole = _Fragment(whole.empty or other.empty, whole.first | other.first, whole.last | other.last)
        return whole

    def _sequence(self) -> _Fragment:
        whole = _NOTHING
        while self._peek() not in ("", "|", ")"):
            whole = self._join(whole, self._repeated())
        return whole

    def _join(self, left: _Fragment, right: _Fragment) -> _Fragment:
        self._connect(left.last, right.first)
        return _Fragment(
            left.empty and right.empty,
            left.first | (right.first if left.empty else 0),
            right.last | (left.last if right.empty else 0),
        )

    def _connect(self, last: int, first: int) -> None:
        while last:
            bit = last & -last
            last ^= bit
            self._follows[bit.bit_length() - 1] |= first

    def _repeated(self) -> _Fragment:
        start = self._at
        one = self._one()
        sign = self._peek()
        if sign not in ("?", "*", "+", "{"):
            return one
        self._at += 1
        least, most = {"?": (0, 1), "*": (0, None), "+": (1, None)}[sign] if sign != "{" else self._bounds()
        if self._peek() in ("?", "*", "+", "{"):
            raise self._error("repeat-doubled")
        return self._copies(one, start, least, most)

    def _bounds(self) -> tuple[int, int | None]:
        start = self._at - 1
        end = self._text.find("}", self._at)
        numbers = self._text[self._at : end].split(",") if end > 0 else []
        self._at = end + 1 if end > 0 else len(self._text)
        if not 1 <= len(numbers) <= 2 or not numbers[0].isdecimal() or (len(numbers) == 2 and not (numbers[1] + "0").isdecimal()):
            raise self._error("repeat", start)
        least = int(numbers[0])
        most = least if len(numbers) == 1 else int(numbers[1]) if numbers[1] else None
        if max(least, most or 0) > MOST_REPEATS or (most is not None and most < least):
            raise self._error("repeat", start)
        return least, most

    def _copies(self, one: _Fragment, start: int, least: int, most: int | None) -> _Fragment:
        """`one` (whose text begins at `start`) so often; each further copy is read again, so that it has its own positions."""
        if most == 0 or not one.first:
            return _NOTHING
        whole = _NOTHING
        after = self._at
        for copy in range(max(least, most or 1)):
            if copy:
                self._at = start
                one = self._one()
            if most is None and copy == max(least, 1) - 1:
                self._connect(one.last, one.first)
            if copy >= least:
                one = _Fragment(True, one.first, one.last)
            whole = self._join(whole, one)
        self._at = after
        return whole

    def _one(self) -> _Fragment:
        start = self._at
        character = self._peek()
        self._at += 1
        if character == "(":
            return self._group(start)
        if character in ("?", "*", "+", "{"):
            raise self._error("repeat-nothing", start)
        if character == "[":
            return self._position(self._class(start))
        if character == "\\":
            return self._position(self._escaped(start))
        if character == ".":
            return self._position(lambda _: True)
        return self._position(character.__eq__)

    def _group(self, start: int) -> _Fragment:
        self._depth += 1
        if self._depth > DEEPEST_GROUP:
            raise self._error("deep", start)
        whole = self._alternatives()
        if self._peek() != ")":
            raise self._error("group-unclosed", start)
        self._at += 1
        self._depth -= 1
        return whole

    def _position(self, accepts: Accepts) -> _Fragment:
        if len(self._accepts) >= MOST_POSITIONS:
            raise self._error("large", 0)
        bit = 1 << len(self._accepts)
        self._accepts.append(accepts)
        self._follows.append(0)
        return _Fragment(False, bit, bit)

    def _escaped(self, start: int) -> Accepts:
        character = self._peek()
        self._at += 1
        if character in _CLASSES:
            return _CLASSES[character]
        if not character or character.isalnum():
            raise self._error("escape", start)
        return character.__eq__

    def _class(self, start: int) -> Accepts:
        negated = self._peek() == "^"
        self._at += negated
        singles: set[str] = set()
        ranges: list[tuple[str, str]] = []
        classes: list[Accepts] = []
        while self._peek() != "]":
            low = self._peek()
            if not low:
                raise self._error("class-unclosed", start)
            self._at += 1
            if low == "\\":
                escaped = self._peek()
                accepts = self._escaped(self._at - 1)
                if escaped in _CLASSES:
                    classes.append(accepts)
                    continue
                low = escaped
            if self._peek() == "-" and self._text[self._at + 1 : self._at + 2] not in ("", "]"):
                high = self._text[self._at + 1]
                self._at += 2
                if high < low or high == "\\":
                    raise self._error("range", self._at - 3)
                ranges.append((low, high))
            else:
                singles.add(low)
        self._at += 1
        if not (singles or ranges or classes):
            raise self._error("class-empty", start)

        def accepts_one(c: str) -> bool:
            return (c in singles or any(a <= c <= b for a, b in ranges) or any(known(c) for known in classes)) != negated

        return accepts_one
