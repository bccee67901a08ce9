"""Owns what the notations (condition, utterance, reply, type) share: the located error, and how lark's errors are explained.

A notation's parser raises `NotationError` with offsets in its own text; reader and checks turn that into a Diagnostic
at the right place of the file. `replacement` is a safe change of `text[start:end]` that mends the problem.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

GRAMMARS = Path(__file__).parent / "grammar"

FULL_WIDTH = {
    "（": "(", "）": ")", "＜": "<", "＞": ">", "｜": "|", "＝": "=", "！": "!", "＋": "+", "－": "-", "×": "*", "＊": "*",
    "÷": "/", "／": "/", "，": ",", "．": ".", "［": "[", "］": "]", "【": "[", "】": "]", "“": '"', "”": '"', "＂": '"',
    "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "≠": "!=",
}  # fmt: skip
"""Signs that a Chinese keyboard gives, and the plain sign that is meant where syntax is."""


class NotationError(Exception):
    """A text that is not in its notation: what is wrong (`code`) and where (`start:end`, characters of the text)."""

    def __init__(self, code: str, start: int, end: int, *, replacement: str | None = None, **arguments: str) -> None:
        super().__init__(code, start, end)
        self.code = code
        self.start = start
        self.end = end
        self.replacement = replacement
        self.arguments = arguments


def full_width_error(text: str, places: Sequence[int], meant: Mapping[str, str] = FULL_WIDTH) -> NotationError:
    """The one error for all full-width signs at `places`; its replacement mends every one of them at once."""
    start, end = places[0], places[-1] + 1
    wanted = set(places)
    mended = "".join(meant[text[i]] if i in wanted else text[i] for i in range(start, end))
    return NotationError("full-width-sign", start, end, replacement=mended, sign=text[start], plain=meant[text[start]])


def grammar(name: str, transformer: Transformer[Token, object] | None = None) -> Lark:
    """The LALR parser of `grammar/<name>.lark`."""
    return Lark(
        (GRAMMARS / f"{name}.lark").read_text(encoding="utf-8"),
        parser="lalr",
        transformer=transformer,
        propagate_positions=False,
        maybe_placeholders=False,
    )


class BrokenExamples:
    """Names a parser's error by the broken examples that fail alike: in the same state, at the same kind of token."""

    def __init__(self, parser: Callable[[], Lark], examples: Mapping[str, Sequence[str]]) -> None:
        self._parser = parser
        self._examples = examples

    def code(self, error: UnexpectedInput) -> str | None:
        return self._codes.get(_struck(error)) if isinstance(error, UnexpectedToken) else None

    @cached_property
    def _codes(self) -> dict[tuple[object, str], str]:
        found: dict[tuple[object, str], str] = {}
        for code, broken in self._examples.items():
            for text in broken:
                try:
                    self._parser().parse(text)
                except UnexpectedToken as error:
                    found.setdefault(_struck(error), code)
        return found


def _struck(error: UnexpectedToken) -> tuple[object, str]:
    return error.state.position, error.token.type


def place(error: UnexpectedInput, text: str) -> tuple[int, int]:
    """Where `error` struck; at the end of the text it is the last character that is no space."""
    if isinstance(error, UnexpectedCharacters):
        at = error.pos_in_stream or 0
        return at, at + 1
    if isinstance(error, UnexpectedToken) and error.token.type != "$END":
        start = error.token.start_pos or 0
        return start, error.token.end_pos or start + 1
    end = len(text.rstrip())
    return max(0, end - 1), max(end, 1)
