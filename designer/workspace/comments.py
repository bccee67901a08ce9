"""Owns the comments on steps: threads that people answer and resolve, and that follow a step when it gets another name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from sqlalchemy import ColumnElement
from sqlmodel import col, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.refusal import Refused
from designer.store.moments import now
from designer.store.tables import StepComment

LONGEST = 2000


class Thread(Struct):
    """A comment and what was answered to it."""

    first: StepComment
    answers: list[StepComment]


async def add(session: AsyncSession, package: str, file: str, step: str, text: str, by: str, thread: int = 0) -> StepComment:
    """A new thread, or an answer in one, which opens it again."""
    text = text.strip()[:LONGEST]
    if not text:
        raise Refused("comments.nothing_said")
    comment = StepComment(package=package, file=file, step=step, text=text, by=by)
    if thread:
        first = await find(session, package, thread)
        comment.file, comment.step, comment.thread = first.file, first.step, first.id
        first.resolved_by, first.resolved_at = "", None
        session.add(first)
    session.add(comment)
    await session.flush()
    if not thread:
        comment.thread = comment.id
        session.add(comment)
        await session.flush()
    return comment


async def resolve(session: AsyncSession, package: str, thread: int, by: str, *, resolved: bool = True) -> StepComment:
    first = await find(session, package, thread)
    first.resolved_by, first.resolved_at = (by, now()) if resolved else ("", None)
    session.add(first)
    await session.flush()
    return first


async def find(session: AsyncSession, package: str, thread: int) -> StepComment:
    """The first comment of a thread."""
    first = await session.get(StepComment, thread)
    if first is None or first.package != package or first.thread != first.id:
        raise Refused("comments.gone", 404)
    return first


async def threads(session: AsyncSession, package: str, file: str = "", step: str = "") -> list[Thread]:
    """Those of one step, or of the whole package; open ones first, each in the order in which it was begun."""
    query = select(StepComment).where(StepComment.package == package).order_by(col(StepComment.id))
    if step:
        query = query.where(StepComment.file == file, StepComment.step == step)
    found: dict[int | None, Thread] = {}
    for comment in (await session.exec(query)).all():
        if comment.thread == comment.id:
            found[comment.id] = Thread(comment, [])
        elif comment.thread in found:
            found[comment.thread].answers.append(comment)
    return sorted(found.values(), key=lambda thread: thread.first.resolved_at is not None)


async def open_counts(session: AsyncSession, package: str, file: str) -> dict[str, int]:
    """By step of one file: its threads that nobody resolved."""
    query = select(StepComment.step, func.count()).where(*_open(package), StepComment.file == file)
    return dict((await session.exec(query.group_by(col(StepComment.step)))).all())


async def open_count(session: AsyncSession, package: str) -> int:
    return (await session.exec(select(func.count(col(StepComment.id))).where(*_open(package)))).one()


def _open(package: str) -> tuple[ColumnElement[bool], ...]:
    first = col(StepComment.thread) == col(StepComment.id)
    return col(StepComment.package) == package, first, col(StepComment.resolved_at).is_(None)


async def follow(session: AsyncSession, package: str, renamings: Iterable[Mapping[str, str]]) -> None:
    """Takes the comments along with what a save renamed: a step, or the sub-flow that it stands in."""
    for one in renamings:
        there = update(StepComment).where(col(StepComment.package) == package)
        if one["kind"] == "step":
            here = there.where(col(StepComment.file) == one.get("scope", "flow.yaml"), col(StepComment.step) == one["old"])
            await session.exec(here.values(step=one["new"]))
        elif one["kind"] == "subflow":
            files = [f"subflows/{one[key]}.yaml" for key in ("old", "new")]
            await session.exec(there.where(col(StepComment.file) == files[0]).values(file=files[1]))
