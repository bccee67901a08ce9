"""Owns the list of questions to learn: what stands in it, how often it was asked, and what became of it."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Literal

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.learning.sameness import nearest, normal
from designer.refusal import Refused
from designer.store.engine import post_after_commit
from designer.store.tables import Asking, Question, Version
from dsl.journal import QuestionUnknown, Record

State = Literal["open", "taught", "learned", "ignored"]
STATES: tuple[State, ...] = ("open", "taught", "learned", "ignored")
TOPIC = "questions"
PAGE = 100
_COMPARED = 2_000  # groups of a package that a new question is compared with, the newest first


async def note(session: AsyncSession, records: Iterable[Record], tests: Collection[str] = ()) -> None:
    """Takes in the unknown questions among new records, in the transaction that keeps the records.

    What is asked in a call of `tests` comes to learn as well, for whoever tries the line wants to teach it; it counts nowhere.
    """
    for record in records:
        if isinstance(record.fact, QuestionUnknown) and record.fact.text.strip():
            await _note_one(session, record, record.fact, counts=record.call not in tests)


async def listed(
    session: AsyncSession, packages: Collection[str] | None = None, *, state: State = "open", before: int | None = None
) -> list[Question]:
    """A page of questions of these packages (None: of all), the newest asked first."""
    query = select(Question).where(Question.state == state)
    if packages is not None:
        query = query.where(col(Question.package).in_(packages))
    order = (col(Question.last_asked).desc(), col(Question.id).desc())
    return list((await session.exec(query.order_by(*order).offset(before or 0).limit(PAGE + 1))).all())


async def counts(session: AsyncSession, packages: Collection[str] | None = None) -> dict[State, int]:
    query = select(Question.state, func.count()).group_by(Question.state)
    if packages is not None:
        query = query.where(col(Question.package).in_(packages))
    found: dict[str, int] = dict((await session.exec(query)).all())
    return {state: found.get(state, 0) for state in STATES}


async def find(session: AsyncSession, question_id: int) -> Question:
    question = await session.get(Question, question_id)
    if question is None:
        raise Refused("refusals.no_such_question", 404)
    return question


async def askings(session: AsyncSession, question_id: int, limit: int = 20) -> list[Asking]:
    """The newest times it was asked."""
    query = select(Asking).where(Asking.question_id == question_id).order_by(col(Asking.at).desc()).limit(limit)
    return list((await session.exec(query)).all())


async def ignore(session: AsyncSession, question: Question) -> None:
    """Off the list until somebody takes it back; how often it is asked goes on being counted."""
    question.state, question.ignored_since = "ignored", question.count
    _changed(session, question)


async def take_back(session: AsyncSession, question: Question) -> None:
    """Undoes `ignore`, or what was taught."""
    question.state, question.taught_as, question.taught_revision = "open", "", None
    _changed(session, question)


async def taught(session: AsyncSession, question: Question, revision: int, taught_as: str) -> None:
    """Its answer stands in the draft since this revision."""
    question.state, question.taught_revision, question.taught_as = "taught", revision, taught_as
    _changed(session, question)


async def published(session: AsyncSession, version: Version) -> None:
    """What the version's texts teach is learned; what a roll-back took out again is only in the draft."""
    query = select(Question).where(
        Question.package == version.package,
        col(Question.state).in_(("taught", "learned")),
        col(Question.taught_revision).is_not(None),
    )
    for question in (await session.exec(query)).all():
        if question.taught_revision is not None and question.taught_revision <= version.revision:
            if question.state != "learned":
                question.state, question.learned_version = "learned", version.number
                _changed(session, question)
        elif question.state == "learned":
            question.state, question.learned_version = "taught", None
            _changed(session, question)


async def answered_by(session: AsyncSession, question: Question, version: int, understood_as: str) -> None:
    """Nobody taught it by hand, but this version understands it."""
    question.state, question.learned_version, question.taught_as = "learned", version, understood_as
    _changed(session, question)


async def _note_one(session: AsyncSession, record: Record, fact: QuestionUnknown, *, counts: bool) -> None:
    at = datetime.fromisoformat(record.at)
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    words = normal(fact.text)
    question = await _same(session, record.package, words)
    if question is None:
        question = Question(package=record.package, text=fact.text, normal=words, first_asked=at, last_asked=at)
        session.add(question)
        await session.flush()
    assert question.id is not None, "the question was stored"
    newest = at >= question.last_asked
    if counts:
        question.count += 1
    question.first_asked, question.last_asked = min(question.first_asked, at), max(question.last_asked, at)
    if newest:
        question.guess, question.confidence, question.runner_up = fact.guess, fact.confidence, fact.runner_up
        question.reason = fact.reason
    if question.state == "learned" and await _should_be_known(session, question, record.bundle):
        question.state = "open"
    session.add(
        Asking(
            question_id=question.id,
            package=record.package,
            call=record.call,
            sequence=record.sequence,
            at=at,
            text=fact.text,
            normal=words,
        )
    )
    _changed(session, question)
    await session.flush()


async def _same(session: AsyncSession, package: str, words: str) -> Question | None:
    """The group that this question belongs to: the same words first, then nearly the same."""
    asked = select(Asking.question_id).where(Asking.package == package, Asking.normal == words).limit(1)
    known = (await session.exec(asked)).first()
    if known is None:
        groups = select(Question.id, Question.normal).where(Question.package == package)
        rows = (await session.exec(groups.order_by(col(Question.last_asked).desc()).limit(_COMPARED))).all()
        known = nearest(words, {number: text for number, text in rows if number is not None})
    return await session.get(Question, known) if known is not None else None


async def _should_be_known(session: AsyncSession, question: Question, bundle: str) -> bool:
    """Whether the call ran a version that was to answer it: a call that began before the publish proves nothing."""
    if question.learned_version is None:
        return False
    query = select(func.max(Version.number)).where(Version.package == question.package, Version.bundle == bundle)
    ran = (await session.exec(query)).one()
    return ran is not None and ran >= question.learned_version


def _changed(session: AsyncSession, question: Question) -> None:
    session.add(question)
    post_after_commit(session, TOPIC)
