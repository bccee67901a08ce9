"""Owns what a spreadsheet that came back would change: row by row, against the draft as it stands now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Literal

from msgspec import Struct, structs

from designer.wording import places
from designer.wording.places import SAID, Wording
from designer.wording.spreadsheet import Row

State = Literal["changed", "new", "conflict", "wrong", "unknown", "emptied", "same"]
STATES: tuple[State, ...] = ("conflict", "wrong", "unknown", "emptied", "changed", "new", "same")
"""What needs a person first. `conflict`: somebody changed the text in the draft since the spreadsheet was made. `wrong`: it can't
stand there. `emptied`: the cell is empty now, which takes nothing away. `new`: in a language that the text has not yet."""
TAKEN: tuple[State, ...] = ("changed", "new")


class Reviewed(Struct, frozen=True, kw_only=True):
    """A row and what it comes to. `wording`: the text that it is about, or stands beside; None where there is none."""

    row: Row
    state: State
    wording: Wording | None = None
    problem: str = ""

    @property
    def text(self) -> str:
        """What is to stand there. A cell has no line end behind its last line, which a text in a block has."""
        return _fitted(self.row.text, self.wording.text) if self.wording is not None else self.row.text

    @property
    def old(self) -> str:
        return self.wording.text if self.wording is not None and self.state != "new" else ""

    @property
    def takeable(self) -> bool:
        return self.state in (*TAKEN, "conflict")


def rows_of(wording: Sequence[Wording], spoken: Sequence[str], language: str) -> list[Row]:
    """One row a text, in the words of `language`; an empty one for each language that a text is not written in yet."""
    rows: list[Row] = []
    there = {one.key for one in wording}
    last = {one.address: one for one in wording}
    for one in wording:
        where = one.where(language)
        text = one.text.rstrip("\n")
        rows.append(Row(address=one.address, where=where, language=one.language, text=text, mark=one.mark))
        if last[one.address] is one and _can_grow(one):
            missing = [other for other in spoken if (one.address, other) not in there]
            rows += [Row(address=one.address, where=where, language=other) for other in missing]
    return rows


def compare(rows: Sequence[Row], wording: Sequence[Wording], spoken: Sequence[str], language: str) -> list[Reviewed]:
    """What each row comes to. `language`: that of sentences about what can't stand there."""
    by_key = {one.key: one for one in wording}
    by_address = {one.address: one for one in reversed(wording)}
    marks = Counter((one.mark, one.language) for one in wording)
    by_mark = {(one.mark, one.language): one for one in wording}
    reviewed = []
    for row in rows:
        found = by_key.get((row.address, row.language))
        if found is None and not row.language:  # somebody took the column out, which is fine where there is one language
            found = by_address.get(row.address)
        moved = by_mark.get((row.mark, row.language)) if row.mark and marks[row.mark, row.language] == 1 else None
        if moved is not None and (found is None or found.mark != row.mark):
            found = moved  # the step was renamed, or an item stands elsewhere in its list
        reviewed.append(_compare(row, found, by_address.get(row.address), spoken, language))
    return reviewed


def applied(files: Mapping[str, str], reviewed: Sequence[Reviewed], taken: Collection[int]) -> dict[str, str]:
    """The files that differ once these rows (by number) are taken."""
    chosen = [one for one in reviewed if one.takeable and one.row.number in taken and one.wording is not None]
    changes = [(one.wording, one.text) for one in chosen if one.wording is not None and one.state != "new"]
    new = places.rewritten(files, changes)
    now = {wording.key: text for wording, text in changes}
    grown: set[str] = set()
    for one in chosen:
        if one.state == "new" and one.wording is not None:
            beside = structs.replace(
                one.wording,
                text=now.get(one.wording.key, one.wording.text),
                once=one.wording.once and one.wording.address not in grown,
            )
            new |= places.added({**files, **new}, beside, one.row.language, one.row.text)
            grown.add(beside.address)
    return new


def _compare(row: Row, found: Wording | None, beside: Wording | None, spoken: Sequence[str], language: str) -> Reviewed:
    if found is not None:
        text = _fitted(row.text, found.text)
        # in the draft already, or just as it was when the spreadsheet was made, with or without a last line end
        if text == found.text or row.mark in (places.mark_of(row.text), places.mark_of(f"{row.text}\n"), places.mark_of(text)):
            return Reviewed(row=row, state="same", wording=found)
        if not row.text.strip():
            return Reviewed(row=row, state="emptied", wording=found)
        if (error := places.trouble(found.kind, row.text)) is not None:
            return Reviewed(row=row, state="wrong", wording=found, problem=places.sentence(error, language))
        return Reviewed(row=row, state="changed" if row.mark in ("", found.mark) else "conflict", wording=found)
    if not row.text.strip():
        return Reviewed(row=row, state="same", wording=beside)
    if beside is None or row.language not in spoken or not _can_grow(beside):
        return Reviewed(row=row, state="unknown")
    if (error := places.trouble(SAID, row.text)) is not None:
        return Reviewed(row=row, state="wrong", wording=beside, problem=places.sentence(error, language))
    return Reviewed(row=row, state="new", wording=beside)


def _fitted(text: str, beside: str) -> str:
    ends = len(beside) - len(beside.rstrip("\n"))
    return text.rstrip("\n") + "\n" * ends


def _can_grow(wording: Wording) -> bool:
    """A text by itself, or an item that has its languages to itself, as those of retries do."""
    return wording.kind == SAID and wording.alone
