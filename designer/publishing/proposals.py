"""Owns what waits to go live: asked for by one person, decided by another, due at a time.

Nobody approves a change of their own: neither who asked nor whoever saved a part of it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.publishing.rollouts import Share
from designer.refusal import Refused
from designer.store.engine import post_after_commit
from designer.store.moments import now
from designer.store.tables import Proposal

TOPIC = "proposals"
_OPEN = ("asked", "approved")
_LONGEST_NOTE = 500


async def ask(
    session: AsyncSession,
    package: str,
    revision: int,
    by: str,
    *,
    note: str,
    go_at: datetime | None,
    needs_approval: bool,
    share: Share | None = None,
) -> Proposal:
    """Puts a saved draft up to go live, at once when it is approved or at `go_at`. One at a time for a package.

    `share`: for that part of the calls.
    """
    if await waiting(session, package) is not None:
        raise Refused("refusals.proposal_waits", 409)
    if go_at is not None and go_at <= now():
        raise Refused("refusals.time_has_passed")
    proposal = Proposal(
        package=package, revision=revision, by=by, note=note.strip()[:_LONGEST_NOTE], go_at=go_at,
        state="asked" if needs_approval else "approved",
    )  # fmt: skip
    if share is not None:
        proposal.percent, proposal.worse_by, proposal.after = share.percent, share.worse_by, share.after
    return await _keep(session, proposal)


def share_of(proposal: Proposal) -> Share | None:
    """None: everybody."""
    if not proposal.percent:
        return None
    return Share(percent=proposal.percent, worse_by=proposal.worse_by, after=proposal.after)


async def waiting(session: AsyncSession, package: str) -> Proposal | None:
    """What the package waits with, if anything."""
    query = select(Proposal).where(Proposal.package == package, col(Proposal.state).in_(_OPEN))
    return (await session.exec(query.order_by(col(Proposal.id).desc()))).first()


async def all_waiting(session: AsyncSession) -> list[Proposal]:
    query = select(Proposal).where(col(Proposal.state).in_(_OPEN)).order_by(col(Proposal.id))
    return list((await session.exec(query)).all())


async def all_failed(session: AsyncSession) -> list[Proposal]:
    """Those whose time came while their gates were closed, and after which nobody asked anew."""
    newest: dict[str, Proposal] = {}
    for proposal in (await session.exec(select(Proposal).order_by(col(Proposal.id)))).all():
        newest[proposal.package] = proposal
    return [proposal for proposal in newest.values() if proposal.state == "failed"]


async def find(session: AsyncSession, package: str, number: int) -> Proposal:
    proposal = await session.get(Proposal, number)
    if proposal is None or proposal.package != package:
        raise Refused("refusals.no_such_proposal", 404)
    return proposal


def may_decide(proposal: Proposal, who: str, authors: Collection[str]) -> bool:
    """`authors`: who saved what the proposal would change."""
    return proposal.state == "asked" and who != proposal.by and who not in authors


async def approve(session: AsyncSession, proposal: Proposal, by: str, authors: Collection[str]) -> Proposal:
    if proposal.state == "asked" and not may_decide(proposal, by, authors):
        raise Refused("refusals.own_change", 403)
    return await _decide(session, proposal, "asked", "approved", by)


async def reject(session: AsyncSession, proposal: Proposal, by: str, comment: str) -> Proposal:
    """Anybody who may publish may say no, with a reason."""
    if not comment.strip():
        raise Refused("refusals.reason_missing")
    return await _decide(session, proposal, "asked", "rejected", by, comment.strip()[:_LONGEST_NOTE])


async def withdraw(session: AsyncSession, proposal: Proposal, by: str) -> Proposal:
    """Takes back what waits, approved or not, or puts away what failed at its time."""
    needed = proposal.state if proposal.state in (*_OPEN, "failed") else "asked"
    return await _decide(session, proposal, needed, "withdrawn", by, proposal.comment)


async def went_live(session: AsyncSession, proposal: Proposal, version: int) -> None:
    proposal.state, proposal.version = "live", version
    await _keep(session, proposal)


async def failed(session: AsyncSession, proposal: Proposal, reason: str) -> None:
    """`reason`: the key of the refusal, so that each reader sees it in their own language."""
    proposal.state, proposal.comment = "failed", reason
    await _keep(session, proposal)


async def _decide(session: AsyncSession, proposal: Proposal, needed: str, state: str, by: str, comment: str = "") -> Proposal:
    if proposal.state != needed:
        raise Refused("refusals.proposal_decided", 409)
    proposal.state, proposal.decided_by, proposal.decided_at, proposal.comment = state, by, now(), comment
    return await _keep(session, proposal)


async def _keep(session: AsyncSession, proposal: Proposal) -> Proposal:
    session.add(proposal)
    await session.flush()
    post_after_commit(session, TOPIC)
    return proposal
