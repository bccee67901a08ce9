"""Owns drafts: a package's files of text, saved whole or not at all, every save a revision that somebody made.

The text is the only truth. Two people who edit at once can't overwrite each other: a save names the revision it began
from. `save` gets a `Conflict` with the newest draft when there is a newer one; `join` puts both people's work together, item
by item, and gets one only where both changed the same place.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.refusal import Refused
from designer.store.engine import post_after_commit
from designer.store.moments import now
from designer.store.tables import DraftHead, Revision
from designer.workspace import checking, comments, joining, libraries, recordings, templates, texts
from designer.workspace.draft import Conflict, Draft, Saved
from designer.workspace.package_files import Files, check_files, check_name, check_path

if TYPE_CHECKING:
    from dsl import merging
    from dsl.compiler import Checked, Compiled
    from dsl.editing.renaming import Renaming

__all__ = ["Conflict", "Draft", "Drafts", "Saved"]

TRIES = 3  # others may save between our reading and our saving


class Drafts:
    """All drafts of the store, through one session. Changes last when the session commits."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def packages(self) -> list[DraftHead]:
        return list((await self._session.exec(select(DraftHead).order_by(DraftHead.package))).all())

    async def create(self, name: str, title: str, language: str, template: str, by: str) -> Draft:
        """A new package from a template (`blank`, or the name of a flow that ships with the product)."""
        files = templates.fill(template, name, title, language)
        await self._bring_along(files, by)
        await self.add(name, files, by, what=words.told("flows.what_created", template=template))
        return await self.read(name)

    async def add(
        self, name: str, files: Mapping[str, str], by: str, what: str, recorded: Mapping[str, str] | None = None
    ) -> Saved:
        """A new package with these files, and (path -> hash) recordings."""
        check_name(name)
        for path in files:
            check_path(path)
        if "flow.yaml" not in files and not libraries.is_library(files):
            raise Refused("refusals.no_flow")
        check_files(files)
        if await self._session.get(DraftHead, name) is not None:
            raise Refused("refusals.package_exists", 409, name=name)
        title, language = checking.describe(files)
        self._session.add(DraftHead(package=name, title=title or name, language=language, revision=0, updated_by=by))
        try:
            await self._session.flush()
        except IntegrityError:  # somebody made one of that name since it was looked for
            raise Refused("refusals.package_exists", 409, name=name) from None
        number = await self._next_revision(name)
        return await self._write(name, dict(files), dict(recorded or {}), number, by, what, undoes=number)

    async def head(self, package: str) -> DraftHead:
        head = await self._session.get(DraftHead, package, populate_existing=True)
        if head is None:
            raise Refused("refusals.no_such_package", 404, name=package[:80])
        return head

    async def read(self, package: str) -> Draft:
        head = await self.head(package)
        return await self._draft(head, head.revision)

    async def read_revision(self, package: str, number: int) -> Draft:
        """The package as it was after an earlier save."""
        head = await self._session.get(DraftHead, package)
        if head is None:
            raise Refused("refusals.no_such_package", 404, name=package[:80])
        return await self._draft(head, number)

    async def save(
        self,
        package: str,
        changes: Mapping[str, str | None],
        expected_revision: int,
        by: str,
        what: str,
        undoes: int | None = None,
        renamings: "Sequence[Renaming]" = (),
        recorded: Mapping[str, str | None] | None = None,
    ) -> Saved | Conflict:
        """Replaces, adds or (None) deletes files, and recordings by their hash. All of them, or on a `Conflict` or a `Refused`
        none.

        What got another name is kept with the revision, for those who save on an older one: `renamings`, as whoever renamed
        recorded it, and what the content shows.
        """
        current = await self.read(package)
        if current.revision != expected_revision:
            return Conflict(current)
        for path in changes:
            check_path(path)
        files = {path: text for path, text in (current.files | dict(changes)).items() if text is not None}
        changed = {path: mark for path, mark in (current.recordings | dict(recorded or {})).items() if mark is not None}
        if files == current.files and changed == current.recordings:
            return Saved(current.revision)
        if ("library.yaml" if current.is_library else "flow.yaml") not in files:
            raise Refused("refusals.no_library_file" if current.is_library else "refusals.no_flow")
        check_files(files)
        renamed = await asyncio.to_thread(joining.renamed, current.files, files, renamings)
        if not await self._claim(package, expected_revision):
            return Conflict(await self.read(package))
        return await self._write(package, files, changed, expected_revision + 1, by, what, undoes, renamed)

    async def join(
        self,
        package: str,
        changes: Mapping[str, str | None],
        revision: int,
        by: str,
        what: str,
        choices: "Mapping[str, merging.Choice] | None" = None,
        undoes: int | None = None,
        renamings: "Sequence[Renaming]" = (),
        recorded: Mapping[str, str | None] | None = None,
    ) -> Saved | Conflict:
        """Saves what somebody wrote on `revision` together with what others saved since. `choices` settles what both changed."""
        for _ in range(TRIES):
            current = await self.read(package)
            if current.revision == revision:
                outcome = await self.save(package, changes, revision, by, what, undoes, renamings, recorded)
                if isinstance(outcome, Saved):
                    return outcome
                continue
            merged = await self.foresee(current, changes, revision, choices, renamings)
            if merged is None:
                return Conflict(current)
            if merged.conflicts:
                return Conflict(current, merged.conflicts)
            written = {path: merged.files.get(path) for path in {**current.files, **merged.files}}
            outcome = await self.save(package, written, current.revision, by, what, undoes, renamings, recorded)
            if isinstance(outcome, Saved):
                return Saved(outcome.revision, joined=True)
        raise Refused("editor.busy", 409)

    async def foresee(
        self,
        current: Draft,
        changes: Mapping[str, str | None],
        revision: int,
        choices: "Mapping[str, merging.Choice] | None" = None,
        renamings: "Sequence[Renaming]" = (),
    ) -> "merging.Merged | None":
        """What `join` would make of it; nothing is saved. None where there never was such a revision."""
        try:
            base = (await self.read_revision(current.package, revision)).files
        except Refused:
            return None
        mine = {path: text for path, text in (base | dict(changes)).items() if text is not None}
        theirs = await self.renamings(current.package, revision, current.revision)
        return await asyncio.to_thread(joining.merge, base, mine, current.files, choices or {}, renamings, theirs)

    async def keep_recordings(self, files: Mapping[str, bytes]) -> dict[str, str]:
        """Path -> hash of files that a save may name from now on; refused where a call could not play one."""
        return await recordings.keep_all(self._session, files)

    async def sounds(self, draft: Draft) -> dict[str, bytes]:
        """Every recording of a draft and of the libraries beside it, byte by byte."""
        return await recordings.read(self._session, draft.whole_hashes)

    async def delete(self, package: str) -> None:
        """Takes the package off the list. Its revisions stay, as do the versions that were published from it."""
        head = await self._session.get(DraftHead, package)
        if head is not None:
            await self._session.delete(head)

    async def check(self, package: str) -> "Checked":
        """What the language says of the draft; known already when nothing changed since."""
        return await checking.check((await self.read(package)).whole)

    async def compile(self, package: str) -> "Compiled":
        return await checking.compile_files((await self.read(package)).whole)

    async def whole(self, package: str, files: Mapping[str, str]) -> dict[str, str]:
        """The files of a package as they might be, with the libraries that they then use."""
        return {**files, **(await libraries.beside(self._session, package, files)).files}

    async def users(self, library: str) -> list[str]:
        """Who uses a library."""
        return await libraries.users(self._session, library)

    async def libraries(self) -> dict[str, int]:
        """Every library with its newest revision."""
        return {name: row.number for name, row in (await libraries.shelf(self._session)).items()}

    async def _bring_along(self, files: Mapping[str, str], by: str) -> None:
        """The shipped libraries that a shipped flow uses and that are not in the store yet."""
        shipped, there = templates.shipped_libraries(), await self.libraries()
        waiting = [files.get("flow.yaml", "")]
        while waiting:
            for name in await libraries.named(waiting.pop()):
                if name in shipped and name not in there:
                    there[name] = 0
                    await self.add(name, shipped[name], by, what=words.told("flows.what_brought", name=name))
                    waiting.append(shipped[name]["library.yaml"])

    async def open_comments(self, package: str, file: str) -> dict[str, int]:
        """By step of a file: how many threads nobody resolved."""
        return await comments.open_counts(self._session, package, file)

    async def history(self, package: str, limit: int = 200) -> list[Revision]:
        """Newest first."""
        query = select(Revision).where(Revision.package == package).order_by(col(Revision.number).desc()).limit(limit)
        return list((await self._session.exec(query)).all())

    async def savers(self, package: str, since: int) -> list[str]:
        """Who saved after that revision."""
        query = select(Revision.by).where(Revision.package == package, Revision.number > since).distinct().order_by(Revision.by)
        return [name for name in (await self._session.exec(query)).all() if name]

    async def _next_revision(self, package: str) -> int:
        """1, but where a package of that name was deleted, for its revisions stayed."""
        newest = (await self._session.exec(select(func.max(Revision.number)).where(Revision.package == package))).one()
        return (newest or 0) + 1

    async def _claim(self, package: str, expected: int) -> bool:
        """Moves the head on if nobody else did: the one statement that decides between two savers."""
        moved = await self._session.exec(
            update(DraftHead)
            .where(col(DraftHead.package) == package, col(DraftHead.revision) == expected)
            .values(revision=expected + 1)
            .execution_options(synchronize_session=False)
        )
        return moved.rowcount == 1

    async def renamings(self, package: str, after: int, until: int) -> "list[Renaming]":
        """What got another name in the saves after one revision, up to another, in order."""
        from dsl.editing.renaming import Renaming  # here: as below

        query = select(Revision).where(Revision.package == package, col(Revision.number) > after, col(Revision.number) <= until)
        revisions = (await self._session.exec(query.order_by(col(Revision.number)))).all()
        return [msgspec.convert(one, Renaming) for revision in revisions for one in revision.renamings]

    async def _write(
        self,
        package: str,
        files: dict[str, str],
        recorded: dict[str, str],
        number: int,
        by: str,
        what: str,
        undoes: int | None = None,
        renamings: "Sequence[Renaming]" = (),
    ) -> Saved:
        title, language = checking.describe(files)
        await recordings.check_sizes(self._session, recorded)
        kept = await texts.keep(self._session, files) | recorded
        renamed = [msgspec.to_builtins(one) for one in renamings]
        self._session.add(
            Revision(package=package, number=number, by=by, what=what, files=kept, undoes=undoes, renamings=renamed)
        )
        await comments.follow(self._session, package, renamed)
        head = await self._session.get(DraftHead, package, populate_existing=True)
        assert head is not None, "the head was claimed in this transaction"
        head.revision, head.updated_at, head.updated_by = number, now(), by
        head.title, head.language = title or head.title, language or head.language
        self._session.add(head)
        await self._session.flush()
        post_after_commit(self._session, "drafts")
        post_after_commit(self._session, f"draft:{package}")
        return Saved(number)

    async def _draft(self, head: DraftHead, number: int) -> Draft:
        revision = await self._session.get(Revision, (head.package, number))
        if revision is None:
            raise Refused("refusals.no_such_revision", 404, number=number)
        files = await texts.read(self._session, revision.files)
        beside = await libraries.beside(self._session, head.package, files)
        return Draft(head.package, head.title, head.language, Files(files, beside.files), number, revision.files, beside)
