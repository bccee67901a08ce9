"""Owns how places in a text are told to a browser, whose characters are UTF-16 units: an emoji counts as two."""

from __future__ import annotations

import re
from bisect import bisect_left

from msgspec import Struct

from dsl.diagnostics import Diagnostic, TextEdit
from dsl.wordings import word
from dsl.wordings.calls import word_call

_WIDE = re.compile("[\U00010000-\U0010ffff]")


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
    call: tuple[str, ...] = ()  # of what was proven wrong: a call that shows it, a line each


class BrowserText:
    """A file's text, and where its characters stand as a browser counts them."""

    def __init__(self, text: str) -> None:
        self._wide = [match.start() for match in _WIDE.finditer(text)]

    def units(self, offset: int) -> int:
        """A number of characters as a number of UTF-16 units."""
        return offset + bisect_left(self._wide, offset)

    def problem(self, diagnostic: Diagnostic, language: str) -> BrowserProblem:
        """A diagnostic of this file."""
        span, fix = diagnostic.span, diagnostic.fix
        mendable = fix is not None and all(edit.file == span.file for edit in fix.edits)
        return BrowserProblem(
            file=span.file,
            severity=diagnostic.severity,
            code=diagnostic.code,
            sentence=diagnostic.sentence(language),
            line=span.line,
            column=span.column,
            start=self.units(span.start),
            end=self.units(span.end),
            fix=word(fix.title, diagnostic.arguments, language) if fix is not None and mendable else "",
            edits=tuple(self._edit(edit) for edit in fix.edits) if fix is not None and mendable else (),
            call=tuple(word_call(diagnostic.call, language)) if diagnostic.call is not None else (),
        )

    def _edit(self, edit: TextEdit) -> BrowserEdit:
        return BrowserEdit(self.units(edit.start), self.units(edit.end), edit.text)
