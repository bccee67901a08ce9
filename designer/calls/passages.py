"""Owns counting which way callers went: once a call for each step and edge, by the day on which it began and the bundle it ran.

The counts are kept as records come in, so that no page reads a journal for them. What a call counts as is worked out from its
records alone; what came in before is taken away again, so it is right in whatever order they come.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
import sqlalchemy as core
from msgspec import Struct
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.store.inserting import add_up
from designer.store.tables import JournalRecord, Passage
from dsl.journal import CallEnded, CallStarted, Record
from dsl.trail import Trail

CAME, ENDED, REASON = "came", "ended", "reason"
_HEARD = ("hear", "topics")
KINDS = ("call_started", "step_entered", "manner_used", "escalated", "call_ended")
"""The facts that say which way a call went."""


class Way(Struct, frozen=True):
    """What a call counts in: a row of `Passage`."""

    package: str
    day: date
    bundle: str
    step: str
    kind: str
    label: str


def ways(records: Iterable[Record]) -> tuple[frozenset[Way], str]:
    """What one call counts in, and the step it came to last. `records`: in order.

    A call to a test number counts in nothing, nor does one that came to no step, or whose first record has not come in.
    """
    began: datetime | None = None
    package = bundle = how = ""
    test, trail = False, Trail()
    for record in records:
        package, bundle = package or record.package, bundle or record.bundle
        if isinstance(record.fact, CallStarted):
            began, test = datetime.fromisoformat(record.at), record.fact.test
        elif isinstance(record.fact, CallEnded):
            how = record.fact.how
        trail.note(record.step, record.fact)
    if began is None or test or not trail.steps:
        return frozenset(), trail.at
    counted = {("", CAME, ""), *((step, CAME, "") for step in trail.steps), *trail.edges}
    counted |= {("", REASON, intent) for _, kind, intent in trail.edges if kind in _HEARD}
    if how:
        counted.add((trail.at, ENDED, how))
    day = day_of(began)
    return frozenset(Way(package, day, bundle, *one) for one in counted), trail.at


def day_of(at: datetime) -> date:
    """By the designer's own clock, whose midnight begins a day on Today too."""
    return at.astimezone().date()


async def count(session: AsyncSession, new: Mapping[tuple[str, int], Record]) -> dict[str, str]:
    """Brings the counts up to date with records that were just stored; gives the last step of each call that it looked at."""
    calls = {call for (call, _), record in new.items() if record.fact.__struct_config__.tag in KINDS}
    changed: Counter[Way] = Counter()
    left_at: dict[str, str] = {}
    for call, records in (await _stored(session, calls)).items():
        after, left_at[call] = ways(records)
        before, _ = ways(record for record in records if (call, record.sequence) not in new)
        changed.update(after)
        changed.subtract(before)
    rows: list[dict[str, Any]] = [msgspec.structs.asdict(way) | {"calls": more} for way, more in changed.items() if more]
    await add_up(session, Passage, rows, "calls")
    return left_at


async def _stored(session: AsyncSession, calls: Collection[str]) -> dict[str, list[Record]]:
    query = select(JournalRecord.call, JournalRecord.data).where(
        col(JournalRecord.call).in_(calls), col(JournalRecord.kind).in_(KINDS)
    )
    found: dict[str, list[Record]] = defaultdict(list)
    for call, data in (await session.exec(query.order_by(JournalRecord.call, col(JournalRecord.sequence)))).all():
        found[call].append(msgspec.json.decode(data, type=Record))
    return found


class Counted(Struct, frozen=True):
    """How many calls on a bundle went one way, over some days."""

    bundle: str
    step: str
    kind: str
    label: str
    calls: int


async def since(session: AsyncSession, package: str, day: date, bundle: str = "") -> list[Counted]:
    """What was counted from this day on; with a `bundle`, on that one alone."""
    way = [col(one) for one in (Passage.bundle, Passage.step, Passage.kind, Passage.label)]
    query = (
        core.select(*way, func.sum(Passage.calls)).where(col(Passage.package) == package, col(Passage.day) >= day).group_by(*way)
    )
    if bundle:
        query = query.where(col(Passage.bundle) == bundle)
    found = await session.exec(query)  # type: ignore[call-overload] # exec is typed for tables, and for four columns at most
    return [Counted(*row) for row in found.all() if row[-1]]
