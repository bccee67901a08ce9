"""Owns conditions as an operator builds them: rows of menus, each of a thing, how it compares, and a value.

Rows joined by “and” are a block, and it is enough that one block holds: `a >= 1 or b and c`. Any other condition stays as it
is written, in a field of its own. Both read as a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from msgspec import Struct

from designer import words
from designer.forms.edits import Edit, Put
from designer.forms.fields import Entered, scalar_edits
from designer.forms.form import Field
from designer.forms.sheet import Path, Sheet
from dsl import condition
from dsl.compiler import Checked
from dsl.condition import tree
from dsl.model import Package
from dsl.notation import NotationError
from dsl.resolver.vocabulary import OF_THE_CALL
from dsl.values import DURATION, MONEY, Duration, Money, ValueType, from_text, parse_type, plain_number

ORDERED = (">=", ">", "<=", "<", "==", "!=")
SAME = ("==", "!=")
KNOWN = ("known", "unknown")
TRUTH = ("holds", "fails")
HOURS = ("open", "closed")
COMPARISONS = (*ORDERED, *TRUTH, *HOURS, *KNOWN)
BARE = (*TRUTH, *HOURS, *KNOWN)
"""Comparisons that need no value."""
JOINERS = ("and", "or")

_SIGNS = {sign: f"conditions.comparison_{number}" for number, sign in enumerate(ORDERED)}
_KINDS = {"number": "number", "ordinal": "number", "count": "number", "money": "money", "duration": "duration", "date": "date",
          "time": "time", "flag": "truth", "yes/no": "truth", "choice": "choice"}  # fmt: skip
_CURRENCIES = {"zh-CN": "CNY", "en-US": "USD", "en-GB": "GBP"}


class Subject(Struct, frozen=True, kw_only=True):
    """Something that a condition may ask for. `values`: what it can be, where that is one of a few."""

    name: str
    words: str
    group: str
    kind: str
    type: ValueType
    values: tuple[str, ...] = ()

    @property
    def comparisons(self) -> tuple[str, ...]:
        if self.kind in ("hours", "truth"):
            return HOURS if self.kind == "hours" else TRUTH
        own: tuple[str, ...] = SAME if self.kind in ("text", "choice") else ORDERED
        return own if self.group == "call" else (*own, *KNOWN)


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
        return shown(sheet.text(self.path(item)), subjects_of(sheet.checked))

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
        return [Put(path, write(rows, subjects_of(sheet.checked), sheet.language), order)]

    def _is_written(self, entered: Entered) -> bool:
        return entered.text(f"{self.key}.mode") != "built"

    def _rows(self, entered: Entered) -> list[Row]:
        """Those that say something; the first one has no joiner of its own."""
        parts = [entered.all(f"{self.key}.{part}") for part in ("subject", "comparison", "value")]
        joiners = ["and", *entered.all(f"{self.key}.joiner")]
        rows = [
            Row(joiner if joiner in JOINERS else "and", subject, comparison, "" if comparison in BARE else value)
            for joiner, subject, comparison, value in zip(joiners, *parts, strict=False)
        ]
        return [row for row in rows if row.subject and row.comparison in COMPARISONS and (row.value or row.comparison in BARE)]


# ---- what may be asked for -------------------------------------------------------------------------------------------


def subjects_of(checked: Checked) -> dict[str, Subject]:
    """By the name that a condition has for it; for a calendar that is `open(name)`."""
    found = [
        Subject(name=name, words=_word(name), group="call", kind=_kind(type_), type=type_) for name, type_ in OF_THE_CALL.items()
    ]
    if checked.package is not None:
        found += _of_package(checked.package)
    return {subject.name: subject for subject in found}


def _of_package(package: Package) -> Iterator[Subject]:
    for name, slot in package.slots.items():
        yield from _subject(package, name, slot.title or name, "slots", slot.type)
    for lookup, data in package.data.items():
        for field, type_ in data.gives.items():
            yield from _subject(package, f"{lookup}.{field}", f"{lookup}.{field}", "data", type_)
    for name, value in package.flow.values.items():
        part = package.subflows.get(value.flag or "")
        type_ = "flag" if value.flag is not None else "count" if value.count is not None else value.type or "text"
        yield from _subject(package, name, (part.title if part else "") or name, "values", type_)
    for name, calendar in package.calendars.items():
        yield Subject(name=f"open({name})", words=calendar.title or name, group="hours", kind="hours", type=ValueType("flag"))


def _subject(package: Package, name: str, title: str, group: str, type_: str) -> Iterator[Subject]:
    try:
        read = parse_type(type_)
    except NotationError:
        return
    values = tuple(package.words.lists.get(read.argument, {})) if read.name == "choice" else ()
    yield Subject(name=name, words=title, group=group, kind=_kind(read), type=read, values=values)


def _word(name: str) -> str:
    return words.t(f"conditions.{name.replace('.', '_')}")


def _kind(type_: ValueType) -> str:
    return _KINDS.get(type_.name, "text")


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
            return tree.Comparison(0, 0, sign, name, tree.Literal(0, 0, _value(row.value, subject, language)))  # type: ignore[arg-type]


def _value(text: str, subject: Subject | None, language: str) -> Any:
    number = from_text(ValueType("number"), text)
    kind = subject.kind if subject else "number" if number is not None else "text"
    match kind:
        case "number":
            return number if number is not None else text
        case "money":
            found = from_text(MONEY, text)
            return found or (Money(number, _CURRENCIES.get(language, "CNY")) if number is not None else text)  # type: ignore[arg-type]
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
