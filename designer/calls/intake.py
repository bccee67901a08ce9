"""Owns taking in journal records: each kept once, in whatever order and however often they come, and counted."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import msgspec
from msgspec import Struct
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.calls import containment, passages
from designer.calls.strain import strain
from designer.refusal import Refused
from designer.store.engine import post_after_commit, take_turn
from designer.store.inserting import insert_new
from designer.store.tables import CallSummary, JournalRecord
from dsl import journal
from dsl.journal import CallEnded, CallStarted, QuestionUnknown, Record

CALLS = "calls"
"""The topic of the notices that new records post."""


class _Envelope(Struct):
    """The part of a record that every version of the journal has."""

    call: str
    sequence: int
    at: str


@dataclass(frozen=True)
class Delivery:
    """A list of records as it came: those we read, and those kept unread because a newer runtime wrote them."""

    raw: dict[tuple[str, int], bytes]
    records: dict[tuple[str, int], Record]
    moments: dict[tuple[str, int], datetime]
    rejected: int = 0


@dataclass(frozen=True)
class Taken:
    """What was new in a delivery, in the order of each call; `tests`: which of these calls are no caller's."""

    new: list[Record] = field(default_factory=list)
    tests: frozenset[str] = frozenset()


def read(body: bytes) -> Delivery:
    """Raises `Refused` when the body is no list; one bad record never holds up the others."""
    try:
        items = msgspec.json.decode(body, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        raise Refused("refusals.not_a_journal", 400) from None
    raw: dict[tuple[str, int], bytes] = {}
    records: dict[tuple[str, int], Record] = {}
    moments: dict[tuple[str, int], datetime] = {}
    rejected = 0
    for item in items:
        try:
            envelope = msgspec.json.decode(item, type=_Envelope)
            identity, at = (envelope.call, envelope.sequence), _moment(envelope.at)
        except (msgspec.DecodeError, ValueError):
            rejected += 1
            continue
        raw[identity], moments[identity] = bytes(item), at
        try:
            records[identity] = msgspec.json.decode(item, type=Record)
        except msgspec.ValidationError:
            continue
    return Delivery(raw, records, moments, rejected)


async def take(session: AsyncSession, delivery: Delivery) -> Taken:
    """Keeps the records that are new, and brings the summaries of their calls up to date."""
    await take_turn(session)  # two deliveries of one call would both make its summary
    new = await _insert(session, delivery)
    by_call: dict[str, list[Record]] = defaultdict(list)
    for identity in sorted(new):
        if identity in delivery.records:
            by_call[identity[0]].append(delivery.records[identity])
    known = await _summaries(session, by_call)
    left_at = await passages.count(
        session, {identity: delivery.records[identity] for identity in new if identity in delivery.records}
    )
    tests: set[str] = set()
    began: list[CallSummary] = []
    for call, records in by_call.items():
        summary = known.get(call) or CallSummary(call=call, started_at=_moment(records[0].at), last_at=_moment(records[0].at))
        for record in records:
            _note(summary, record)
        summary.step = left_at.get(call, summary.step)
        if summary.test:
            tests.add(call)
        if any(isinstance(record.fact, CallStarted) for record in records):
            began.append(summary)
        session.add(summary)
        post_after_commit(session, f"call:{call}")
    if by_call:
        post_after_commit(session, CALLS)
    await session.flush()
    await containment.mark(session, began)
    await session.flush()
    taken = [record for records in by_call.values() for record in records]
    return Taken(taken, frozenset(tests))


async def _insert(session: AsyncSession, delivery: Delivery) -> set[tuple[str, int]]:
    rows = [
        {"call": call, "sequence": sequence, "at": delivery.moments[call, sequence], "kind": _kind(delivery, (call, sequence)),
         "data": data.decode()}
        for (call, sequence), data in delivery.raw.items()
    ]  # fmt: skip
    new = await insert_new(session, JournalRecord, rows, (col(JournalRecord.call), col(JournalRecord.sequence)))
    return {(call, sequence) for call, sequence in new}


async def _summaries(session: AsyncSession, calls: Iterable[str]) -> dict[str, CallSummary]:
    rows = await session.exec(select(CallSummary).where(col(CallSummary.call).in_(list(calls))))
    return {row.call: row for row in rows.all()}


def _note(summary: CallSummary, record: Record) -> None:
    at, fact = _moment(record.at), record.fact
    summary.started_at, summary.last_at = min(summary.started_at, at), max(summary.last_at, at)
    anger, silent = strain(fact)
    summary.anger, summary.silences = max(summary.anger, anger), summary.silences + silent
    summary.package, summary.bundle = summary.package or record.package, summary.bundle or record.bundle
    if isinstance(fact, CallStarted):
        summary.direction, summary.line = fact.direction, fact.line
        summary.caller, summary.dialled = fact.caller[:64], fact.dialled[:64]
        summary.test = fact.test
    elif isinstance(fact, QuestionUnknown):
        summary.unknowns += 1
    elif isinstance(fact, CallEnded):
        summary.ended_at, summary.how, summary.disposition = at, fact.how, fact.disposition


def _kind(delivery: Delivery, identity: tuple[str, int]) -> str:
    record = delivery.records.get(identity)
    return str(record.fact.__struct_config__.tag) if record else "unreadable"


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def records_of(rows: Iterable[JournalRecord]) -> list[Record]:
    """The stored rows as records; those of a newer runtime are left out."""
    return [msgspec.json.decode(row.data, type=journal.Record) for row in rows if row.kind != "unreadable"]
