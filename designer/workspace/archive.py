"""Owns packages as zip files: what goes out, and what is let in (never more than a package may hold)."""

import io
import json
import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from designer.refusal import Refused
from designer.workspace import recordings
from designer.workspace.package_files import (
    FILE_LIMIT,
    FILES_LIMIT,
    PACKAGE_LIMIT,
    check_files,
    check_name,
    check_path,
    to_text,
)  # fmt: skip
from dsl.libraries import FLOW_FILE, FOLDER, HEADER, library_of, name_within
from dsl.recordings import LARGEST_FILE, is_recording

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes
_CHUNK = 65_536
_MARK = "callwright"
_ENTRY = b"PK\x01\x02"


def pack(
    package: str,
    files: Mapping[str, str],
    revisions: Mapping[str, int] | None = None,
    recorded: Mapping[str, bytes] | None = None,
) -> bytes:
    """A zip with a folder named like the package, and beside it `library/` with those that it uses, as they lie on a disk.

    `revisions`: which saves the texts are from, by package. The zip's comment carries them, so that coming back it can be joined
    with what was saved since.
    """
    target = io.BytesIO()
    contents = {path: text.encode() for path, text in files.items()} | dict(recorded or {})
    named = {path if library_of(path) else f"{package}/{path}": content for path, content in contents.items()}
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(named):
            archive.writestr(zipfile.ZipInfo(path, _EPOCH), named[path], zipfile.ZIP_DEFLATED)
        if revisions:
            archive.comment = json.dumps({_MARK: dict(revisions)}).encode()
    return target.getvalue()


def from_folder(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The zip that a folder would be, whose files a browser sends by their paths. What is hidden in it stays behind."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for path, content in parts:
            if not any(part.startswith(".") and part.strip(".") for part in path.split("/")):
                archive.writestr(zipfile.ZipInfo(path, _EPOCH), content)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, str]:
    """The texts of an uploaded zip, without the folder that holds the package; those of libraries by their names beside it.

    Raises `Refused` with one sentence.
    """
    return unpack_all(data)[0]


def unpack_all(data: bytes) -> tuple[dict[str, str], dict[str, bytes]]:
    """Its texts, and its recordings byte by byte."""
    if data.count(_ENTRY) > 4 * FILES_LIMIT:  # a directory of a million entries takes its time, whatever is in them
        raise Refused("refusals.too_many_files", limit=FILES_LIMIT)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        # RuntimeError: encrypted; NotImplementedError: a compression that nobody's zip program writes by default
        raise Refused("refusals.not_a_zip") from None


def revisions_in(data: bytes) -> dict[str, int]:
    """Which saves a zip was made of, by package; empty where it does not say so."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            said = json.loads(archive.comment)[_MARK]
        return {str(name): number for name, number in said.items() if type(number) is int}
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _read(archive: zipfile.ZipFile) -> tuple[dict[str, str], dict[str, bytes]]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(entries) > FILES_LIMIT + recordings.MOST:
        raise Refused("refusals.too_many_files", limit=FILES_LIMIT)
    # Asked before anything is unpacked; what a zip says of itself is not believed below.
    if sum(entry.file_size for entry in entries) > PACKAGE_LIMIT + recordings.LARGEST:
        raise Refused("refusals.package_too_large", 413, limit="8 MB")
    folder, shelf = _folders([entry.filename for entry in entries])
    files: dict[str, str] = {}
    recorded: dict[str, bytes] = {}
    left, left_for_sound = PACKAGE_LIMIT, recordings.LARGEST
    for entry in entries:
        if shelf and entry.filename.startswith(shelf):
            path = f"{FOLDER}/{entry.filename.removeprefix(shelf)}"
        else:
            path = entry.filename.removeprefix(folder)
        _check_plain(entry)
        if library_of(path):
            check_name(library_of(path))
        if path in files or path in recorded:
            raise Refused("refusals.file_twice", path=path)
        if is_recording(path):
            recordings.check_path(name_within(path))
            recorded[path] = _content(archive, entry, path, left_for_sound, LARGEST_FILE)
            left_for_sound -= len(recorded[path])
            continue
        check_path(name_within(path))
        content = _content(archive, entry, path, left, FILE_LIMIT)
        left -= len(content)
        files[path] = to_text(path, content)
    check_files(files)
    return files, recorded


def _check_plain(entry: zipfile.ZipInfo) -> None:
    """A link, a device, or a name that goes on behind a NUL is no file of a package, whatever its name."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG) or "\0" in entry.orig_filename:
        raise Refused("refusals.file_name", path=entry.orig_filename.replace("\0", "\ufffd")[:120])


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, left: int, limit: int) -> bytes:
    """Reads no further than a file may go, whatever size the zip claims."""
    parts, size = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > limit:
                raise Refused("refusals.file_too_large", 413, path=path, limit=f"{limit // 1_000_000} MB")
            if size > left:
                raise Refused("refusals.package_too_large", 413, limit="8 MB")
            parts.append(chunk)
    return b"".join(parts)


def _folders(names: list[str]) -> tuple[str, str]:
    """The folder in which a zip holds the package (empty when its flow.yaml stands at the top), and that of libraries beside it.

    A library alone is a package with a library.yaml.
    """
    heads = [name for name in names if PurePosixPath(name).name == FLOW_FILE]
    headers = [name for name in names if PurePosixPath(name).name == HEADER]
    heads = heads or [name for name in headers if name.split("/")[-3:-2] != [FOLDER]] or headers
    folder = heads[0][: -len(PurePosixPath(heads[0]).name)] if len(heads) == 1 else ""
    shelf = f"{folder.rstrip('/').rpartition('/')[0]}/{FOLDER}/".lstrip("/") if folder else ""
    shelf = "" if folder.startswith(shelf) else shelf
    inside = all(name.startswith(folder) or (shelf and name.startswith(shelf)) for name in names)
    return (folder, shelf) if inside and ".." not in folder and not folder.startswith("/") else ("", "")


def _is_litter(name: str) -> bool:
    """What file managers leave in a zip."""
    litter = name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db")
    return litter or f"/{name}".endswith(f"/{recordings.SCRIPT}")
