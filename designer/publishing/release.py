"""Owns the release: everything that a runtime needs to take calls, put together anew whenever any of it changes."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from msgspec import convert, structs
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import extracts, number_hours, settings
from designer.store import sounds
from designer.store.engine import post_after_commit, take_turn
from designer.store.moments import now
from designer.store.tables import (
    Destination,
    IssuedRelease,
    LiveVersion,
    Measure,
    Number,
    OnTestLine,
    Rollout,
    Version,
)
from dsl import release as contract
from dsl.model import Calendar
from dsl.release import (
    EVERY_NUMBER,
    LineAssignment,
    Release,
    SoundRule,
    StopRule,
    WeightedBundle,
    decode_release,
    encode_release,
    release_tag,
)

TOPIC = "release"
_DEEDS: dict[str, Literal["notice", "people", "close"]] = {"notice": "notice", "people": "people", "close": "close"}


class Running(NamedTuple):
    """What numbers run: bundles by package with their recordings, those with a share of the calls, and whether it is the test
    line."""

    bundles: dict[str, str]
    recordings: dict[str, str]
    tried: dict[str, tuple[Rollout, WeightedBundle]]
    test: bool


async def newest(session: AsyncSession) -> IssuedRelease | None:
    return (await session.exec(select(IssuedRelease).order_by(col(IssuedRelease.number).desc()).limit(1))).first()


async def ran_by(session: AsyncSession, number: int, package: str) -> set[str]:
    """The bundles of a package that a runtime runs on which this release is in force: what its callers' numbers say."""
    issued = await session.get(IssuedRelease, number)
    lines = decode_release(issued.data).lines.values() if issued is not None else ()
    every = [one for line in lines if not line.test for one in line.every() if one.package == package]
    return {item.bundle for one in every for item in one.bundles}


async def issue(session: AsyncSession) -> IssuedRelease:
    """Issues a new release if it differs from the newest, and wakes the runtimes that wait for one."""
    await take_turn(session)
    last = await newest(session)
    assembled = await assemble(session, last.number if last else 0)
    if last is not None and decode_release(last.data) == assembled:
        return last
    assembled = await assemble(session, last.number + 1 if last else 1)
    data = encode_release(assembled)
    issued = IssuedRelease(number=assembled.number, tag=release_tag(data), data=data)
    session.add(issued)
    await session.flush()
    post_after_commit(session, TOPIC)
    return issued


async def assemble(session: AsyncSession, number: int) -> Release:
    """Numbers whose package was never published (a test number: never put on the test line) are left out: nothing could run."""
    here = (col(LiveVersion.package) == Version.package) & (col(LiveVersion.number) == Version.number)
    published = (await session.exec(select(Version).join(LiveVersion, here))).all()
    live = {version.package: version.bundle for version in published}
    on_line = Running(live, {one.package: sounds.set_of(one.files)[0] for one in published}, await _tried(session), False)
    tested = (await session.exec(select(OnTestLine))).all()
    on_test = Running({row.package: row.bundle for row in tested}, {row.package: row.recordings for row in tested}, {}, True)
    lines = {}
    for row in (await session.exec(select(Number).order_by(Number.dialled))).all():
        running = on_test if row.test else on_line
        assignment = await _assignment(session, running, row.package, row.entry, row.language)
        if assignment is not None:
            lines[row.dialled] = structs.replace(assignment, outside=await _outside(session, running, live, row))
    destinations = await _destinations(session)
    house, measures = await settings.read(session), await _measures(session)
    everywhere = measures.get(EVERY_NUMBER)
    return Release(
        number=number,
        lines=lines,
        hosts=house.hosts | house.demo_hosts,
        destinations=destinations,
        skills=_one_each(destinations),
        fallback=house.fallback,
        measures=measures,
        sound=SoundRule(says={language: words for language, words in house.sound_says.items() if words}) if house.sound else None,
        emergency=everywhere is not None and everywhere.does != "notice",
    )


async def _assignment(
    session: AsyncSession, running: Running, package: str, entry: str, language: str = ""
) -> LineAssignment | None:
    """None where nothing of the package could run."""
    runs = running.bundles.get(package)
    extract = await extracts.of_bundle(session, runs) if runs is not None else None
    if runs is None or extract is None:
        return None
    bundles: tuple[WeightedBundle, ...] = (WeightedBundle(runs, recordings=running.recordings.get(package, "")),)
    stop: StopRule | None = None
    if package in running.tried:
        bundles, stop = _shared(bundles[0], *running.tried[package])
    return LineAssignment(
        package=package, bundles=bundles, entry="outbound" if entry == "outbound" else "inbound", language=language,
        skill=extract.skill, stop=stop, test=running.test,
    )  # fmt: skip


async def _outside(session: AsyncSession, running: Running, live: dict[str, str], row: Number) -> contract.OutsideHours | None:
    """None where the number takes calls always, or what its hours want is not live: better answered than turned away."""
    hours = number_hours.of(row)
    if hours is None:
        return None
    calendar = await number_hours.calendar(session, hours, live | ({row.package: running.bundles[row.package]}))
    flow = await _assignment(session, running, hours.package or row.package, hours.entry) if hours.does == "flow" else None
    if calendar is None or (hours.does == "flow" and flow is None):
        return None
    return contract.OutsideHours(hours=calendar, does=hours.does, says=hours.says, skill=hours.skill, flow=flow)


async def _tried(session: AsyncSession) -> dict[str, tuple[Rollout, WeightedBundle]]:
    """By package: the roll-out, and what has a share of the calls."""
    query = select(Rollout, Version).where(
        Rollout.state == "running", Version.package == Rollout.package, Version.number == Rollout.version
    )
    return {
        rollout.package: (rollout, WeightedBundle(version.bundle, rollout.percent, sounds.set_of(version.files)[0]))
        for rollout, version in (await session.exec(query)).all()
    }


def _shared(live: WeightedBundle, rollout: Rollout, tried: WeightedBundle) -> tuple[tuple[WeightedBundle, ...], StopRule]:
    rule = StopRule(rollout=rollout.id or 0, bundle=tried.bundle, worse_by=rollout.worse_by, after=rollout.after)
    return (WeightedBundle(live.bundle, 100 - rollout.percent, live.recordings), tried), rule


async def _measures(session: AsyncSession) -> dict[str, contract.Measure]:
    """What the emergency switch is turned to; a runtime knows by itself when each is over."""
    query = select(Measure).where(col(Measure.ended_at).is_(None), Measure.until > now()).order_by(Measure.dialled)
    return {
        row.dialled: contract.Measure(
            does=_DEEDS[row.does],
            until=row.until,
            says={language: words for language, words in (("zh", row.zh), ("en", row.en)) if words},
        )
        for row in (await session.exec(query)).all()
    }


async def _destinations(session: AsyncSession) -> tuple[contract.Destination, ...]:
    rows = (await session.exec(select(Destination).order_by(col(Destination.id)))).all()
    return tuple(
        contract.Destination(
            skill=row.skill, address=row.address, package=row.package, hours=convert(row.hours, Calendar) if row.hours else None
        )
        for row in rows
    )


def _one_each(destinations: Sequence[contract.Destination]) -> dict[str, str]:
    """The first of each skill, one for every flow before one of its own: all that an older runtime understands."""
    first: dict[str, str] = {}
    for one in sorted(destinations, key=lambda one: bool(one.package)):
        first.setdefault(one.skill, one.address)
    return first
