"""Owns reading the rows of a file of another system: its encoding, its separator, and which column is which."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import islice

from dsl.importing.brought import ImportProblem, Marked, Row, marked_row

MOST_ROWS = 1_000_000
LONGEST_CELL = 10_000

TEXT_COLUMNS = frozenset(
    {
        "text", "utterance", "utterances", "phrase", "phrases", "query", "sentence", "question", "example", "input",
        "文本", "语料", "话术", "说法", "例句", "问题", "相似问", "用户说法", "句子",
    }
)  # fmt: skip
LABEL_COLUMNS = frozenset(
    {"intent", "intents", "label", "labels", "category", "class", "intent_name", "意图", "意图名称", "标签", "分类", "类别"}
)

_SEPARATORS = (",", "\t", ";", "|")


def read_rows(data: bytes, name: str) -> list[Row]:
    """The rows of a `.csv` or `.jsonl` file; cells that are missing are empty. Raises ImportProblem."""
    text = decode(data, name)
    if not text.strip():
        raise ImportProblem(f"{name} is empty")
    read = _read_jsonl if name.lower().endswith((".jsonl", ".ndjson")) else _read_csv
    rows = list(islice(read(text, name), MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise ImportProblem(f"{name} has more than {MOST_ROWS} rows")
    return rows


def decode(data: bytes, name: str) -> str:
    """UTF-8 or, by its byte order mark, UTF-16; else GB 18030, which is what Chinese spreadsheets write."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ImportProblem(f"{name} is no text in UTF-8 or GBK")


# ---- csv -----------------------------------------------------------------------------------------------------------


def _read_csv(text: str, name: str) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL * 10)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text))
    try:
        cells = [(line, reader.line_num) for line in islice(reader, MOST_ROWS + 2) if any(cell.strip() for cell in line)]
    except csv.Error:
        raise ImportProblem(f"{name} cannot be read as CSV at line {reader.line_num}") from None
    yield from rows_of_cells(cells, name)


def rows_of_cells(cells: Sequence[tuple[Sequence[str], int]], name: str) -> Iterator[Row]:
    """The rows of a table, given by its lines that are not empty and their numbers."""
    columns = columns_of(cells[0][0])
    first = 1 if columns else 0
    text_column, label_column = columns or _guess_columns([line for line, _ in cells], name)
    for line, number in cells[first:]:
        yield Row(_cell(line, text_column), _cell(line, label_column), number)


def _cell(line: Sequence[str], column: int) -> str:
    """A cell; the apostrophe with which spreadsheets keep a text from being a formula is no part of it."""
    cell = line[column].strip() if column < len(line) else ""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@") else cell


def _separator(text: str) -> str:
    """The sign that parts most of the first line outside of quote marks."""
    first = next(line for line in io.StringIO(text) if line.strip())
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def columns_of(header: Sequence[str]) -> tuple[int, int] | None:
    """Where the texts and the labels stand, if this line is a header."""
    names = [cell.strip().lower() for cell in header]
    text = next((number for number, cell in enumerate(names) if cell in TEXT_COLUMNS), None)
    label = next((number for number, cell in enumerate(names) if cell in LABEL_COLUMNS), None)
    return (text, label) if text is not None and label is not None else None


def _guess_columns(lines: Sequence[Sequence[str]], name: str) -> tuple[int, int]:
    """Without a header there are two columns, and labels repeat where texts don't."""
    looked_at = [line for line in lines[:5000] if len(line) >= 2]
    if not looked_at or max(len(line) for line in looked_at) != 2:
        raise ImportProblem(f"{name} needs a column “text” and a column “intent”")
    distinct = [len({line[column].strip() for line in looked_at}) for column in (0, 1)]
    return (1, 0) if distinct[0] < distinct[1] else (0, 1)


# ---- jsonl ---------------------------------------------------------------------------------------------------------


def _read_jsonl(text: str, name: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            raise ImportProblem(f"{name} has no JSON at line {number}") from None
        if not isinstance(entry, dict):
            raise ImportProblem(f"{name} has no JSON object at line {number}")
        yield _marked_entry(_field(entry, TEXT_COLUMNS), _field(entry, LABEL_COLUMNS), entry.get("entities"), number)


def _marked_entry(text: str, label: str, entities: object, number: int) -> Row:
    """With the values that `entities` tells the places of: `{"start": 5, "end": 11, "entity": "city", "value": "london"}`."""
    marks = [one for one in entities if isinstance(one, dict)] if isinstance(entities, list) else []
    parts: list[str | Marked] = []
    at = 0
    for mark in sorted(marks, key=lambda one: one["start"] if isinstance(one.get("start"), int) else -1):
        start, end, entity, value = (mark.get(key) for key in ("start", "end", "entity", "value"))
        if not (isinstance(start, int) and isinstance(end, int) and isinstance(entity, str) and at <= start < end <= len(text)):
            continue
        parts += [text[at:start], Marked(text[start:end], entity, value if isinstance(value, str) else "")]
        at = end
    return marked_row([*parts, text[at:]], label, number) if parts else Row(text, label, number)


def _field(entry: dict[str, object], names: frozenset[str]) -> str:
    return next((value.strip() for key, value in entry.items() if key.lower() in names and isinstance(value, str)), "")
