"""Owns prepared artefacts: what one runtime prepared and others fetch, as files of the data folder."""

import asyncio
import os
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from designer.refusal import Refused

_NAME = re.compile(r"[\w\-]{1,100}(\.[\w\-]{1,20}){0,2}", re.ASCII)


class Artefacts:
    """A folder of files named by content."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, name: str) -> Path:
        path = self._place(name)
        if not path.is_file():
            raise Refused("refusals.no_such_artefact", 404)
        return path

    async def keep(self, name: str, chunks: AsyncIterator[bytes]) -> int:
        """Written beside its place and then moved there, so that nobody ever reads half of one."""
        place = self._place(name)
        descriptor, beside = await asyncio.to_thread(self._begin)
        size = 0
        try:
            with os.fdopen(descriptor, "wb") as file:
                async for chunk in chunks:
                    size += await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(beside.replace, place)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
        return size

    def _begin(self) -> tuple[int, Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(dir=self._folder, prefix=".arriving-")
        return descriptor, Path(path)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Refused("refusals.artefact_name", 400)
        return self._folder / name
