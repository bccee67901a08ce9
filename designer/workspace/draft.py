"""Owns what a draft is: a package's text as it stands after a save, and what comes of saving it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from designer.workspace import checking, libraries, recordings
from designer.workspace.libraries import Beside
from designer.workspace.package_files import Files, with_libraries

if TYPE_CHECKING:
    from dsl import merging


@dataclass(frozen=True)
class Draft:
    """A package as it stands: `files` is path -> text in reading order, `hashes` names the same texts in the store, and its
    recordings.

    `whole` is with the libraries that it uses: what is checked, compiled, tried out and published.
    """

    package: str
    title: str
    language: str
    files: Files
    revision: int
    hashes: dict[str, str]
    beside: Beside = field(default_factory=Beside)

    @property
    def is_library(self) -> bool:
        return libraries.is_library(self.files)

    @property
    def whole(self) -> dict[str, str]:
        return with_libraries(self.files)

    @property
    def recordings(self) -> dict[str, str]:
        """Its own: path -> hash of the file."""
        return recordings.of(self.hashes)

    @property
    def mark(self) -> str:
        """Names this very text, its libraries' included."""
        return checking.content_hash(self.whole_hashes)

    @property
    def whole_hashes(self) -> dict[str, str]:
        return self.hashes | self.beside.hashes


@dataclass(frozen=True)
class Saved:
    """`joined`: together with what others saved since."""

    revision: int
    joined: bool = False


@dataclass(frozen=True)
class Conflict:
    """Somebody saved since; nothing of this save was kept. `places`: what both changed, where it was tried to join them."""

    current: Draft
    places: "tuple[merging.Conflict, ...]" = ()
