"""Owns the work that goes on beside the requests: each saved draft is compiled and prepared in the workshop."""

import asyncio
import logging

from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.engine import Store
from designer.workspace.drafts import Drafts

log = logging.getLogger(__name__)
_SETTLES = 0.3  # a person who types saves again at once; only the last save is prepared
_LOOKS_EVERY = 5.0  # a workshop that comes up later finds the drafts that wait for it


async def prepare_drafts(store: Store, workshop: Workshop) -> None:
    """Until cancelled: keeps every draft that compiles ready in the workshop."""
    ready: dict[str, int] = {}
    while True:
        count = store.notices.count("drafts")
        if workshop.there:
            for package, revision in await _waiting(store, ready):
                if await _prepare(store, workshop, package):
                    ready[package] = revision
        if await store.notices.changed("drafts", count, _LOOKS_EVERY):
            await asyncio.sleep(_SETTLES)


async def _waiting(store: Store, ready: dict[str, int]) -> list[tuple[str, int]]:
    async with store.session() as session:
        heads = await Drafts(session).packages()
    return [(head.package, head.revision) for head in heads if ready.get(head.package) != head.revision]


async def _prepare(store: Store, workshop: Workshop, package: str) -> bool:
    """Whether there is nothing more to do for this revision."""
    try:
        async with store.session() as session:
            compiled = await Drafts(session).compile(package)
        if compiled.bundle is None:
            return True
        return await workshop.prepare(package, compiled.identity, compiled.data) is not None
    except Refused:  # the package was deleted meanwhile
        return True
    except Exception:
        log.exception("preparing a draft of %s failed", package)
        return True
