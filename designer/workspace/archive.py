"""Owns packages as zip files: what goes out, and what is let in (never more than a package may hold)."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from designer.refusal import Refused
from designer.workspace.package_files import FILE_LIMIT, FILES_LIMIT, PACKAGE_LIMIT, check_path, check_sizes, to_text

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the same files give the same bytes
_CHUNK = 65_536


def pack(package: str, files: Mapping[str, str]) -> bytes:
    """A zip with one folder, named like the package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(f"{package}/{path}", _EPOCH), files[path].encode(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def unpack(data: bytes) -> dict[str, str]:
    """The files of an uploaded zip, without the folder that holds them all. Raises `Refused` with one sentence."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        # RuntimeError: encrypted; NotImplementedError: a compression that nobody's zip program writes by default
        raise Refused("refusals.not_a_zip") from None


def _read(archive: zipfile.ZipFile) -> dict[str, str]:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)]
    if len(entries) > FILES_LIMIT:
        raise Refused("refusals.too_many_files", limit=FILES_LIMIT)
    # Asked before anything is unpacked; what a zip says of itself is not believed below.
    if sum(entry.file_size for entry in entries) > PACKAGE_LIMIT:
        raise Refused("refusals.package_too_large", 413, limit="8 MB")
    folder = _shared_folder([entry.filename for entry in entries])
    files: dict[str, str] = {}
    left = PACKAGE_LIMIT
    for entry in entries:
        path = entry.filename.removeprefix(folder)
        check_path(path)
        if path in files:
            raise Refused("refusals.file_twice", path=path)
        content = _content(archive, entry, path, left)
        left -= len(content)
        files[path] = to_text(path, content)
    check_sizes(files)
    return files


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: str, left: int) -> bytes:
    """Reads no further than a file may go, whatever size the zip claims."""
    parts, size = [], 0
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            size += len(chunk)
            if size > FILE_LIMIT:
                raise Refused("refusals.file_too_large", 413, path=path, limit="1 MB")
            if size > left:
                raise Refused("refusals.package_too_large", 413, limit="8 MB")
            parts.append(chunk)
    return b"".join(parts)


def _shared_folder(names: list[str]) -> str:
    """The folder in which a zip holds the whole package, with its slash; empty when flow.yaml stands at the top."""
    flows = [name for name in names if PurePosixPath(name).name == "flow.yaml"]
    folder = flows[0].removesuffix("flow.yaml") if len(flows) == 1 else ""
    inside = all(name.startswith(folder) for name in names)
    return folder if inside and ".." not in folder and not folder.startswith("/") else ""


def _is_litter(name: str) -> bool:
    """What file managers leave in a zip."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name in (".DS_Store", "Thumbs.db")
