"""Owns reading a condition's text: `parse` gives its tree or raises a NotationError with a precise code and place."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, TypeAlias, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken, v_args
from msgspec import Struct

from dsl.condition.tree import (
    And,
    Arithmetic,
    Call,
    Comparison,
    Expr,
    Known,
    ListOf,
    Literal,
    Matching,
    Membership,
    Name,
    Negative,
    Not,
    Or,
    depth,
)  # fmt: skip
from dsl.notation import FULL_WIDTH, BrokenExamples, NotationError, full_width_error, grammar, place
from dsl.values import DURATION, MONEY, from_text

LONGEST = 1000
DEEPEST = 60

FOREIGN = {
    "===": "==", "**": "*", "&&": "and", "||": "or", "<>": "!=", "=>": ">=", "=<": "<=", "=": "==", "!": "not ",
    "&": "and", "|": "or",
}  # fmt: skip
"""Operators of other languages, longest first, and ours."""

EXAMPLES = {
    "operator-doubled": (
        "a and and b", "a and == b", "a or or b", "a or == b", "a == == b", "a == and b", "a + and b", "a * and b", "a + * b",
        "a * * b", "a == * b", "not and a", "not == a", "a in and b", "a in == b", "a not in and b", "a not in == b",
    ),
    "operand-missing": (
        "and a", "== a", "* a", "(and a)", "(== a)", "f(and a)", "(a and)",
        "a == )", "(a or)", "(not)",
    ),
    "comparison-chained": ("a < b < c", "a in b == c", "a not in b < c", 'a matches "x" == b', "a < b in c", "a in b in c"),
    "parenthesis-empty": ("()", "a and ()", "a == ()", "not ()"),
    "comma-empty": ("f(a,,b)", "f(,a)", "[1,,2]", "[,1]", "f(a,)", "[1,]"),
    "pattern-not-quoted": ("a matches b", "a matches 1", "a matches (b)"),
    "name-missing": ("has 1", 'has "x"', "has (a)", "has and", "has has a", "has)"),
}  # fmt: skip
"""Broken conditions by the code that names what is wrong with them."""

BY_TOKEN = {
    ",": "comma-outside", "COMMA": "comma-outside", "CLOSE": "parenthesis-unopened", "CLOSE_LIST": "bracket-unopened",
    "AND": "operator-doubled", "OR": "operator-doubled", "COMPARE": "operator-doubled", "IN": "operator-doubled",
    "MATCHES": "operator-doubled", "POINT": "operator-doubled",
    "NAME": "operator-missing", "NUMBER": "operator-missing", "MONEY": "operator-missing", "DURATION": "operator-missing",
    "TEXT": "operator-missing", "TRUTH": "operator-missing", "HAS": "operator-missing", "NOT": "operator-missing",
    "LPAR": "operator-missing", "OPEN_LIST": "operator-missing",
}  # fmt: skip
"""What a token is that stands where no example has one: two operands without an operator, or something never opened."""


class Add(Struct, frozen=True):
    """A change of a count: `add 1`."""

    amount: int


class Reset(Struct, frozen=True):
    """A change of a value back to its beginning: `reset`."""


Change: TypeAlias = Add | Reset | Expr


@lru_cache(maxsize=4096)
def parse(text: str) -> Expr:
    """The tree of a condition. Raises NotationError."""
    if not text.strip():
        raise NotationError("condition-empty", 0, max(1, len(text)))
    if len(text) > LONGEST:
        raise NotationError("condition-too-long", 0, len(text), limit=str(LONGEST))
    _check_signs(text)
    try:
        expr = cast(Expr, _parser().parse(text))
    except UnexpectedInput as error:
        raise _explain(error, text) from None
    if depth(expr) > DEEPEST:
        raise NotationError("condition-too-deep", expr.start, expr.end, limit=str(DEEPEST))
    return expr


def parse_change(text: str) -> Change:
    """What `set` writes: `add 1`, `reset`, or an expression. Raises NotationError."""
    words = text.split()
    if words == ["reset"]:
        return Reset()
    if words[:1] == ["add"]:
        if len(words) != 2 or not words[1].isdecimal() or not 1 <= int(words[1]) <= 1000:
            raise NotationError("change-add", 0, len(text))
        return Add(int(words[1]))
    return parse(text)


@cache
def _parser() -> Lark:
    return grammar("condition", _TreeMaker())


_broken = BrokenExamples(_parser, EXAMPLES)


# ---- errors --------------------------------------------------------------------------------------------------------


def _check_signs(text: str) -> None:
    """Quotes that never end, brackets that never close, and full-width signs where syntax is meant."""
    opened: list[int] = []
    full_width: list[int] = []
    quote = -1
    at = 0
    while at < len(text):
        character = text[at]
        if quote >= 0:
            at += character == "\\"
            quote = -1 if character == text[quote] else quote
        elif character in "\"'":
            quote = at
        elif character in FULL_WIDTH:
            full_width.append(at)
        elif character in "([":
            opened.append(at)
        elif character in ")]" and opened:
            opened.pop()
        at += 1
    if full_width:
        raise full_width_error(text, full_width)
    if quote >= 0:
        raise NotationError("quote-unclosed", quote, len(text), replacement=text[quote:].rstrip() + text[quote])
    if opened:
        code = "parenthesis-unclosed" if text[opened[-1]] == "(" else "bracket-unclosed"
        raise NotationError(code, opened[-1], opened[-1] + 1)


def _explain(error: UnexpectedInput, text: str) -> NotationError:
    start, end = place(error, text)
    if isinstance(error, UnexpectedCharacters):
        return _explain_sign(text, start)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return NotationError("condition-incomplete", start, end)
    word = text[start:end]
    if word.lower() in ("and", "or", "not", "in") and not word.islower():
        return NotationError("operator-foreign", start, end, replacement=word.lower(), found=word, ours=word.lower())
    code = _broken.code(error) or BY_TOKEN.get(error.token.type if isinstance(error, UnexpectedToken) else "")
    return NotationError(code or "condition-unexpected", start, end, found=word)


def _explain_sign(text: str, at: int) -> NotationError:
    at -= 2 if text.startswith("===", at - 2) and at >= 2 else 0
    for foreign, ours in FOREIGN.items():
        if text.startswith(foreign, at):
            code = "single-equals" if foreign == "=" else "operator-foreign"
            return NotationError(code, at, at + len(foreign), replacement=ours, found=foreign, ours=ours.strip())
    if text[at].isdigit() or (text[at] == "." and text[at + 1 : at + 2].isdigit()):
        end = at
        while end < len(text) and (text[end].isalnum() or text[end] in "._"):
            end += 1
        return NotationError("number-bad", at, end, found=text[at:end])
    return NotationError("condition-unexpected", at, at + 1, found=text[at])


# ---- tree ----------------------------------------------------------------------------------------------------------


def _span(token: Token) -> tuple[int, int]:
    return token.start_pos or 0, token.end_pos or 0


def _unquote(token: Token) -> str:
    """The text between the quotes; `\\` escapes a quote or itself, and is plain before anything else (`\\d`)."""
    quote, inner = token[0], token[1:-1]
    return inner if "\\" not in inner else _escapes(quote).sub(lambda found: found[0][1], inner)


def _unquoted_places(token: Token) -> tuple[int, ...]:
    """Where each character of the unquoted text stands in the condition, and where the text ends."""
    start, inner = (token.start_pos or 0) + 1, token[1:-1]
    places: list[int] = []
    at = 0
    while at < len(inner):
        places.append(start + at)
        at += 2 if _escapes(token[0]).match(inner, at) else 1
    return (*places, start + len(inner))


@cache
def _escapes(quote: str) -> re.Pattern[str]:
    return re.compile(rf"\\[\\{quote}]")


@v_args(inline=True)
class _TreeMaker(Transformer[Token, object]):
    """Makes the nodes while lark parses. Its methods carry the names of the grammar's rules."""

    def start(self, expr: Expr) -> Expr:
        return expr

    def disjunction(self, *parts: Any) -> Expr:
        operands = tuple(parts[::2])
        return Or(operands[0].start, operands[-1].end, operands)

    def conjunction(self, *parts: Any) -> Expr:
        operands = tuple(parts[::2])
        return And(operands[0].start, operands[-1].end, operands)

    def negation(self, word: Token, operand: Expr) -> Expr:
        return Not(_span(word)[0], operand.end, operand)

    def comparison(self, left: Expr, operator: Token, right: Expr) -> Expr:
        return Comparison(left.start, right.end, cast(Any, str(operator)), left, right)

    def membership(self, left: Expr, _in: Token, right: Expr) -> Expr:
        return Membership(left.start, right.end, left, right)

    def no_membership(self, left: Expr, _not: Token, _in: Token, right: Expr) -> Expr:
        return Membership(left.start, right.end, left, right, negated=True)

    def matching(self, operand: Expr, _matches: Token, pattern: Token) -> Expr:
        return Matching(operand.start, _span(pattern)[1], operand, _unquote(pattern), _unquoted_places(pattern))

    def arithmetic(self, left: Expr, operator: Token, right: Expr) -> Expr:
        return Arithmetic(left.start, right.end, cast(Any, str(operator)), left, right)

    def signed(self, sign: Token, operand: Expr) -> Expr:
        start = _span(sign)[0]
        return Negative(start, operand.end, operand) if sign == "-" else operand

    def number(self, token: Token) -> Expr:
        return Literal(*_span(token), Decimal(token))

    def money(self, token: Token) -> Expr:
        return Literal(*_span(token), cast(Any, from_text(MONEY, token)))

    def duration(self, token: Token) -> Expr:
        return Literal(*_span(token), cast(Any, from_text(DURATION, token)))

    def text(self, token: Token) -> Expr:
        return Literal(*_span(token), _unquote(token))

    def truth(self, token: Token) -> Expr:
        return Literal(*_span(token), token == "true")

    def name(self, token: Token) -> Expr:
        return Name(*_span(token), str(token))

    def known(self, word: Token, token: Token) -> Expr:
        return Known(_span(word)[0], _span(token)[1], Name(*_span(token), str(token)))

    def arguments(self, *items: Expr) -> tuple[Expr, ...]:
        return items

    def call(self, function: Token, *rest: Any) -> Expr:
        arguments = rest[0] if len(rest) == 2 else ()
        return Call(_span(function)[0], _span(rest[-1])[1], str(function), arguments)

    def list(self, opening: Token, *rest: Any) -> Expr:
        items = rest[0] if len(rest) == 2 else ()
        return ListOf(_span(opening)[0], _span(rest[-1])[1], items)
