"""Owns the emergency switch: notices that were approved beforehand, what it is turned to for which number, and its end.

Turning it needs nobody's approval and edits no flow. It always has an end, which the runtimes know.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import numbers, release, settings
from designer.refusal import Refused
from designer.store.engine import post_after_commit, take_turn
from designer.store.moments import now
from designer.store.tables import Measure, Notice, Number
from dsl.directory import Directory
from dsl.release import EVERY_NUMBER, Release, decode_release

TOPIC = "emergency"
DEEDS = ("notice", "people", "close")
LONGEST = timedelta(days=7)
_LONGEST_TITLE = 120
_LONGEST_WORDS = 600
_MOST_NAMED = 8  # numbers in one sentence


# ---- notices -----------------------------------------------------------------------------------------------------


async def notices(session: AsyncSession) -> list[Notice]:
    return list((await session.exec(select(Notice).order_by(Notice.title, col(Notice.id)))).all())


async def add_notice(session: AsyncSession, title: str, zh: str, en: str, by: str) -> Notice:
    title, zh, en = " ".join(title.split()), " ".join(zh.split()), " ".join(en.split())
    if not title or len(title) > _LONGEST_TITLE or not (zh or en) or max(len(zh), len(en)) > _LONGEST_WORDS:
        raise Refused("refusals.notice", longest=_LONGEST_WORDS)
    notice = Notice(title=title, zh=zh, en=en, by=by)
    session.add(notice)
    await session.flush()
    return notice


async def approve_notice(session: AsyncSession, number: int, by: str) -> Notice:
    """Where two people are wanted for going live, they are wanted here too."""
    notice = await _notice(session, number)
    if notice.by == by and (await settings.read(session)).approval:
        raise Refused("refusals.own_change", 403)
    if not notice.approved_by:
        notice.approved_by, notice.approved_at = by, now()
        session.add(notice)
        await session.flush()
    return notice


async def remove_notice(session: AsyncSession, number: int) -> Notice:
    """What is being said stays said: a measure has the words of its own."""
    notice = await _notice(session, number)
    await session.delete(notice)
    await session.flush()
    return notice


async def _notice(session: AsyncSession, number: int) -> Notice:
    notice = await session.get(Notice, number)
    if notice is None:
        raise Refused("refusals.no_such_notice", 404)
    return notice


# ---- where calls go that the switch sends to people --------------------------------------------------------------


class Way(Struct, frozen=True, kw_only=True):
    """Where the calls of a number go when all are sent to people: to those of its flow's skill, in this order."""

    dialled: str
    package: str
    skill: str
    reached: tuple[tuple[str, bool], ...]  # addresses, and whether each is open now

    @property
    def open(self) -> bool:
        return any(is_open for _, is_open in self.reached)


# ---- the switch --------------------------------------------------------------------------------------------------


async def in_force(session: AsyncSession) -> list[Measure]:
    """That for every number first."""
    query = select(Measure).where(col(Measure.ended_at).is_(None), Measure.until > now())
    return list((await session.exec(query.order_by(Measure.dialled))).all())


async def history(session: AsyncSession, packages: Collection[str] | None = None, limit: int = 20) -> list[Measure]:
    """What is over, the newest first."""
    query = select(Measure).where(col(Measure.ended_at).is_not(None)).order_by(col(Measure.id).desc())
    if packages is None:
        query = query.limit(limit)
    return (await concerning(session, (await session.exec(query)).all(), packages))[:limit]


async def concerning(session: AsyncSession, measures: Sequence[Measure], packages: Collection[str] | None) -> list[Measure]:
    """Those for every number, and those for a number of these packages (None: of all)."""
    if packages is None or not measures:
        return list(measures)
    query = select(Number.dialled).where(col(Number.package).in_(packages))
    theirs = {EVERY_NUMBER, *(await session.exec(query)).all()}
    return [measure for measure in measures if measure.dialled in theirs]


async def begin(session: AsyncSession, dialled: str, does: str, notice: int | None, until: datetime, by: str) -> Measure:
    """From the next call on. What was in force for the same number ends with it."""
    if does not in DEEDS:
        raise Refused("refusals.status_400", 400)
    if until <= now():
        raise Refused("refusals.time_has_passed")
    if until > now() + LONGEST:
        raise Refused("refusals.emergency_too_long")
    said = await _notice(session, notice) if notice is not None else None
    if said is None and does != "people":
        raise Refused("refusals.emergency_without_notice")
    if said is not None and not said.approved_by:
        raise Refused("refusals.notice_not_approved", 409)
    if dialled != EVERY_NUMBER and await session.get(Number, dialled) is None:
        raise Refused("refusals.no_such_number", 404)
    if does == "people" and not (await settings.read(session)).fallback:
        concerned = [way for way in await ways(session) if dialled in (EVERY_NUMBER, way.dialled)]
        nowhere = {way.dialled for way in concerned if not way.reached} if concerned else {dialled or numbers.EVERY_OTHER}
        if nowhere:
            raise Refused("refusals.emergency_nobody", numbers=", ".join(sorted(nowhere)[:_MOST_NAMED]))
    await take_turn(session)
    for before in await in_force(session):
        if before.dialled == dialled:
            await _end(session, before, now(), by)
    measure = Measure(dialled=dialled, does=does, by=by, until=until)
    if said is not None:
        measure.title, measure.zh, measure.en = said.title, said.zh, said.en
    session.add(measure)
    await _changed(session)
    return measure


async def ways(session: AsyncSession) -> list[Way]:
    """Of every number that takes calls, and of what answers it outside its hours."""
    issued = await release.newest(session)
    now_released = decode_release(issued.data) if issued is not None else Release()
    directory, at = Directory(now_released), now().isoformat()
    found: dict[tuple[str, str], Way] = {}
    for dialled, assignment in now_released.lines.items():
        for one in assignment.every():
            places = tuple(
                (place.address, place.hours is None or place.hours.is_open(at))
                for place in directory.places(one.skill, one.package)
            )
            found.setdefault((dialled, one.package), Way(dialled=dialled, package=one.package, skill=one.skill, reached=places))
    return list(found.values())


def subject(measure: Measure) -> str:
    """As the audit log names it."""
    return f"{measure.does} {measure.dialled or 'all'} {measure.until.isoformat(timespec='minutes')}"


async def find(session: AsyncSession, number: int) -> Measure:
    measure = await session.get(Measure, number)
    if measure is None or measure.ended_at is not None:
        raise Refused("refusals.emergency_is_over", 404)
    return measure


async def end(session: AsyncSession, measure: Measure, by: str) -> None:
    await _end(session, measure, now(), by)
    await _changed(session)


async def end_due(session: AsyncSession) -> list[Measure]:
    """Those whose time has come; the runtimes ended them by themselves."""
    query = select(Measure).where(col(Measure.ended_at).is_(None), Measure.until <= now())
    if not (await session.exec(query)).first():
        return []
    await take_turn(session)  # another designer on this store may be ending the same ones
    due = list((await session.exec(query, execution_options={"populate_existing": True})).all())
    for measure in due:
        await _end(session, measure, measure.until, "")
    if due:
        await _changed(session)
    return due


async def _end(session: AsyncSession, measure: Measure, at: datetime, by: str) -> None:
    measure.ended_at, measure.ended_by = at, by
    session.add(measure)
    await session.flush()


async def _changed(session: AsyncSession) -> None:
    await session.flush()
    await release.issue(session)
    post_after_commit(session, TOPIC)
