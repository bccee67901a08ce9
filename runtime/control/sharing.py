"""Owns sharing prepared artefacts between runtimes: the one that prepared a bundle gives, the others need not train."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from runtime.control.feed import Designer
from runtime.journal.delivery import Unreachable

log = logging.getLogger("callwright.control")


class SharedArtefacts:
    """The designer's feed keeps the parts by name, which is by content. Sharing never fails a preparing: it only saves one."""

    def __init__(self, designer: Designer) -> None:
        self._designer = designer

    async def take(self, parts: Sequence[str], folder: Path) -> bool:
        """Fetches what the folder lacks; True when all of it is there then."""
        try:
            for name in parts:
                if (folder / name).exists():
                    continue
                data = await self._designer.artefact(name)
                if data is None:
                    return False
                await asyncio.to_thread(_write_whole, folder / name, data)
        except Unreachable:
            return False
        return True

    async def give(self, parts: Sequence[str], folder: Path) -> None:
        try:
            for name in parts:
                await self._designer.put_artefact(name, await asyncio.to_thread((folder / name).read_bytes))
        except (Unreachable, OSError) as problem:
            log.info("a prepared part was not shared (%s)", type(problem).__name__)


def _write_whole(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.arriving")
    draft.write_bytes(data)
    draft.replace(path)
