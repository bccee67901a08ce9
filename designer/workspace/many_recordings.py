"""Owns many recordings sent at once: which words each file is for, what is taken, and what becomes of every other file."""

import csv
import io
from collections.abc import Mapping, Sequence

from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store import sounds
from designer.store.tables import RecordedWords
from designer.words import t
from designer.workspace import recordings
from designer.workspace.draft import Draft
from designer.workspace.sound_files import ENDINGS
from dsl.importing.brought import ImportProblem
from dsl.importing.tables import decode
from dsl.recorded_names import Names
from dsl.recordings import key_in, path_of
from dsl.voice_script import Line

_SHEET = ".csv"
_LONGEST_SHEET = 1_000_000


class Sent(Struct, frozen=True, kw_only=True):
    """One file: the words that it is for, or why it was left."""

    file: str
    text: str = ""
    language: str = ""
    why: str = ""
    replaced: bool = False


class Report(Struct, kw_only=True):
    """What became of every file. `recorded`: path -> hash, for the save that is to have them."""

    taken: list[Sent]
    unmatched: list[Sent]
    refused: list[Sent]
    recorded: dict[str, str]


async def take(session: AsyncSession, draft: Draft, script: Sequence[Line], files: Sequence[tuple[str, bytes]]) -> Report:
    """Keeps what a call can play of the files that are for words of the script; the draft is as it was until it is saved."""
    names = Names(script, _numbers(files))
    report = Report(taken=[], unmatched=[], refused=[], recorded={})
    sizes = await sounds.sizes(session, draft.recordings.values())
    room = {path: sizes.get(mark, 0) for path, mark in draft.recordings.items()}
    first: dict[str, str] = {}
    for name, data in sorted(files, key=lambda file: file[0]):
        if name.lower().endswith(_SHEET) or _is_hidden(name):
            continue
        if not name.lower().endswith(ENDINGS):
            report.unmatched.append(Sent(file=name, why=t("recordings.left_no_sound")))
            continue
        found = names.prompts(name)
        if len(found) != 1:
            report.unmatched.append(Sent(file=name, why=t("recordings.left_several" if found else "recordings.left_unsaid")))
            continue
        line = found[0]
        if line.key in first:
            report.unmatched.append(
                Sent(file=name, text=line.text, language=line.language, why=t("recordings.left_twice", file=first[line.key]))
            )
            continue
        try:
            wave = await recordings.playable(data, name.rpartition("/")[2])
            room = _with_room(room, path_of(line.key), len(wave))
            mark = await recordings.keep(session, wave, name)
        except Refused as refusal:
            why = t(refusal.key, **refusal.arguments)
            report.refused.append(Sent(file=name, text=line.text, language=line.language, why=why))
            continue
        await sounds.note_words(session, RecordedWords(key=line.key, language=line.language, style=line.style, text=line.text))
        first[line.key] = name
        report.recorded[path_of(line.key)] = mark
        replaced = path_of(line.key) in draft.recordings
        report.taken.append(Sent(file=name, text=line.text, language=line.language, replaced=replaced))
    return report


def _with_room(room: Mapping[str, int], path: str, size: int) -> dict[str, int]:
    """The sizes with one more; refused where a flow may not have so much."""
    grown = {**room, path: size}
    if len(grown) > recordings.MOST:
        raise Refused("refusals.too_many_recordings", limit=recordings.MOST)
    if sum(grown.values()) > recordings.LARGEST:
        raise Refused("refusals.recordings_too_large", 413, limit=f"{recordings.LARGEST // 1_000_000} MB")
    return grown


def _is_hidden(name: str) -> bool:
    """What a system leaves in a folder, and nobody meant to send."""
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db", "desktop.ini") for part in name.split("/"))


def _numbers(files: Sequence[tuple[str, bytes]]) -> dict[int, str] | None:
    """The key behind each number, where the script that was read from lies among the files."""
    for name, data in files:
        if name.lower().endswith(_SHEET) and len(data) <= _LONGEST_SHEET:
            try:
                text = decode(data, name)
                between = next(
                    (sign for sign in ",;\t" if f"number{sign}" in text[:100]), ","
                )  # as the program that saved it writes
                rows = list(csv.DictReader(io.StringIO(text), delimiter=between))
            except (ImportProblem, csv.Error):
                continue
            found = {
                int(row["number"]): key_in(row["file"])
                for row in rows
                if (row.get("number") or "").isdecimal() and row.get("file")
            }
            if found:
                return found
    return None
