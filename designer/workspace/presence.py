"""Owns who else has a package open: each page tells now and then that it is there, and is told who else was lately."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.moments import now
from designer.store.tables import Presence

LASTS = timedelta(seconds=25)
"""Without a heartbeat; a page gives one every ten seconds."""


async def seen(session: AsyncSession, package: str, person: str, place: str, flow: str, step: str) -> None:
    here = Presence(package=package, person=person, place=place[:32], flow=flow[:64], step=step[:64], at=now())
    await session.merge(here)
    await session.exec(delete(Presence).where(col(Presence.package) == package, col(Presence.at) < now() - 40 * LASTS))


async def others(session: AsyncSession, package: str, person: str) -> list[Presence]:
    """Who else is there, by name."""
    query = select(Presence).where(Presence.package == package, Presence.person != person, col(Presence.at) > now() - LASTS)
    return list((await session.exec(query.order_by(col(Presence.person)))).all())
