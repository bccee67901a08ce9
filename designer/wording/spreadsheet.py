"""Owns the wording as a spreadsheet: rows out as CSV or XLSX, and back from either, whoever's program saved it.

No cell is ever a formula: in CSV what a program would take for one begins with an apostrophe, which is taken off again; in XLSX
every cell says that it is a text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from msgspec import Struct

from designer.refusal import Refused
from designer.words import LANGUAGES, entries, t
from dsl.importing.brought import ImportProblem
from dsl.importing.tables import decode
from dsl.importing.workbooks import read_workbook

COLUMNS = ("address", "where", "language", "text", "comment", "mark")
ROWS_LIMIT = 50_000
_WIDTHS = (34, 34, 10, 80, 40, 12)
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_SEPARATORS = ",;\t"
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same rows give the same bytes


class Row(Struct, frozen=True, kw_only=True):
    """A text as the spreadsheet has it. `number`: which row it is, as the program counts."""

    address: str
    where: str = ""
    language: str = ""
    text: str = ""
    comment: str = ""
    mark: str = ""
    number: int = 0


def to_csv(rows: Iterable[Row]) -> bytes:
    heading = [t(f"wording.column_{name}") for name in COLUMNS]
    return table([heading, *([str(getattr(row, name)) for name in COLUMNS] for row in rows)])


def table(rows: Iterable[Sequence[str]]) -> bytes:
    """Any rows as CSV."""
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerows([*map(_safe, row)] for row in rows)
    return target.getvalue().encode("utf-8-sig", "replace")  # the mark by which spreadsheets know Chinese


def to_xlsx(rows: Iterable[Row]) -> bytes:
    lines = [_line(1, [t(f"wording.column_{name}") for name in COLUMNS], style=1)]
    lines += [_line(number, [str(getattr(row, name)) for name in COLUMNS]) for number, row in enumerate(rows, 2)]
    columns = "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1" style="2"{_HIDDEN if at == len(_WIDTHS) else ""}/>'
        for at, width in enumerate(_WIDTHS, 1)
    )
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'  # the headings stay in sight
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{columns}</cols><sheetData>{''.join(lines)}</sheetData></worksheet>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), _HEAD + text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def read(data: bytes, name: str) -> list[Row]:
    """The rows of a file that came back. Raises `Refused` with one sentence."""
    try:
        workbook = data[:4] == b"PK\x03\x04"
        lines = _first_sheet(data, name) if workbook else _csv_lines(decode(data, name))
    except (ImportProblem, csv.Error):
        raise Refused("refusals.not_a_spreadsheet") from None
    header = next((number for number, (_, cells) in enumerate(lines[:20]) if _places(cells)), None)
    if header is None:
        raise Refused("refusals.spreadsheet_columns", address=t("wording.column_address"), text=t("wording.column_text"))
    if len(lines) > ROWS_LIMIT:
        raise Refused("refusals.spreadsheet_rows", limit=ROWS_LIMIT)
    places = _places(lines[header][1])
    rows = []
    for number, cells in lines[header + 1 :]:
        found = {column: cells[at] for column, at in places.items() if at < len(cells)}
        if not workbook:
            found = {column: _plain(text) for column, text in found.items()}
        text = found.pop("text", "").replace("\r\n", "\n").replace("\r", "\n")
        if found.get("address", "").strip() or text.strip():
            rows.append(Row(number=number, text=text, **{column: value.strip() for column, value in found.items()}))
    return [row if row.address else Row(address="", number=row.number, text=row.text) for row in rows]


def _places(cells: Sequence[str]) -> dict[str, int]:
    """Which column holds what, by its heading in either language; empty where it is no heading."""
    known = {entries()[f"wording.column_{name}"][spoken].casefold(): name for name in COLUMNS for spoken in LANGUAGES}
    found = {known[cell.strip().casefold()]: at for at, cell in enumerate(cells) if cell.strip().casefold() in known}
    return found if {"address", "text"} <= found.keys() else {}


def _first_sheet(data: bytes, name: str) -> list[tuple[int, list[str]]]:
    sheets = read_workbook(data, name)
    return next(([*sheet.rows] for sheet in sheets if any(_places(cells) for _, cells in sheet.rows[:20])), [])


def _csv_lines(text: str) -> list[tuple[int, list[str]]]:
    head = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    return list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1))


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith((*_RISKY, "'")) else text


def _plain(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith((*_RISKY, "'")) else text


def _line(number: int, cells: Sequence[str], style: int = 2) -> str:
    written = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{_xml(text)}</t></is></c>'
        for at, text in enumerate(cells)
        if text
    )
    return f'<row r="{number}">{written}</row>'


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", text))


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HIDDEN = ' hidden="1"'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name="Callwright" sheetId="1" r:id="rId1"/>'
    "</sheets></workbook>",
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # the three styles of a cell: none, a heading, a text that wraps and is never a number
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
    '<alignment vertical="top" wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
