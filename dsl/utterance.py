"""Owns phrases: the notation in which operators write what callers say.

    我账单上怎么多了<amount=一百块>      (这个月|上个月)的(话费|账单)(怎么)?不对

`(a|b)` is one of, `(a)?` perhaps, `<amount>` a slot, `<amount=一百块>` a slot with an example of its value; `\\` before
a sign makes it plain. A `Pattern` is expanded in bounds: how many phrases it stands for is computed, never enumerated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from math import gcd, prod
from typing import Any, TypeAlias, cast

from lark import Lark, Token, Transformer, UnexpectedInput, UnexpectedToken, v_args
from msgspec import Struct

from dsl.notation import NotationError, full_width_error, grammar, place

LONGEST = 500
DEEPEST = 10
MOST_EXPANSIONS = 10**12

_MEANT = {"（": "(", "）": ")", "｜": "|", "＜": "<", "＞": ">", "？": "?"}
_SPECIAL = re.compile(r"[()|<>\\（）｜＜＞]")
_TO_ESCAPE = frozenset("()|<>\\（）｜＜＞")
_NAME = re.compile(r"[^\W\d]\w*")
_SPACES = re.compile(r"\s+")
_UNSPEAKABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff]")


class Words(Struct, frozen=True):
    """Plain words, as a caller says them."""

    text: str
    start: int = 0
    end: int = 0


class SlotReference(Struct, frozen=True):
    """A place where a value stands; `sample` is how a caller may say one, when the phrase tells."""

    slot: str
    sample: str = ""
    start: int = 0
    end: int = 0


class Sequence(Struct, frozen=True):
    """Parts one after another; `size` is how many phrases they stand for."""

    parts: tuple[Node, ...]
    size: int


class Choice(Struct, frozen=True):
    """One of `options`; an option without parts makes it `(…)?`."""

    options: tuple[Sequence, ...]
    size: int


Piece: TypeAlias = Words | SlotReference
Node: TypeAlias = Words | SlotReference | Choice


class Pattern(Struct, frozen=True):
    """A phrase that was read."""

    root: Sequence

    def size(self) -> int:
        """How many phrases it stands for."""
        return self.root.size

    def expand(self, limit: int) -> Iterator[list[Piece]]:
        """Its phrases, all of them in reading order or, when there are more, `limit` spread evenly over them."""
        size = self.size()
        if size <= limit:
            order: Iterator[int] = iter(range(size))
        else:
            step = _coprime(size)
            order = (number * step % size for number in range(limit))
        for number in order:
            pieces: list[Piece] = []
            _pick_sequence(self.root, number, pieces)
            yield _tidy(pieces)

    def samples(self, limit: int) -> list[str]:
        """What a caller would say: expansions with a sample (or the slot's name) in the place of each slot."""
        return [sample_text(pieces) for pieces in self.expand(limit)]

    def slots(self) -> list[SlotReference]:
        """Every slot of the phrase, in reading order."""
        return list(_slots(self.root.parts))


def sample_text(pieces: list[Piece]) -> str:
    """The words of one expansion, a slot by its sample or, without one, its name."""
    text = "".join(piece.text if isinstance(piece, Words) else piece.sample or piece.slot for piece in pieces)
    return _SPACES.sub(" ", text).strip()


@lru_cache(maxsize=20_000)
def parse(text: str) -> Pattern:
    """The pattern of a phrase. Raises NotationError."""
    if not text.strip():
        raise NotationError("phrase-empty", 0, max(1, len(text)))
    if len(text) > LONGEST:
        raise NotationError("phrase-too-long", 0, len(text), limit=str(LONGEST))
    if not _SPECIAL.search(text):
        return Pattern(_sequence((Words(text, 0, len(text)),)))
    _Signs(text).check()
    try:
        root = cast(Sequence, _parser().parse(text))
    except UnexpectedInput as error:
        raise _explain(error, text) from None
    if root.size > MOST_EXPANSIONS:
        raise NotationError("phrase-too-many", 0, len(text))
    if _may_be_empty(root):
        raise NotationError("phrase-may-be-empty", 0, len(text))
    return Pattern(root)


def quote(text: str) -> str:
    """The phrase that stands for exactly these words, whatever signs are among them; empty when there are no words."""
    return join_within_limit(escape(character) for character in speakable(text))


def write(pattern: Pattern) -> str:
    """The text of a pattern: what is read from it again is the same pattern."""
    return _write(pattern.root)


def _write(sequence: Sequence) -> str:
    text = ""
    for part in sequence.parts:
        if isinstance(part, Words):
            words = escape(part.text)
            text += "\\" + words if text.endswith(")") and words[:1] in ("?", "？") else words
        elif isinstance(part, SlotReference):
            text += f"<{part.slot}={escape(part.sample)}>" if part.sample else f"<{part.slot}>"
        else:
            text += _write_choice(part)
    return text


def _write_choice(choice: Choice) -> str:
    said = [option for option in choice.options if option.parts]
    return f"({'|'.join(map(_write, said))}){'?' if len(said) < len(choice.options) else ''}"


def speakable(text: str) -> str:
    """The words of a text on one line, with single spaces and without characters that nobody can say or see."""
    return _SPACES.sub(" ", _UNSPEAKABLE.sub(" ", text)).strip()


def escape(text: str) -> str:
    """The signs of this notation among plain words, each made plain."""
    return "".join("\\" + character if character in _TO_ESCAPE else character for character in text)


def join_within_limit(parts: Iterable[str]) -> str:
    """The parts of a phrase, as many from the first on as a phrase may have; no part is cut in two."""
    kept: list[str] = []
    room = LONGEST
    for part in parts:
        room -= len(part)
        if room < 0:
            break
        kept.append(part)
    return "".join(kept).rstrip()


# ---- errors --------------------------------------------------------------------------------------------------------


class _Signs:
    """One walk over the brackets of a phrase, so that what is wrong is located where it was opened."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._opened: list[int] = []
        self._full_width: list[int] = []
        self._slot = -1
        self._previous = ""  # the last sign that is syntax; "w" after words

    def check(self) -> None:
        at = 0
        while at < len(self._text):
            sign = self._text[at]
            if sign == "\\":
                at += 1
                if at == len(self._text):
                    raise NotationError("escape-nothing", at - 1, at, replacement="\\\\")
                self._previous = "w"
            elif sign in _MEANT and (sign != "？" or (self._previous in (")", "）") and at + 1 < len(self._text))):
                self._full_width.append(at)
                self._previous = sign
            elif self._slot >= 0:
                self._in_slot(sign)
            else:
                self._outside_slot(sign, at)
            at += 1
        self._check_end()

    def _in_slot(self, sign: str) -> None:
        if sign in "<(|)":
            raise self._slot_unclosed()
        if sign == ">":
            self._slot = -1
            self._previous = "w"

    def _outside_slot(self, sign: str, at: int) -> None:
        if sign == "<":
            self._slot = at
        elif sign == ">":
            raise NotationError("slot-unopened", at, at + 1, replacement="\\>")
        elif sign == "(":
            self._open(at)
        elif sign == ")":
            self._close(at)
        elif sign == "|":
            if not self._opened:
                raise NotationError("choice-outside-group", at, at + 1, replacement="\\|")
            self._check_option(at)
            self._previous = sign
        elif not sign.isspace():
            self._previous = "w"

    def _open(self, at: int) -> None:
        self._opened.append(at)
        if len(self._opened) > DEEPEST:
            raise NotationError("phrase-too-deep", at, at + 1, limit=str(DEEPEST))
        self._previous = "("

    def _close(self, at: int) -> None:
        if not self._opened:
            raise NotationError("group-unopened", at, at + 1, replacement="\\)")
        self._check_option(at)
        self._opened.pop()
        self._previous = ")"

    def _check_option(self, at: int) -> None:
        """An option between `(`, `|` and `)` has words. The mend of `(a|)` is `(a)?`, as was meant."""
        if self._previous not in ("(", "|"):
            return
        opening = self._opened[-1]
        mended = None
        if self._text[at] == ")":
            rest = self._text[opening + 1 : at].rstrip().removesuffix("|").rstrip()
            perhaps = "" if self._text[at + 1 : at + 2] == "?" else "?"
            mended = f"({rest}){perhaps}" if rest and not rest.endswith("|") else ""
        raise NotationError("empty-choice", opening, at + 1, replacement=mended)

    def _slot_unclosed(self) -> NotationError:
        """Closed by the mend where the name ends, if there is one."""
        name = _NAME.match(self._text, self._slot + 1)
        if name is None:
            return NotationError("slot-unclosed", self._slot, self._slot + 1, replacement="\\<")
        mended = f"<{name[0]}>" if name.end() == len(self._text) else None
        return NotationError("slot-unclosed", self._slot, name.end(), replacement=mended)

    def _check_end(self) -> None:
        if self._full_width:
            raise full_width_error(self._text, self._full_width, _MEANT)
        if self._slot >= 0:
            raise self._slot_unclosed()
        if self._opened:
            raise NotationError("group-unclosed", self._opened[-1], self._opened[-1] + 1)


def _explain(error: UnexpectedInput, text: str) -> NotationError:
    """Brackets are in order already, so what lark still finds lies inside a slot."""
    start, end = place(error, text)
    opening = text.rfind("<", 0, start + 1)
    closing = text.find(">", opening) + 1
    if opening < 0:
        return NotationError("phrase-unexpected", start, end)
    written = text[opening + 1 : closing - 1]
    if isinstance(error, UnexpectedToken) and "=" in written:
        return NotationError("slot-sample-empty", opening, closing, replacement=f"<{written.split('=')[0].strip()}>")
    mended = f"<{written.strip()}>" if _NAME.fullmatch(written.strip()) else None
    return NotationError("slot-name-bad", opening, closing, replacement=mended, name=written)


# ---- tree ----------------------------------------------------------------------------------------------------------


@cache
def _parser() -> Lark:
    return grammar("utterance", _TreeMaker())


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)


@v_args(inline=True)
class _TreeMaker(Transformer[Token, object]):
    """Makes the nodes while lark parses. Its methods carry the names of the grammar's rules."""

    def start(self, root: Sequence) -> Sequence:
        return root

    def sequence(self, *parts: Any) -> Sequence:
        return _sequence(tuple(parts))

    def words(self, *tokens: Token) -> Words:
        return Words(_unescape("".join(tokens)), tokens[0].start_pos or 0, tokens[-1].end_pos or 0)

    def slot(self, opening: Token, name: Token, *rest: Token) -> SlotReference:
        sample = _unescape(rest[0]).strip() if len(rest) == 2 else ""
        return SlotReference(str(name), sample, opening.start_pos or 0, rest[-1].end_pos or 0)

    def group(self, _opening: Token, *rest: Any) -> Choice:
        options = tuple(part for part in rest if isinstance(part, Sequence))
        if rest[-1].type == "PERHAPS":
            options = (*options, _sequence(()))
        return Choice(options, sum(option.size for option in options))


def _sequence(parts: tuple[Node, ...]) -> Sequence:
    return Sequence(parts, prod(_size(part) for part in parts))


def _size(node: Node) -> int:
    return node.size if isinstance(node, Choice) else 1


def _may_be_empty(sequence: Sequence) -> bool:
    for part in sequence.parts:
        if isinstance(part, Choice):
            if not any(_may_be_empty(option) for option in part.options):
                return False
        elif isinstance(part, SlotReference) or part.text.strip():
            return False
    return True


def _slots(parts: tuple[Node, ...]) -> Iterator[SlotReference]:
    for part in parts:
        if isinstance(part, SlotReference):
            yield part
        elif isinstance(part, Choice):
            for option in part.options:
                yield from _slots(option.parts)


# ---- expansion -----------------------------------------------------------------------------------------------------


_GOLDEN_DIGITS = 6180339887498948482


def _coprime(size: int) -> int:
    """A step near the golden section of `size` that has no factor in common with it, so that its multiples spread evenly."""
    step = max(1, size * _GOLDEN_DIGITS // 10**19)
    while gcd(step, size) != 1:
        step += 1
    return step


def _pick_sequence(sequence: Sequence, number: int, pieces: list[Piece]) -> None:
    """Appends the pieces of expansion `number`; the last part varies fastest."""
    rest = sequence.size
    for part in sequence.parts:
        rest //= _size(part)
        here, number = divmod(number, rest)
        if isinstance(part, Choice):
            _pick_option(part, here, pieces)
        else:
            pieces.append(part)


def _pick_option(choice: Choice, number: int, pieces: list[Piece]) -> None:
    for option in choice.options:
        if number < option.size:
            return _pick_sequence(option, number, pieces)
        number -= option.size


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """Neighbouring words as one, single spaces between them, none at the ends."""
    joined: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Words) and joined and isinstance(joined[-1], Words):
            joined[-1] = Words(joined[-1].text + piece.text, joined[-1].start, piece.end)
        else:
            joined.append(piece)
    last = len(joined) - 1
    tidied: list[Piece] = []
    for number, piece in enumerate(joined):
        if isinstance(piece, Words):
            text = _SPACES.sub(" ", piece.text)
            text = text.lstrip() if number == 0 else text
            text = text.rstrip() if number == last else text
            if text:
                tidied.append(Words(text, piece.start, piece.end))
        else:
            tidied.append(piece)
    return tidied
