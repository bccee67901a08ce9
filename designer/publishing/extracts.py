"""Owns what is asked of published bundles again and again: read once, for a bundle never changes."""

from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.tables import BundleData
from dsl.bundle import decode
from dsl.defaults import skill_of
from dsl.directory import handed_to
from dsl.model import Calendar

_MOST = 256
_read: dict[str, "Extract"] = {}


class Extract(Struct, frozen=True, kw_only=True):
    """`skill`: of the people whom its callers reach; `skills`: all that it hands calls to."""

    skill: str
    skills: frozenset[str]
    calendars: dict[str, Calendar]


async def of_bundle(session: AsyncSession, identity: str) -> Extract | None:
    """None where nobody has the bundle."""
    if identity not in _read:
        kept = await session.get(BundleData, identity)
        if kept is None:
            return None
        while len(_read) >= _MOST:
            _read.pop(next(iter(_read)))
        bundle = decode(kept.data)
        _read[identity] = Extract(skill=skill_of(bundle), skills=handed_to(bundle), calendars=bundle.calendars)
    return _read[identity]
