"""Owns the work that goes on beside the requests.

Through the workshop: saved drafts are compiled and prepared, and after a publish the open questions are asked again, for the
new version may understand what nobody taught by hand. By the clock: what was approved for a time goes live, what the emergency
switch was turned to ends, and the sound of calls is deleted once it was kept for its days. After calls: a version on a share of
them is watched.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, TypeVar

from designer import going_live, rolling_out
from designer.accounts import audit
from designer.calls import sounds
from designer.calls.intake import CALLS
from designer.calls.sounds import SoundFiles
from designer.effects import meaning
from designer.learning import questions
from designer.publishing import emergency, proposals, settings, versions
from designer.publishing.versions import PUBLISHED
from designer.publishing.workshop import Workshop
from designer.refusal import Refused
from designer.store.engine import Store
from designer.store.moments import now
from designer.store.tables import Proposal, Question, Version
from designer.workspace.drafts import Drafts

log = logging.getLogger(__name__)
_Made = TypeVar("_Made")
_SETTLES = 0.3  # a person who types saves again at once; only the last save is prepared
_LOOKS_FOR_DUE_EVERY = 30.0  # another designer on the same store posts no notice here
_DELETES_EVERY = 600.0
_LOOKS_EVERY = 5.0  # a workshop that comes up later finds what waits for it


async def prepare_drafts(store: Store, workshop: Workshop) -> None:
    """Until cancelled: keeps every draft that compiles ready in the workshop, its conversations played."""
    ready: dict[str, int] = {}

    async def prepare_waiting() -> None:
        for package, revision in await _revisions(store):
            if ready.get(package) != revision and await _prepare(store, workshop, package):
                ready[package] = revision

    await _on_each(store, "drafts", workshop, prepare_waiting)


async def ask_again(store: Store, workshop: Workshop) -> None:
    """Until cancelled: after each publish, marks as learned what the new version understands of the open questions."""
    asked = {package: version.number for package, version in (await _undisturbed(_live(store))).items()}

    async def ask_published() -> None:
        live = await _live(store)
        for package, version in live.items():
            if asked.get(package) != version.number and await _ask_open(store, workshop, version):
                asked[package] = version.number

    await _on_each(store, PUBLISHED, workshop, ask_published)


async def publish_due(store: Store, workshop: Workshop) -> None:
    """Until cancelled: carries out what was approved for a time, once it has come."""
    while True:
        count, wait = store.notices.count(proposals.TOPIC), _LOOKS_FOR_DUE_EVERY
        try:
            approved = await _undisturbed(_approved(store))
            for number, go_at in approved.items():
                if go_at <= now():
                    await _carry_out(store, workshop, number)
                else:
                    wait = min(wait, max((go_at - now()).total_seconds(), _SETTLES))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the work is tried again
            log.error("publishing what is due failed (%s); it is tried again", type(problem).__name__)
        await store.notices.changed(proposals.TOPIC, count, wait)


async def end_emergencies(store: Store, _: Workshop) -> None:
    """Until cancelled: writes down that the emergency switch ended at its time."""
    while True:
        count, wait = store.notices.count(emergency.TOPIC), _LOOKS_FOR_DUE_EVERY
        try:
            if left := await _undisturbed(_end_due(store)):
                wait = min(wait, max(left, _SETTLES))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the work is tried again
            log.error("ending an emergency failed (%s); it is tried again", type(problem).__name__)
        await store.notices.changed(emergency.TOPIC, count, wait)


async def delete_old_sounds(store: Store, files: SoundFiles) -> None:
    """Until cancelled: deletes the sound of calls that was kept for as long as the house wants it."""
    while True:
        try:
            while await _undisturbed(_delete_old(store, files)):
                pass
        except Exception as problem:  # noqa: BLE001 - whatever it is, the work is tried again
            log.error("deleting the sound of old calls failed (%s); it is tried again", type(problem).__name__)
        await asyncio.sleep(_DELETES_EVERY)


async def _delete_old(store: Store, files: SoundFiles) -> int:
    async with store.session() as session:
        return await sounds.delete_old(session, files, (await settings.read(session)).sound_days)


async def _end_due(store: Store) -> float | None:
    """The seconds until the next end, if any is to come."""
    async with store.session() as session:
        for measure in await emergency.end_due(session):
            await audit.note(session, "", "emergency_over", emergency.subject(measure))
        ends = [(measure.until - now()).total_seconds() for measure in await emergency.in_force(session)]
    return min(ends, default=None)


async def _approved(store: Store) -> dict[int, datetime]:
    """When each of what was approved is to go live."""
    async with store.session() as session:
        return {one.id or 0: one.go_at or one.at for one in await proposals.all_waiting(session) if one.state == "approved"}


async def _undisturbed(work: Coroutine[Any, Any, _Made]) -> _Made:
    """Ends what was begun even when cancelled meanwhile: a connection left within a statement would outlive its loop."""
    task = asyncio.create_task(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


async def _carry_out(store: Store, workshop: Workshop, number: int | None) -> None:
    """A refusal is kept with the proposal, where people see it; nothing of the try is."""
    try:
        async with store.session() as session:
            if (proposal := await session.get(Proposal, number)) is not None and proposal.state == "approved":
                await going_live.carry_out(session, workshop, proposal)
    except Refused as refusal:
        async with store.session() as session:
            if (proposal := await session.get(Proposal, number)) is not None:
                await proposals.failed(session, proposal, refusal.key)
                await audit.note(session, proposal.by, "proposal_failed", f"{proposal.package} {proposal.revision}")


async def _on_each(store: Store, topic: str, workshop: Workshop, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        count = store.notices.count(topic)
        if workshop.there:
            try:
                await work()
            except Exception as problem:  # noqa: BLE001 - whatever it is, the work is tried again
                # by kind alone: a message may hold what a caller said
                log.error("work on %s failed (%s); it is tried again", topic, type(problem).__name__)
        if await store.notices.changed(topic, count, _LOOKS_EVERY):
            await asyncio.sleep(_SETTLES)


async def _live(store: Store) -> dict[str, Version]:
    async with store.session() as session:
        return await versions.live_versions(session)


async def _revisions(store: Store) -> list[tuple[str, int]]:
    """For each package a number that is another one after every save of it or of a library, which it may use."""
    async with store.session() as session:
        drafts = Drafts(session)
        libraries = sum((await drafts.libraries()).values())
        return [(head.package, head.revision + 1_000_000 * libraries) for head in await drafts.packages()]


async def _prepare(store: Store, workshop: Workshop, package: str) -> bool:
    """Whether there is nothing more to do for this revision."""
    try:
        async with store.session() as session:
            compiled = await Drafts(session).compile(package)
    except Refused:  # the package was deleted meanwhile
        return True
    if compiled.bundle is None:
        return True
    preparation = await workshop.prepare(package, compiled.identity, compiled.data, ahead=True)
    if preparation is not None and preparation.ready and workshop.played(compiled.identity, compiled.conversations) is None:
        await workshop.play(package, compiled.identity, compiled.conversations)
    return preparation is not None


async def _ask_open(store: Store, workshop: Workshop, version: Version) -> bool:
    """Whether every open question was asked; the workshop may go away in between."""
    async with store.session() as session:
        data = await versions.bundle_bytes(session, version.bundle) or b""
        waiting = await questions.listed(session, (version.package,))
    for question in waiting:
        try:
            understood = await workshop.understand(version.package, version.bundle, data, question.text)
        except Refused:
            return False
        if known_as := meaning(understood):
            async with store.session() as session:
                current = await session.get(Question, question.id)
                if current is not None and current.state == "open":
                    await questions.answered_by(session, current, version.number, known_as)
    return True


async def watch_rollouts(store: Store, _: Workshop) -> None:
    """Until cancelled: after calls came in, takes the share of a version that does worse than its rule allows."""
    while True:
        count = store.notices.count(CALLS)
        try:
            await _undisturbed(_stop_those_that_do_worse(store))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the work is tried again
            log.error("watching versions on a share of the calls failed (%s); it is tried again", type(problem).__name__)
        if await store.notices.changed(CALLS, count, _LOOKS_FOR_DUE_EVERY):
            await asyncio.sleep(_SETTLES)


async def _stop_those_that_do_worse(store: Store) -> None:
    async with store.session() as session:
        await rolling_out.stop_those_that_do_worse(session)


WORK = (prepare_drafts, ask_again, publish_due, end_emergencies, watch_rollouts)
