"""Owns conditions as an operator builds them: rows of menus, each of a thing, how it compares, and a value.

Rows joined by “and” are a block, and it is enough that one block holds: `a >= 1 or b and c`. Any other condition stays as it
is written, in a field of its own. Both read as a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, ClassVar

from msgspec import Struct, structs

from designer import words
from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.sheet import Path, Sheet
from designer.forms.subjects import COMPARISONS, HOURS, KNOWN, ORDERED, TRUTH, Subject, subjects_of
from dsl import condition
from dsl.condition import tree
from dsl.model import Package
from dsl.notation import NotationError
from dsl.values import DURATION, MONEY, Duration, Money, ValueType, from_text, plain_number

BARE = (*TRUTH, *HOURS, *KNOWN)
"""Comparisons that need no value."""
JOINERS = ("and", "or")

_SIGN_OF: dict[str, tree.Sign] = {sign: sign for sign in ORDERED}
_SIGNS: dict[str, str] = {sign: f"conditions.comparison_{number}" for number, sign in enumerate(ORDERED)}
_CURRENCIES = {"zh-CN": "CNY", "en-US": "USD", "en-GB": "GBP"}


class Row(Struct, frozen=True):
    joiner: str
    subject: str
    comparison: str
    value: str = ""


class Shown(Struct, frozen=True):
    """A condition as the form shows it; `rows` None: the menus can't."""

    text: str
    rows: list[Row] | None
    sentence: str


class Condition(Field, frozen=True, kw_only=True):
    """Controls: `KEY.joiner`, `.subject`, `.comparison`, `.value` a row, `KEY.text` as it is written, `KEY.mode` which counts."""

    sort: ClassVar[str] = "condition"

    def read(self, sheet: Sheet, item: Path) -> Any:
        return shown(sheet.text(self.path(item)), subjects_of(sheet.checked.package))

    def entered(self, entered: Entered) -> Any:
        text = one_line(entered.text(f"{self.key}.text"))
        return Shown(text, None if self._is_written(entered) else self._rows(entered), "")

    def edits(self, sheet: Sheet, item: Path, entered: Entered, order: tuple[str, ...]) -> list[Edit]:
        path = self.path(item)
        old = sheet.text(path)
        if self._is_written(entered):
            text = one_line(entered.text(f"{self.key}.text"))
            return scalar_edits(sheet, path, text, order=order) if text != one_line(old) else []
        rows = self._rows(entered)
        if rows == build(old):
            return []
        return [Put(path, write(rows, subjects_of(sheet.checked.package), sheet.language), order)]

    def _is_written(self, entered: Entered) -> bool:
        return entered.text(f"{self.key}.mode") != "built"

    def _rows(self, entered: Entered) -> list[Row]:
        """The first one has no joiner of its own."""
        parts = [entered.all(f"{self.key}.{part}") for part in ("subject", "comparison", "value")]
        joiners = ["and", *entered.all(f"{self.key}.joiner")]
        return meant(Row(*cells) for cells in zip(joiners, *parts, strict=False))


def meant(rows: Iterable[Row]) -> list[Row]:
    """Of the rows that somebody entered those that say something."""
    said = (structs.replace(row, value="" if row.comparison in BARE else row.value) for row in rows)
    kept = [row for row in said if row.subject and row.comparison in COMPARISONS and (row.value or row.comparison in BARE)]
    return [row if row.joiner in JOINERS else structs.replace(row, joiner="and") for row in kept]


def menus(package: Package | None) -> dict[str, Any]:
    """What the menus of conditions offer, for the templates that show them."""
    return {
        "subjects": list(subjects_of(package).values()),
        "comparisons": [(name, comparison_words(name), name in BARE) for name in COMPARISONS],
        "joiners": [(name, words.t(f"conditions.joiner_{name}").strip()) for name in JOINERS],
    }


# ---- text to rows and back -------------------------------------------------------------------------------------------


def shown(text: str, subjects: dict[str, Subject]) -> Shown:
    return Shown(text, build(text), in_words(text, subjects))


def build(text: str) -> list[Row] | None:
    """The condition as rows, where it is nothing more."""
    try:
        parsed = condition.parse(text)
    except NotationError:
        return None
    rows: list[Row] = []
    for block in parsed.operands if isinstance(parsed, tree.Or) else (parsed,):
        for number, part in enumerate(block.operands if isinstance(block, tree.And) else (block,)):
            row = _row(part, "and" if number or not rows else "or")
            if row is None:
                return None
            rows.append(row)
    return rows


