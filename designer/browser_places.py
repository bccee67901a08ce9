"""Owns how places in a text are told to a browser, whose characters are UTF-16 units: an emoji counts as two."""

from __future__ import annotations

from msgspec import Struct

from dsl.diagnostics import Diagnostic, TextEdit
from dsl.wordings import word


class BrowserEdit(Struct, frozen=True, rename={"start": "from", "end": "to", "text": "insert"}):
    start: int
    end: int
    text: str


class BrowserProblem(Struct, frozen=True, kw_only=True, rename={"start": "from", "end": "to"}):
    """One diagnostic as the source view marks it. `edits` mend it, where mending is safe and stays in this file."""

    file: str
    severity: str
    code: str
    sentence: str
    line: int
    column: int
    start: int
    end: int
    fix: str = ""
    edits: tuple[BrowserEdit, ...] = ()


def to_browser(text: str, diagnostic: Diagnostic, language: str) -> BrowserProblem:
    """The diagnostic of a file with this text."""
    span, fix = diagnostic.span, diagnostic.fix
    mendable = fix is not None and all(edit.file == span.file for edit in fix.edits)
    return BrowserProblem(
        file=span.file,
        severity=diagnostic.severity,
        code=diagnostic.code,
        sentence=diagnostic.sentence(language),
        line=span.line,
        column=span.column,
        start=units(text, span.start),
        end=units(text, span.end),
        fix=word(fix.title, diagnostic.arguments, language) if fix is not None and mendable else "",
        edits=tuple(_edit(text, edit) for edit in fix.edits) if fix is not None and mendable else (),
    )


def units(text: str, offset: int) -> int:
    """A number of characters as a number of UTF-16 units."""
    return offset + sum(character > "\uffff" for character in text[:offset])


def _edit(text: str, edit: TextEdit) -> BrowserEdit:
    return BrowserEdit(units(text, edit.start), units(text, edit.end), edit.text)
