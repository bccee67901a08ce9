"""Owns the roll-outs: a version on a share of a package's calls, one at a time, and how each of them ended."""

from datetime import timedelta
from typing import Literal

from msgspec import Struct
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing import release
from designer.refusal import Refused
from designer.store.engine import post_after_commit, take_turn
from designer.store.moments import now
from designer.store.tables import LiveVersion, Rollout

TOPIC = "rollouts"
PERCENTS = (5, 10, 25, 50)
WORSE_BY, AFTER = 10, 100
"""The stop rule where nobody said otherwise: it stops one in fifty that is no worse (`tests/bench/bench_rollout.py`)."""
_MOST_AFTER = 10_000
_TOLD_FOR = timedelta(days=7)


class Share(Struct, frozen=True, kw_only=True):
    """How many percent of the calls, and the stop rule: so many points worse, once each version had so many calls."""

    percent: int
    worse_by: int = WORSE_BY
    after: int = AFTER


def share(percent: str, worse_by: str, after: str) -> Share | None:
    """As a form gives it; None for everybody."""
    if percent.strip() in ("", "0", "100"):
        return None
    try:
        wanted = Share(percent=int(percent), worse_by=int(worse_by or WORSE_BY), after=int(after or AFTER))
    except ValueError:
        raise Refused("refusals.share") from None
    if not (1 <= wanted.percent <= 90 and 1 <= wanted.worse_by <= 100 and 1 <= wanted.after <= _MOST_AFTER):
        raise Refused("refusals.share")
    return wanted


async def begin(session: AsyncSession, package: str, version: int, live: int, wanted: Share, by: str) -> Rollout:
    await take_turn(session)
    if await running(session, package) is not None:
        raise Refused("refusals.rollout_runs", 409)
    made = Rollout(
        package=package, version=version, live=live, by=by,
        percent=wanted.percent, worse_by=wanted.worse_by, after=wanted.after,
    )  # fmt: skip
    await _keep(session, made)
    return made


async def running(session: AsyncSession, package: str) -> Rollout | None:
    query = select(Rollout).where(Rollout.package == package, Rollout.state == "running")
    return (await session.exec(query)).first()


async def all_running(session: AsyncSession) -> list[Rollout]:
    return list((await session.exec(select(Rollout).where(Rollout.state == "running").order_by(col(Rollout.id)))).all())


async def all_stopped(session: AsyncSession) -> list[Rollout]:
    """Those stopped by their rule in the last days that nobody put away, after which nothing was tried or published anew."""
    query = select(Rollout, LiveVersion.number).join(LiveVersion, col(LiveVersion.package) == Rollout.package)
    newest: dict[str, Rollout] = {}
    for rollout, live in (await session.exec(query.where(Rollout.at > now() - _TOLD_FOR).order_by(col(Rollout.id)))).all():
        newest[rollout.package] = rollout
        if rollout.state != "stopped" or rollout.seen_by or live > rollout.version:
            del newest[rollout.package]
    return list(newest.values())


async def of_package(session: AsyncSession, package: str) -> list[Rollout]:
    """Newest first."""
    return list((await session.exec(select(Rollout).where(Rollout.package == package).order_by(col(Rollout.id).desc()))).all())


async def find(session: AsyncSession, package: str, number: int) -> Rollout:
    rollout = await session.get(Rollout, number)
    if rollout is None or rollout.package != package:
        raise Refused("refusals.no_such_rollout", 404)
    return rollout


async def change(session: AsyncSession, rollout: Rollout, wanted: Share) -> None:
    """The calls so far count on."""
    _still(rollout)
    rollout.percent, rollout.worse_by, rollout.after = wanted.percent, wanted.worse_by, wanted.after
    await _keep(session, rollout)


async def end(
    session: AsyncSession, rollout: Rollout, state: Literal["stopped", "finished", "withdrawn"], by: str, reason: str = ""
) -> None:
    """The live version has all calls again; where everybody gets the tried one, that is made live beside this."""
    await take_turn(session)  # its rule, a runtime and a person may all be ending it
    await session.refresh(rollout)
    _still(rollout)
    rollout.state, rollout.ended_by, rollout.ended_at, rollout.reason = state, by, now(), reason
    await _keep(session, rollout)


async def put_away(session: AsyncSession, rollout: Rollout, by: str) -> None:
    """Somebody knows that it was stopped: Today says no more of it."""
    if rollout.state != "stopped" or rollout.seen_by:
        raise Refused("refusals.rollout_is_over", 409)
    rollout.seen_by, rollout.seen_at = by, now()
    session.add(rollout)
    await session.flush()


def _still(rollout: Rollout) -> None:
    if rollout.state != "running":
        raise Refused("refusals.rollout_is_over", 409)


async def _keep(session: AsyncSession, rollout: Rollout) -> None:
    session.add(rollout)
    await session.flush()
    await release.issue(session)
    post_after_commit(session, TOPIC)
