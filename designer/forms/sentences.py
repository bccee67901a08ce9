"""Owns how a condition reads: as a sentence in the operator's words."""

from __future__ import annotations

from collections.abc import Mapping

from designer import words
from designer.forms.menu_rows import NAME, plain, row_of
from designer.forms.subjects import ORDERED, Subject
from dsl import condition
from dsl.condition import tree
from dsl.notation import NotationError

_SIGNS: dict[str, str] = {sign: f"conditions.comparison_{number}" for number, sign in enumerate(ORDERED)}


def in_words(text: str, subjects: Mapping[str, Subject]) -> str:
    """The condition as a sentence; what could not be read stays as it is written."""
    try:
        return _said(condition.parse(text), subjects)
    except NotationError:
        return text


def comparison_words(comparison: str) -> str:
    return words.t(_SIGNS.get(comparison, f"conditions.comparison_{comparison}"))


def _said(part: tree.Expr, subjects: Mapping[str, Subject]) -> str:
    match part:
        case tree.Or(operands=operands) | tree.And(operands=operands):
            joiner = words.t("conditions.said_or" if isinstance(part, tree.Or) else "conditions.said_and")
            return joiner.join(_inside(one, subjects) for one in operands)
        case tree.Comparison(operator=sign, left=left, right=right):
            return f"{_said(left, subjects)} {words.t(f'conditions.says_{ORDERED.index(sign)}')} {_said(right, subjects)}"
        case tree.Name(name=name):
            return _called(name, subjects)
        case tree.Call(function="age", arguments=(tree.Name(name=name),)):
            return _called(f"age({name})", subjects)
        case tree.Arithmetic(operator=operator, left=left, right=right):
            return f"{_reckoned(left, subjects)} {words.t(f'conditions.{_RECKONED[operator]}')} {_reckoned(right, subjects)}"
        case tree.Literal(value=bool()):
            return condition.write(part)
        case tree.Literal(value=str() as text):
            return words.t("conditions.quoted", text=text)
        case tree.Literal(value=value):
            return plain(value)
    return _as_row(part, subjects) or _otherwise(part, subjects)


_RECKONED = {"+": "plus", "-": "minus", "*": "times", "/": "divided"}


def _as_row(part: tree.Expr, subjects: Mapping[str, Subject]) -> str:
    row = row_of(part)
    if row is None:
        return ""
    value = _called(row.value, subjects) if row.against == NAME else row.value
    return words.t(f"conditions.said_{row.comparison}", name=_called(row.subject, subjects), value=value)


def _otherwise(part: tree.Expr, subjects: Mapping[str, Subject]) -> str:
    if isinstance(part, tree.Not):
        return words.t("conditions.said_not", text=_said(part.operand, subjects))
    return condition.write(part)


def _called(name: str, subjects: Mapping[str, Subject]) -> str:
    return subjects[name].words if name in subjects else name


def _reckoned(part: tree.Expr, subjects: Mapping[str, Subject]) -> str:
    said = _said(part, subjects)
    return words.t("conditions.in_brackets", text=said) if isinstance(part, tree.Arithmetic) else said


def _inside(part: tree.Expr, subjects: Mapping[str, Subject]) -> str:
    if isinstance(part, tree.Or | tree.And):
        return words.t("conditions.in_brackets", text=_said(part, subjects))
    if isinstance(part, tree.Name):
        return words.t("conditions.said_holds", name=_said(part, subjects))
    return _said(part, subjects)