def _row(part: tree.Expr, joiner: str) -> Row | None:
    match part:
        case tree.Comparison(operator=sign, left=tree.Name(name=name), right=tree.Literal(value=value)) if value not in (
            True,
            False,
        ):
            return Row(joiner, name, sign, _plain(value))
        case tree.Name(name=name):
            return Row(joiner, name, "holds")
        case tree.Not(operand=tree.Name(name=name)):
            return Row(joiner, name, "fails")
        case tree.Known(name=known):
            return Row(joiner, known.name, "known")
        case tree.Not(operand=tree.Known(name=known)):
            return Row(joiner, known.name, "unknown")
        case tree.Call(function="open", arguments=(tree.Name(name=name),)):
            return Row(joiner, f"open({name})", "open")
        case tree.Not(operand=tree.Call(function="open", arguments=(tree.Name(name=name),))):
            return Row(joiner, f"open({name})", "closed")
        case _:
            return None


def _plain(value: object) -> str:
    match value:
        case Money(amount=amount, currency=currency):
            return f"{plain_number(amount)} {currency}"
        case Duration(seconds=seconds):
            return f"{plain_number(seconds)} s"
        case str():
            return value
        case _:
            return f"{value:f}"


def write(rows: list[Row], subjects: dict[str, Subject], language: str = "") -> str:
    """The text of a condition. Whatever does not fit its subject is written as a text: the check says what is wrong with it."""
    blocks: list[list[tree.Expr]] = []
    for row in rows:
        if row.joiner == "or" or not blocks:
            blocks.append([])
        blocks[-1].append(_part(row, subjects.get(row.subject), language))
    joined: list[tree.Expr] = [block[0] if len(block) == 1 else tree.And(0, 0, tuple(block)) for block in blocks]
    if not joined:
        return ""
    return condition.write(joined[0] if len(joined) == 1 else tree.Or(0, 0, tuple(joined)))


def _part(row: Row, subject: Subject | None, language: str) -> tree.Expr:
    name = tree.Name(0, 0, row.subject)
    match row.comparison:
        case "holds":
            return name
        case "fails":
            return tree.Not(0, 0, name)
        case "known":
            return tree.Known(0, 0, name)
        case "unknown":
            return tree.Not(0, 0, tree.Known(0, 0, name))
        case "open" | "closed":
            calendar = tree.Name(0, 0, row.subject.removeprefix("open(").removesuffix(")"))
            call = tree.Call(0, 0, "open", (calendar,))
            return call if row.comparison == "open" else tree.Not(0, 0, call)
        case sign:
            return tree.Comparison(0, 0, _SIGN_OF[sign], name, tree.Literal(0, 0, _value(row.value, subject, language)))


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


# ---- as a sentence ---------------------------------------------------------------------------------------------------


def in_words(text: str, subjects: dict[str, Subject]) -> str:
    """The condition as a sentence in the operator's words; what could not be read stays as it is written."""
    try:
        return _said(condition.parse(text), subjects)
    except NotationError:
        return text


def _said(part: tree.Expr, subjects: dict[str, Subject]) -> str:
    match part:
        case tree.Or(operands=operands) | tree.And(operands=operands):
            joiner = words.t("conditions.joiner_or" if isinstance(part, tree.Or) else "conditions.joiner_and")
            return joiner.join(_inside(one, subjects) for one in operands)
        case tree.Comparison(operator=sign, left=left, right=right):
            return f"{_said(left, subjects)} {words.t(f'conditions.says_{ORDERED.index(sign)}')} {_said(right, subjects)}"
        case tree.Name(name=name):
            return subjects[name].words if name in subjects else name
        case tree.Literal(value=bool()):
            return condition.write(part)
        case tree.Literal(value=str() as text):
            return words.t("conditions.quoted", text=text)
        case tree.Literal(value=value):
            return _plain(value)
    row = _row(part, "and")
    if row is not None:
        name = subjects[row.subject].words if row.subject in subjects else row.subject
        return words.t(f"conditions.said_{row.comparison}", name=name)
    return condition.write(part)


def _inside(part: tree.Expr, subjects: dict[str, Subject]) -> str:
    if isinstance(part, tree.Or | tree.And):
        return words.t("conditions.in_brackets", text=_said(part, subjects))
    if isinstance(part, tree.Name):
        return words.t("conditions.said_holds", name=_said(part, subjects))
    return _said(part, subjects)


def comparison_words(comparison: str) -> str:
    return words.t(_SIGNS.get(comparison, f"conditions.comparison_{comparison}"))


def one_line(text: str) -> str:
    return " ".join(text.split())
