"""Owns opening archives that nobody vouches for: in memory, in bounds that are counted and not believed, names as names only."""

from __future__ import annotations

import io
import zipfile
import zlib

from dsl.importing.brought import ImportProblem

MOST_ENTRIES = 20_000
MOST_BYTES = 100_000_000
_PIECE = 1 << 20


def open_archive(data: bytes, name: str) -> dict[str, bytes]:
    """The files of a zip by their path. Raises ImportProblem for one that is broken, encrypted or too large once it is open."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MOST_ENTRIES:
                raise ImportProblem(f"{name} has more than {MOST_ENTRIES:,} files in it")
            files: dict[str, bytes] = {}
            room = MOST_BYTES
            for entry in entries:
                content = _read(archive, entry, room, name)
                room -= len(content)
                files[entry.filename.replace("\\", "/")] = content
            return files
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError):
        raise ImportProblem(f"{name} is broken, or an archive that cannot be opened") from None


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int, name: str) -> bytes:
    """No more is ever unpacked than there is room for, whatever the archive says of itself."""
    pieces: list[bytes] = []
    with archive.open(entry) as stream:
        while piece := stream.read(_PIECE):
            room -= len(piece)
            if room < 0:
                raise ImportProblem(f"{name} is larger than {MOST_BYTES // 1_000_000} MB once it is open")
            pieces.append(piece)
    return b"".join(pieces)
