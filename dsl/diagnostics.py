"""Owns the Diagnostic: one problem in something a person wrote, at its place, worded in their language.

`Findings.report` is the one door: every stage of the pipeline reports through it, nothing is raised, and as many
problems as there are come out together. Wordings by code stand in `wordings.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from dsl.failing_call import FailingCall
from dsl.libraries import library_of

Severity = Literal["error", "warning"]


class Span(Struct, frozen=True, order=True):
    """A place in a file: lines and columns count characters from 1; the end is exclusive; offsets are characters from 0."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    start: int
    end: int


class TextEdit(Struct, frozen=True):
    """Replace the characters `start:end` of `file` by `text`."""

    file: str
    start: int
    end: int
    text: str


class Fix(Struct, frozen=True):
    """A safe change that mends the problem. `title` is a code of `wordings.py`."""

    title: str
    edits: tuple[TextEdit, ...]


Place = TypeVar("Place", Span, TextEdit)


class Diagnostic(Struct, frozen=True, kw_only=True):
    """One located problem. `arguments` fill the sentence of `code`; `fix` is there where mending is safe.

    `related` are the other places that the sentence speaks of.
    """

    code: str
    span: Span
    severity: Severity = "error"
    arguments: dict[str, str] = field(default_factory=dict)
    fix: Fix | None = None
    related: tuple[Span, ...] = ()
    call: FailingCall | None = None  # of what was proven wrong: a call that shows it

    def moved(self, prefix: str) -> Diagnostic:
        """The same problem where its file is known by a longer name."""
        fix = self.fix and Fix(self.fix.title, tuple(_moved(edit, prefix) for edit in self.fix.edits))
        arguments = dict(self.arguments)
        if "place" in arguments and not library_of(arguments["place"]):  # `slots.yaml:3`
            arguments["place"] = prefix + arguments["place"]
        related = tuple(_moved(at, prefix) for at in self.related)
        return replace(self, span=_moved(self.span, prefix), fix=fix, arguments=arguments, related=related)

    def sentence(self, language: str = "en") -> str:
        """The problem in words, `en` or `zh`."""
        from dsl.wordings import word  # here: wordings are data and load only when somebody reads them

        return word(self.code, self.arguments, language)

    def line(self, language: str = "en") -> str:
        """`file:line:column: error code: sentence`"""
        at = self.span
        return f"{at.file}:{at.line}:{at.column}: {self.severity} {self.code}: {self.sentence(language)}"


def _moved(place: Place, prefix: str) -> Place:
    return place if library_of(place.file) else replace(place, file=prefix + place.file)


class Findings:
    """Collects diagnostics while a package goes through the pipeline."""

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []

    def report(
        self,
        code: str,
        span: Span,
        *,
        severity: Severity = "error",
        fix: Fix | None = None,
        related: tuple[Span, ...] = (),
        call: FailingCall | None = None,
        arguments: Mapping[str, str] | None = None,
        **more: str,
    ) -> None:
        """`arguments` and `more` together fill the sentence of `code`."""
        filled = {**(arguments or {}), **more}
        one = Diagnostic(code=code, span=span, severity=severity, arguments=filled, fix=fix, related=related, call=call)
        self._found.append(one)

    def adopt(self, others: Iterable[Diagnostic]) -> None:
        """Takes over what was found elsewhere; of the same code at the same place that alone counts."""
        taken = {(one.code, one.span): one for one in others}
        self._found = [*taken.values(), *(one for one in self._found if (one.code, one.span) not in taken)]

    def __iter__(self) -> Iterator[Diagnostic]:
        """In reading order: by file, then by place."""
        return iter(sorted(self._found, key=lambda d: (d.span.file, d.span.start, d.code)))

    def __len__(self) -> int:
        return len(self._found)

    @property
    def fatal(self) -> bool:
        """Whether any of them is an error."""
        return any(d.severity == "error" for d in self._found)
