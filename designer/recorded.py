"""Owns how changed recordings are said: each as one change, by the words that it is a recording of."""

from collections.abc import Mapping

from sqlmodel.ext.asyncio.session import AsyncSession

from designer.changes import SaidChange
from designer.store import sounds
from designer.words import t
from dsl.recordings import is_recording, key_in

_LONGEST = 60  # characters of the words


async def recorded_changes(session: AsyncSession, old: Mapping[str, str], new: Mapping[str, str]) -> list[SaidChange]:
    """What differs in the recordings of two versions (path -> hash)."""
    paths = [path for path in {**new, **old} if is_recording(path) and old.get(path) != new.get(path)]
    known = await sounds.words_of(session, [key_in(path) for path in paths])
    return [
        SaidChange(sentence=_said(path, old, new, known[key_in(path)].text if key_in(path) in known else ""),
                   file=path, line=None, lines=[], private=False)
        for path in paths
    ]  # fmt: skip


def _said(path: str, old: Mapping[str, str], new: Mapping[str, str], words: str) -> str:
    kind = "gone" if path not in new else "replaced" if path in old else "new"
    return t(f"recordings.said_{kind}", text=words[:_LONGEST] or t("recordings.unknown", key=key_in(path)))
