"""Owns the bundles of this runtime: fetched, verified, prepared, loaded, and kept on disk so that a start needs nobody.

A bundle is ready in three steps, each kept by content: its bytes, its prepared understanding, and both in memory. The
first two are never done again for the same bytes, here or on another runtime of the same designer.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

import msgspec

from dsl import bundle as bundles
from dsl.bundle import Bundle
from runtime.call.discretion import whereabouts
from runtime.call.prepared import Understander
from runtime.call.script import PreparedBundle
from runtime.control.preparing import Preparation, PreparationFailed, Preparer
from runtime.speech.protocols import CannotHear

log = logging.getLogger("callwright.control")

KEPT_LOADED = 12

FetchBundle = Callable[[str], Awaitable[bytes | None]]


class Sharing(Protocol):
    """Prepared artefacts of other runtimes: `take` puts one into the folder, `give` offers ours."""

    async def take(self, parts: Sequence[str], folder: Path) -> bool: ...

    async def give(self, parts: Sequence[str], folder: Path) -> None: ...


class Understanding(Protocol):
    """How a bundle's understanding lies in a folder and is loaded from there."""

    def parts(self, bundle: Bundle) -> Sequence[str]:
        """The names of its files."""

    def load(self, bundle: Bundle, folder: Path) -> Understander:
        """Raises `LookupError` when a part is missing or can't be read."""


class NotReady(Exception):
    """This bundle can't run here; the message is one sentence."""


class Library:
    """Bundles by identity. `ready` may be asked for the same bundle many times at once; it is done once."""

    def __init__(
        self,
        folder: Path,
        preparer: Preparer,
        understanding: Understanding,
        prepare_senses: Callable[[Bundle, str], Awaitable[None]],
        *,
        fetch: FetchBundle,
        sharing: Sharing | None = None,
    ) -> None:
        self._bundles = folder / "bundles"
        self._artefacts = folder / "artefacts"
        self._preparer = preparer
        self._understanding = understanding
        self._prepare_senses = prepare_senses
        self._fetch = fetch
        self._sharing = sharing
        self._loaded: OrderedDict[str, PreparedBundle] = OrderedDict()
        self._under_way: dict[str, asyncio.Task[PreparedBundle]] = {}
        self._kept: frozenset[str] = frozenset()
        self._bundles.mkdir(parents=True, exist_ok=True)
        self._artefacts.mkdir(parents=True, exist_ok=True)

    @property
    def loaded(self) -> int:
        return len(self._loaded)

    def add(self, data: bytes) -> str:
        """Keeps the bytes of a bundle. Raises `NotReady` when they are none."""
        identity = bundles.identity(data)
        _decode(data)
        path = self._path(identity)
        if not path.exists():
            draft = path.with_suffix(".new")
            draft.write_bytes(data)
            draft.replace(path)
        return identity

    async def bundle(self, identity: str) -> Bundle:
        """The bundle of this identity, from disk or from the designer."""
        return _decode(await self._bytes(identity))

    async def ready(self, identity: str, *, urgent: bool = False) -> PreparedBundle:
        """Loaded and ready to take calls; `urgent`: somebody waits for it. Raises `NotReady`."""
        if identity in self._loaded:
            self._loaded.move_to_end(identity)
            return self._loaded[identity]
        if identity not in self._under_way:
            task = asyncio.create_task(self._make_ready(identity, urgent=urgent))
            self._under_way[identity] = task
            task.add_done_callback(lambda _: self._under_way.pop(identity, None))
        elif urgent:
            self._preparer.hurry(identity)
        task = self._under_way[identity]
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled():
                raise NotReady("This runtime is ending.") from None
            raise

    def preparation(self, identity: str) -> Preparation:
        """How far the preparing of this bundle is."""
        if identity in self._loaded:
            return Preparation(bundle=identity, state="ready")
        return self._preparer.progress(identity)

    def keep(self, identities: Collection[str]) -> None:
        """These are in force: they stay loaded whatever else is asked for."""
        self._kept = frozenset(identities)
        self._make_room()

    async def close(self) -> None:
        for task in list(self._under_way.values()):
            task.cancel()
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    # ---- inside ----------------------------------------------------------------------------------------------------

    async def _make_ready(self, identity: str, *, urgent: bool) -> PreparedBundle:
        data = await self._bytes(identity)
        bundle = _decode(data)
        prepared = await self._load(identity, bundle) or await self._take_over(identity, bundle)
        if prepared is None:
            prepared = await self._prepare(identity, bundle, urgent=urgent)
        try:
            await self._prepare_senses(bundle, identity)
        except CannotHear as problem:
            raise NotReady(str(problem)) from problem
        self._loaded[identity] = prepared
        self._make_room()
        return prepared

    async def _load(self, identity: str, bundle: Bundle) -> PreparedBundle | None:
        try:
            understander = await asyncio.to_thread(self._understanding.load, bundle, self._artefacts)
        except LookupError as problem:
            log.debug("bundle %s is not prepared yet (%s)", identity[:12], whereabouts(problem))
            return None
        return PreparedBundle(identity, bundle, understander)

    async def _take_over(self, identity: str, bundle: Bundle) -> PreparedBundle | None:
        """As another runtime prepared it, if one did."""
        if self._sharing is None or not await self._sharing.take(self._understanding.parts(bundle), self._artefacts):
            return None
        return await self._load(identity, bundle)

    async def _prepare(self, identity: str, bundle: Bundle, *, urgent: bool) -> PreparedBundle:
        parts = self._understanding.parts(bundle)
        prepared = await self._train(identity, bundle, urgent=urgent)
        if prepared is None:  # a part that was there already is damaged: all of it is made anew
            for name in parts:
                (self._artefacts / name).unlink(missing_ok=True)
            prepared = await self._train(identity, bundle, urgent=urgent)
        if prepared is None:
            raise NotReady("The prepared understanding cannot be read back.")
        if self._sharing is not None:
            await self._sharing.give(parts, self._artefacts)
        return prepared

    async def _train(self, identity: str, bundle: Bundle, *, urgent: bool) -> PreparedBundle | None:
        try:
            await self._preparer.prepare(identity, self._path(identity), self._artefacts, urgent=urgent)
        except PreparationFailed as problem:
            raise NotReady(str(problem)) from problem
        return await self._load(identity, bundle)

    async def _bytes(self, identity: str) -> bytes:
        path = self._path(identity)
        if path.exists():
            data = await asyncio.to_thread(path.read_bytes)
            if bundles.identity(data) == identity:
                return data
            log.error("the kept bundle %s is damaged: it is fetched again", identity[:12])
        fetched = await self._fetch(identity)
        if fetched is None:
            raise NotReady("The designer does not have this bundle.")
        if bundles.identity(fetched) != identity:
            raise NotReady("The bundle that came is not the one that was asked for.")
        await asyncio.to_thread(path.unlink, missing_ok=True)
        self.add(fetched)
        return fetched

    def _path(self, identity: str) -> Path:
        if len(identity) != 64 or not set(identity) <= set("0123456789abcdef"):
            raise NotReady("That is no identity of a bundle.")
        return self._bundles / f"{identity}.json"

    def _make_room(self) -> None:
        spare = [identity for identity in self._loaded if identity not in self._kept]
        for identity in spare[: max(0, len(spare) - KEPT_LOADED)]:
            del self._loaded[identity]


def _decode(data: bytes) -> Bundle:
    try:
        return bundles.decode(data)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError) as problem:
        raise NotReady("These bytes are no bundle that this runtime reads.") from problem
