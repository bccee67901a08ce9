"""Owns which files may stand in a package, how large they may be, and how bytes become their text."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from designer.refusal import Refused


class Files(dict[str, str]):
    """A package's own files, path -> text, that know the files of the libraries beside them.

    Whoever checks or compiles them takes both; `files | changes` stay beside the same libraries.
    """

    def __init__(self, own: Mapping[str, str], beside: Mapping[str, str]) -> None:
        super().__init__(own)
        self.beside = dict(beside)

    def __or__(self, changes: Mapping[str, str]) -> "Files":  # type: ignore[override] # a dictionary takes texts of any type
        return Files({**self, **changes}, self.beside)


def with_libraries(files: Mapping[str, str]) -> dict[str, str]:
    return {**files, **(files.beside if isinstance(files, Files) else {})}


FILE_LIMIT = 1_000_000
PACKAGE_LIMIT = 8_000_000
FILES_LIMIT = 500

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_PATH = re.compile(r"(?:subflows/|conversations/)?[\w][\w\-]{0,79}\.yaml")
_DEVICE = re.compile(r"(?:.*/)?(?:con|prn|aux|nul|com\d|lpt\d)\.yaml", re.IGNORECASE)  # which Windows makes no file of


def check_name(package: str) -> None:
    if not _NAME.fullmatch(package):
        raise Refused("refusals.package_name", name=package[:80])


def check_path(path: str) -> None:
    if not _PATH.fullmatch(path) or _DEVICE.fullmatch(path):
        raise Refused("refusals.file_name", path=path[:120])


def check_files(files: Mapping[str, str]) -> None:
    """Raises `Refused` with one sentence when the package is none that every disk could hold: two names, a size."""
    if len(files) > FILES_LIMIT:
        raise Refused("refusals.too_many_files", limit=FILES_LIMIT)
    names: set[str] = set()
    for path in files:
        name = unicodedata.normalize("NFKC", path).casefold()  # as the disks of Windows and macOS take them for one
        if name in names:
            raise Refused("refusals.file_twice", path=path)
        names.add(name)
    total = 0
    for path, text in files.items():
        if "\0" in text:  # which no text holds, and PostgreSQL can't keep
            raise Refused("refusals.not_utf8", path=path, offset=len(text[: text.index("\0")].encode("utf-8", "replace")))
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:  # half of a surrogate pair, which JSON can carry
            raise Refused("refusals.not_utf8", path=path, offset=error.start) from None
        if size > FILE_LIMIT:
            raise Refused("refusals.file_too_large", 413, path=path, limit="1 MB")
        total += size
    if total > PACKAGE_LIMIT:
        raise Refused("refusals.package_too_large", 413, limit="8 MB")


def to_text(path: str, data: bytes) -> str:
    """The text of a file, with the line ends and the byte order mark that it has: it goes out byte for byte as it came in."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("refusals.not_utf8", path=path, offset=error.start) from None


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
