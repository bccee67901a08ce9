"""Owns what happens where YAML stops: say what the person most likely meant, mend a working copy so, and read on.

A mend that is safe is offered as the finding's fix. Where nothing fits, the line and what hangs on it are left out, so
that the rest of the file is still checked. Every round ends further down in the file, so the rounds are bounded; what a
whole package may cost is bounded by its allowance.
"""

from __future__ import annotations

import re

import yaml
from msgspec import Struct

from dsl.diagnostics import Findings
from dsl.source.events import Stop, read_events
from dsl.source.files import SourceFile
from dsl.source.mends import Mend, propose

MOST_MENDED = 400_000
"""Characters of a file that is mended; of a larger one the first place is named at which YAML stops, and that is all."""

ROUNDS = 40


class Allowance(Struct):
    """How much may be read again to mend the files of one package: a large one with many slips is mended as far as that goes."""

    events: int = 120_000

    @property
    def spent(self) -> bool:
        return self.events < 0

    def read(self, text: str) -> tuple[list[yaml.Event], Stop | None]:
        """As `read_events`, and paid for. Raises TooMuch."""
        events, stop = read_events(text)
        self.events -= len(events)
        return events, stop


def repaired_events(file: SourceFile, findings: Findings, allowance: Allowance) -> list[yaml.Event]:
    """The events of the file, mended where needed. Raises TooMuch."""
    events, stop = read_events(file.working)
    if stop is None:
        return events
    mendable = len(file.working) <= MOST_MENDED
    follows = -1
    for _ in range(ROUNDS):
        if not (mendable and _mend(file, stop, findings, allowance)):
            follows = _leave_out(file, stop, findings, follows)
        if not mendable or allowance.spent:
            break
        events, stop = allowance.read(file.working)
        if stop is None:
            return events
    file.readable = False
    return []


def _mend(file: SourceFile, stop: Stop, findings: Findings, allowance: Allowance) -> bool:
    """Tries what may have been meant; the best mend that YAML can read past is reported and kept."""
    mend = _best(file.working, stop, allowance)
    if mend is None:
        return False
    findings.report(mend.code, file.span(mend.at, mend.until), fix=file.mend_fix(mend), arguments=mend.arguments)
    file.rewrite(mend.start, mend.end, mend.text)
    return True


def _best(text: str, stop: Stop, allowance: Allowance) -> Mend | None:
    """The first mend that helps; of several with its code one that mends the file altogether."""
    best: Mend | None = None
    for mend in propose(text, _suspects(text, stop), stop.problem):
        if allowance.spent or (best is not None and mend.code != best.code):
            break
        _, then = allowance.read(mend.apply(text))
        if then is None:
            return mend
        if best is None and _further(stop, then, mend):
            best = mend
    return best


def _further(before: Stop, then: Stop, mend: Mend) -> bool:
    """Whether YAML gets further with the mend; a quote that was never closed had swallowed the rest of the file."""
    if mend.code == "quote-never-closed":
        return then.at > mend.end and (then.context or then.at) > mend.at
    return then.at > before.at + len(mend.text) - (mend.end - mend.start)


def _suspects(text: str, stop: Stop) -> list[tuple[int, int]]:
    """The lines that may be at fault, most likely first, as offsets."""
    places = [stop.at, *([] if stop.context is None else [stop.context])]
    if "could not find expected ':'" in stop.problem:
        places.reverse()
    lines = [_line(text, place) for place in places]
    before = _line_before(text, lines[0][0])
    if before is not None:
        lines.insert(1, before)
    return list(dict.fromkeys([*lines, _line(text, stop.last)]))


def _line(text: str, offset: int) -> tuple[int, int]:
    offset = min(offset, len(text))
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    return start, len(text) if end < 0 else end


def _line_before(text: str, start: int) -> tuple[int, int] | None:
    """The last line above that is not blank."""
    while start > 0:
        start, end = _line(text, start - 1)
        if text[start:end].strip():
            return start, end
    return None


def _leave_out(file: SourceFile, stop: Stop, findings: Findings, follows: int) -> int:
    """Masks the line at fault and all that hangs on it; returns where the next line begins.

    A stop right below lines that were left out follows from them: it is not reported again, and more is left out.
    """
    text = file.working
    start, end = _line_at_fault(text, stop)
    until = _hanging_end(text, start, end, _indent(text[start:end]) + (start != follows))
    if start != follows:
        _name(file, stop, findings)
    file.mask(start, until)
    return until


def _name(file: SourceFile, stop: Stop, findings: Findings) -> None:
    """Reports the line at fault."""
    text = file.working
    start, end = _line_at_fault(text, stop)
    begin = start + _indent(text[start:end])
    findings.report("yaml-broken", file.span(begin, start + len(text[start:end].rstrip())), reason=_reason(stop.problem))


def _line_at_fault(text: str, stop: Stop) -> tuple[int, int]:
    start, end = _line(text, _fault(stop))
    return (start, end) if text[start:end].strip() else _line_before(text, start) or (start, end)


def _fault(stop: Stop) -> int:
    """Where to look for the fault: a quote, a bracket or a key that was never ended is at fault where it begins."""
    begun = stop.context is not None and any(words in stop.about for words in ("quoted scalar", "flow", "simple key"))
    return stop.context if begun and stop.context is not None else stop.at


def _hanging_end(text: str, start: int, end: int, least_indent: int) -> int:
    """The end of the lines below that hang on a line: those indented so far, if it is a key without a value or an item."""
    written = text[start:end].strip()
    least_below = least_indent if written.endswith(":") or written.startswith("-") else len(text)
    until = min(end + 1, len(text))
    for below in re.finditer(r"[^\n]*\n?", text[until:]):
        line = below.group()
        if line.strip() and _indent(line) < least_below:
            break
        if line.strip():
            until = end + 1 + below.end()
    return until


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


_REASONS = {
    "mapping values are not allowed": "colon",
    "could not find expected ':'": "no-colon",
    "did not find expected key": "indentation",
    "did not find expected '-'": "indentation",
    "block sequence entries": "dash",
    "did not find expected ','": "bracket",
    "unexpected end of stream": "quote",
    "cannot start any token": "sign",
    "escape": "escape",
}


def _reason(problem: str) -> str:
    """What YAML complained of, as a term of `wordings`."""
    return next((reason for words, reason in _REASONS.items() if words in problem), "unreadable")
