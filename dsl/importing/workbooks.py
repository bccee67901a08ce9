"""Owns reading Excel workbooks (.xlsx): the cells of every sheet as texts, formulas as what they are.

A workbook is an archive of XML files. Document types and entities are refused, so nothing in one can name a file or grow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.parsers import expat

from msgspec import Struct, field

from dsl.importing.archives import open_archive
from dsl.importing.brought import ImportProblem

MOST_CELLS = 5_000_000
LONGEST_CELL = 10_000
_COLUMN = re.compile(r"[A-Z]{1,3}")


class Sheet(Struct):
    name: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)  # the row's number, and its cells


def read_workbook(data: bytes, name: str) -> list[Sheet]:
    files = open_archive(data, name)
    if "xl/workbook.xml" not in files:
        raise ImportProblem(f"{name} is no Excel workbook")
    shared = _shared_strings(files["xl/sharedStrings.xml"], name) if "xl/sharedStrings.xml" in files else []
    targets = _targets(files.get("xl/_rels/workbook.xml.rels", b""), name)
    sheets: list[Sheet] = []
    for title, relation in _sheet_names(files["xl/workbook.xml"], name):
        path = targets.get(relation, "")
        content = files.get(path.lstrip("/") if path.startswith("/") else f"xl/{path}")
        if content is not None:
            sheets.append(Sheet(title, _rows(content, shared, name)))
    return sheets


def _parse(data: bytes, name: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None,
           text: Callable[[str], None] | None = None) -> None:  # fmt: skip
    def refuse(*_: object) -> None:
        raise ImportProblem(f"{name} has a document type in it, which no workbook needs")

    parser = expat.ParserCreate(namespace_separator=None)
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda tag, attributes: start(tag.rpartition(":")[2], attributes)
    if end is not None:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        raise ImportProblem(f"{name} is a broken workbook") from None


def _sheet_names(data: bytes, name: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            found.append((attributes.get("name", ""), relation))

    _parse(data, name, start)
    return found


def _targets(data: bytes, name: str) -> dict[str, str]:
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            found[attributes.get("Id", "")] = attributes.get("Target", "")

    if data:
        _parse(data, name, start)
    return found


def _shared_strings(data: bytes, name: str) -> list[str]:
    strings: list[str] = []
    pieces: list[str] = []
    within: list[str] = []

    def start(tag: str, _: dict[str, str]) -> None:
        within.append(tag)
        if tag == "si":
            pieces.clear()

    def end(tag: str) -> None:
        within.pop()
        if tag == "si":
            strings.append("".join(pieces))

    def text(characters: str) -> None:
        if within and within[-1] == "t" and "rPh" not in within:  # what a word sounds like is no part of it
            pieces.append(characters)

    _parse(data, name, start, end, text)
    return strings


class _Cell(Struct):
    column: int
    kind: str
    value: list[str] = field(default_factory=list)
    formula: list[str] = field(default_factory=list)
    is_formula: bool = False

    def text(self, shared: list[str]) -> str:
        if self.is_formula:
            return "=" + "".join(self.formula)
        value = "".join(self.value)
        if self.kind == "s":
            return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
        return {"1": "TRUE", "0": "FALSE"}.get(value, value) if self.kind == "b" else value


def _rows(data: bytes, shared: list[str], name: str) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    cells: list[_Cell] = []
    within: list[str] = []
    number = [0, 0]  # of the row, and of all cells

    def start(tag: str, attributes: dict[str, str]) -> None:
        within.append(tag)
        if tag == "row":
            cells.clear()
            written = attributes.get("r", "")
            number[0] = int(written) if written.isdecimal() and len(written) < 9 else number[0] + 1
        elif tag == "c":
            number[1] += 1
            if number[1] > MOST_CELLS:
                raise ImportProblem(f"{name} has more than {MOST_CELLS:,} cells")
            column = _column(attributes.get("r", ""))
            cells.append(_Cell(len(cells) if column is None else column, attributes.get("t", "n")))
        elif tag == "f" and cells:
            cells[-1].is_formula = True

    def end(tag: str) -> None:
        within.pop()
        if tag == "row" and cells:
            rows.append((number[0], _line(cells, shared)))

    def text(characters: str) -> None:
        if not within or not cells:
            return
        if within[-1] in ("v", "t") and "rPh" not in within:
            cells[-1].value.append(characters)
        elif within[-1] == "f":
            cells[-1].formula.append(characters)

    _parse(data, name, start, end, text)
    return rows


def _line(cells: list[_Cell], shared: list[str]) -> list[str]:
    by_column = {cell.column: cell.text(shared)[:LONGEST_CELL] for cell in cells if cell.column < 1000}
    return [by_column.get(column, "") for column in range(max(by_column, default=-1) + 1)]


def _column(reference: str) -> int | None:
    matched = _COLUMN.match(reference)
    if matched is None:
        return None
    number = 0
    for letter in matched.group():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
