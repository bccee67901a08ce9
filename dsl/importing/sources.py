"""Owns which kind of file an import has before it: rows (CSV, JSON lines, Excel), Rasa's training data, a Dialogflow agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dsl.importing import dialogflow, rasa
from dsl.importing.archives import open_archive
from dsl.importing.brought import Brought, ImportProblem, Row
from dsl.importing.tables import columns_of, decode, read_rows, rows_of_cells
from dsl.importing.workbooks import read_workbook

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_YAML = (".yml", ".yaml")


def read_source(data: bytes, name: str, language: str = "") -> Brought:
    """What one file brings. Raises ImportProblem, one sentence, when it is of no kind that can be read."""
    if data.startswith(_OLE):
        raise ImportProblem(f"{name} is an Excel workbook of the old kind (.xls); save it as .xlsx or CSV and import that")
    if data.startswith(_ZIP):
        files = open_archive(data, name)
        if "xl/workbook.xml" in files:
            return _read_workbook(data, name)
        return read_folder(files, name, language)
    if name.lower().endswith(".xlsx"):
        raise ImportProblem(f"{name} is no Excel workbook")
    if name.lower().endswith(_YAML):
        brought = Brought()
        rasa.read_rasa(decode(data, name), name, brought)
        return brought
    return Brought(rows=read_rows(data, name))


def read_folder(files: Mapping[str, bytes], name: str, language: str = "") -> Brought:
    """What an export of many files brings."""
    brought = Brought()
    if dialogflow.is_agent(files):
        dialogflow.read_agent(files, name, language, brought)
        return brought
    written = [path for path in sorted(files) if path.lower().endswith(_YAML) and not path.startswith((".", "__MACOSX"))]
    for path in written:
        text = decode(files[path], path) if files[path].strip() else ""
        if rasa.is_rasa(text):
            rasa.read_rasa(text, path, brought)
        elif text:
            brought.leave_out("a file of another kind", path)
    if not brought.rows:
        raise ImportProblem(f"{name} is no export that can be read: neither Rasa's training data nor an agent of Dialogflow")
    return brought


def _read_workbook(data: bytes, name: str) -> Brought:
    """Every sheet that has a column of texts and one of intents; without such a heading, the first sheet."""
    sheets = [sheet for sheet in read_workbook(data, name) if sheet.rows]
    if not sheets:
        raise ImportProblem(f"{name} is empty")
    headed = [sheet for sheet in sheets if columns_of(sheet.rows[0][1])] or sheets[:1]
    brought = Brought(rows=list(_all_rows((sheet.rows for sheet in headed), name)))
    for sheet in sheets:
        if sheet not in headed:
            brought.leave_out("a sheet without columns of texts and intents", f"sheet {sheets.index(sheet) + 1}")
    return brought


def _all_rows(sheets: Iterable[list[tuple[int, list[str]]]], name: str) -> Iterable[Row]:
    for rows in sheets:
        yield from rows_of_cells([(cells, number) for number, cells in rows if any(cell.strip() for cell in cells)], name)
