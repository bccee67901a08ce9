"""Owns what happens with a version on a share of the calls, whoever does it (a page, a runtime, or its stop rule)."""

from collections.abc import Collection

from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.accounts import audit
from designer.calls import outcomes
from designer.learning import questions
from designer.publishing import rollouts, versions
from designer.publishing.rollouts import Share
from designer.publishing.versions import Candidate
from designer.refusal import Refused
from designer.store.tables import Rollout, Version
from dsl.release import StopRule
from dsl.rollout import MEASURED, Difference, Measured, Tally, broken, difference


class Standing(Struct, frozen=True, kw_only=True):
    """How two versions do beside each other."""

    tried: Tally
    live: Tally
    tried_bundle: str
    live_bundle: str
    differences: dict[Measured, Difference]


async def begin(session: AsyncSession, candidate: Candidate, by: str, note: str, share: Share) -> Version:
    live = await versions.live_version(session, candidate.package)
    if live is None:
        raise Refused("refusals.rollout_without_live", 409)
    version = await versions.keep(session, candidate, by, note)
    rollout = await rollouts.begin(session, candidate.package, version.number, live.number, share, by)
    await audit.note(session, by, "rollout_begun", subject(rollout))
    return version


async def standing(session: AsyncSession, rollout: Rollout) -> Standing:
    found = await outcomes.by_bundle(session, rollout.package, rollout.at, rollout.ended_at)
    tried_bundle, live_bundle = [
        (await versions.find(session, rollout.package, number)).bundle for number in (rollout.version, rollout.live)
    ]
    tried, live = found.get(tried_bundle, Tally()), found.get(live_bundle, Tally())
    differences = {measured: difference(measured, tried, live) for measured in MEASURED}
    return Standing(tried=tried, live=live, tried_bundle=tried_bundle, live_bundle=live_bundle, differences=differences)


async def change(session: AsyncSession, rollout: Rollout, share: Share, by: str) -> None:
    await rollouts.change(session, rollout, share)
    await audit.note(session, by, "rollout_changed", subject(rollout))


async def finish(session: AsyncSession, rollout: Rollout, by: str) -> Version:
    """Everybody gets it."""
    version = await versions.find(session, rollout.package, rollout.version)
    await rollouts.end(session, rollout, "finished", by)
    await versions.make_live(session, version)
    await questions.published(session, version)
    await audit.note(session, by, "rollout_finished", subject(rollout))
    return version


async def withdraw(session: AsyncSession, rollout: Rollout, by: str) -> None:
    await rollouts.end(session, rollout, "withdrawn", by)
    await audit.note(session, by, "rollout_withdrawn", subject(rollout))


async def put_away(session: AsyncSession, rollout: Rollout, by: str) -> None:
    await rollouts.put_away(session, rollout, by)
    await audit.note(session, by, "rollout_put_away", subject(rollout))


async def stop_those_that_do_worse(session: AsyncSession) -> list[Rollout]:
    """By the calls of all runtimes."""
    stopped: list[Rollout] = []
    for rollout in await rollouts.all_running(session):
        found = await standing(session, rollout)
        rule = StopRule(rollout=0, bundle=found.tried_bundle, worse_by=rollout.worse_by, after=rollout.after)
        if (measured := broken(rule, found.tried, found.live)) is not None:
            stopped += await _stop(session, rollout, measured)
    return stopped


async def stopped_by_a_runtime(session: AsyncSession, numbers: Collection[int]) -> None:
    """One counted enough calls by itself, perhaps while nobody here did."""
    for rollout in await rollouts.all_running(session):
        if rollout.id in numbers:
            await _stop(session, rollout, "runtime")


def subject(rollout: Rollout) -> str:
    """As the audit log names it."""
    return f"{rollout.package} {rollout.version} {rollout.percent}%"


async def _stop(session: AsyncSession, rollout: Rollout, reason: str) -> list[Rollout]:
    """Nothing where somebody ended it in this very moment."""
    try:
        await rollouts.end(session, rollout, "stopped", "", reason)
    except Refused:
        return []
    await audit.note(session, "", "rollout_stopped", f"{subject(rollout)} {reason}")
    return [rollout]
