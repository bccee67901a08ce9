"""Owns the rows of menus that stand for a condition: from its tree to rows, and from rows to its text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from designer.forms.subjects import ABOUT, HOURS, KNOWN, LIKE, ONE_OF, OPEN_THEN, ORDERED, TRUTH, Subject
from dsl import condition
from dsl.condition import tree
from dsl.values import DURATION, MONEY, Duration, Money, ValueType, from_text, plain_number

BARE = (*TRUTH, *HOURS, *KNOWN)
"""Comparisons that need no value."""
JOINERS = ("and", "or")
VALUE, NAME = "value", "name"
"""What a thing is compared with: a value, or another thing."""

_SIGN_OF: dict[str, tree.Sign] = {sign: sign for sign in ORDERED}
_CURRENCIES = {"zh-CN": "CNY", "en-US": "USD", "en-GB": "GBP"}
_NAME = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_SUBJECT = re.compile(rf"(?:(open|age)\()?({_NAME.pattern})(?(1)\))")
_COMMA = re.compile(r"\s*[,，、]\s*")
_NOWHERE = (0, 0)


class Row(Struct, frozen=True):
    joiner: str
    subject: str
    comparison: str
    value: str = ""
    against: str = VALUE


def is_subject(text: str) -> bool:
    return _SUBJECT.fullmatch(text) is not None


# ---- tree to rows ----------------------------------------------------------------------------------------------------


def rows_of(parsed: tree.Expr) -> list[Row] | None:
    """None where some part of it is none that a row has."""
    rows: list[Row] = []
    for block in parsed.operands if isinstance(parsed, tree.Or) else (parsed,):
        for number, part in enumerate(block.operands if isinstance(block, tree.And) else (block,)):
            row = row_of(part, "and" if number or not rows else "or")
            if row is None:
                return None
            rows.append(row)
    return rows


def row_of(part: tree.Expr, joiner: str = "and") -> Row | None:
    match part:
        case tree.Not(operand=operand):
            return _negated(operand, joiner)
        case tree.Comparison(operator=sign, left=left, right=right):
            return _compared(left, sign, right, joiner)
        case tree.Call(function="about", arguments=(left, right)):
            return _compared(left, "about", right, joiner)
        case tree.Call(function="open", arguments=(tree.Name(name=name),)):
            return Row(joiner, f"open({name})", "open")
        case tree.Call(function="open", arguments=(tree.Name(name=name), when)):
            return _against(joiner, f"open({name})", "open_then", when)
        case tree.Membership(left=left, right=tree.ListOf(items=items), negated=negated):
            texts = [_literal(item) for item in items]
            told = ", ".join(text for text in texts if text is not None)
            subject = _subject_of(left)
            return Row(joiner, subject, ONE_OF[negated], told) if subject and None not in texts else None
        case tree.Matching(operand=tree.Name(name=name), pattern=pattern):
            return Row(joiner, name, LIKE[0], pattern)
        case tree.Name(name=name):
            return Row(joiner, name, "holds")
        case tree.Known(name=known):
            return Row(joiner, known.name, "known")
        case _:
            return None


def _negated(operand: tree.Expr, joiner: str) -> Row | None:
    row = row_of(operand, joiner)
    opposite = dict((TRUTH, KNOWN, HOURS, OPEN_THEN, ABOUT, LIKE))
    if row is None or isinstance(operand, tree.Not) or row.comparison not in opposite:
        return None
    return Row(joiner, row.subject, opposite[row.comparison], row.value, row.against)


def _compared(left: tree.Expr, comparison: str, right: tree.Expr, joiner: str) -> Row | None:
    subject = _subject_of(left)
    return _against(joiner, subject, comparison, right) if subject else None


def _against(joiner: str, subject: str, comparison: str, right: tree.Expr) -> Row | None:
    if name := _subject_of(right):
        return Row(joiner, subject, comparison, name, NAME)
    text = _literal(right)
    return Row(joiner, subject, comparison, text) if text is not None else None


def _subject_of(part: tree.Expr) -> str:
    match part:
        case tree.Name(name=name):
            return name
        case tree.Call(function="age", arguments=(tree.Name(name=name),)):
            return f"age({name})"
        case _:
            return ""


def _literal(part: tree.Expr) -> str | None:
    return plain(part.value) if isinstance(part, tree.Literal) and not isinstance(part.value, bool) else None


def plain(value: object) -> str:
    """A value as a person enters it."""
    match value:
        case Money(amount=amount, currency=currency):
            return f"{plain_number(amount)} {currency}"
        case Duration(seconds=seconds):
            return f"{plain_number(seconds)} s"
        case str():
            return value
        case _:
            return f"{value:f}"


# ---- rows to text ----------------------------------------------------------------------------------------------------


def write(rows: Sequence[Row], subjects: Mapping[str, Subject], language: str = "") -> str:
    """The text of a condition. Whatever does not fit its subject is written as a text: the check says what is wrong with it."""
    blocks: list[list[tree.Expr]] = []
    for row in rows:
        if row.joiner == "or" or not blocks:
            blocks.append([])
        blocks[-1].append(_part(row, subjects.get(row.subject), language))
    joined: list[tree.Expr] = [block[0] if len(block) == 1 else tree.And(*_NOWHERE, tuple(block)) for block in blocks]
    if not joined:
        return ""
    return condition.write(joined[0] if len(joined) == 1 else tree.Or(*_NOWHERE, tuple(joined)))


def _part(row: Row, subject: Subject | None, language: str) -> tree.Expr:
    thing = _thing(row.subject)
    match row.comparison:
        case "holds":
            return thing
        case "known":
            return tree.Known(*_NOWHERE, _named(row.subject))
        case "open":
            return tree.Call(*_NOWHERE, "open", (_named(row.subject),))
        case "open_then":
            return tree.Call(*_NOWHERE, "open", (_named(row.subject), _right(row, subject, language)))
        case "about":
            return tree.Call(*_NOWHERE, "about", (thing, _right(row, subject, language)))
        case "like":
            return tree.Matching(*_NOWHERE, thing, row.value, ())
        case "one_of" | "one_of_not":
            items = [tree.Literal(*_NOWHERE, _value(text, subject, language)) for text in _COMMA.split(row.value)]
            return tree.Membership(*_NOWHERE, thing, tree.ListOf(*_NOWHERE, tuple(items)), row.comparison == ONE_OF[1])
        case sign if sign in _SIGN_OF:
            return tree.Comparison(*_NOWHERE, _SIGN_OF[sign], thing, _right(row, subject, language))
        case opposite:
            plainly = {no: yes for yes, no in (TRUTH, KNOWN, HOURS, OPEN_THEN, ABOUT, LIKE)}[opposite]
            return tree.Not(*_NOWHERE, _part(Row(row.joiner, row.subject, plainly, row.value, row.against), subject, language))


def _right(row: Row, subject: Subject | None, language: str) -> tree.Expr:
    if row.against == NAME and is_subject(row.value):
        return _thing(row.value)
    return tree.Literal(*_NOWHERE, _value(row.value, subject, language))


def _thing(subject: str) -> tree.Expr:
    name = _named(subject)
    return tree.Call(*_NOWHERE, "age", (name,)) if subject.startswith("age(") else name


def _named(subject: str) -> tree.Name:
    found = _SUBJECT.fullmatch(subject)
    return tree.Name(*_NOWHERE, found[2] if found else subject)


def _value(text: str, subject: Subject | None, language: str) -> Any:
    number = from_text(ValueType("number"), text)
    kind = subject.kind if subject else "number" if number is not None else "text"
    match kind:
        case "number":
            return number if number is not None else text
        case "money":
            found = from_text(MONEY, text)
            return found or (Money(number, _CURRENCIES.get(language, "CNY")) if isinstance(number, Decimal) else text)
        case "duration":
            return from_text(DURATION, text) or from_text(DURATION, f"{text} s") or text
        case _:
            return text
