"""Questions to learn: what callers asked and nobody had answered, taught in two clicks and published right there."""

from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import effects, words
from designer.accounts import audit
from designer.calls import days, masking, sounds
from designer.changes import said_changes
from designer.learning import questions, standing, teaching
from designer.learning.questions import STATES, State
from designer.learning.standing import Standing
from designer.learning.teaching import Lesson
from designer.pages.access import may
from designer.pages.screen import person, screen, toast_header
from designer.pages.tryout import built_in
from designer.refusal import Refused
from designer.store.tables import Question
from designer.workspace import checking
from designer.workspace.drafts import Conflict, Draft, Drafts
from dsl.bundle import Bundle
from dsl.model import KnowledgeAnswer, Package

Form = URLEncodedBody[dict[str, str]]


class KnownAnswer(Struct, frozen=True, kw_only=True):
    """An answer of the draft: where it comes from, and until when it holds."""

    name: str
    title: str
    source: str
    until: str
    expired: bool


class Entry(Struct, frozen=True, kw_only=True):
    """A question as the list shows it: how it stands, and what it could be taught as."""

    question: Question
    standing: Standing
    intents: list[tuple[str, str]]  # name, title: those of the draft
    answers: list[KnownAnswer]
    guess: str  # the intent to propose first, empty when there is none in the draft
    nearest: str  # what it was taken for when it was asked, as operators call it
    taught: KnownAnswer | None  # the answer that it was taught as
    taught_title: str  # or the reason for calling
    draft_revision: int | None  # to publish from here
    sound: str  # where the newest sentence is heard; empty where its call was not recorded, or the person may not listen


@get("/questions", guards=[may("questions")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromQuery[str] = "",
    shown: FromQuery[str] = "open",
    start: FromQuery[int] = 0,
    question: FromQuery[int] = 0,
) -> Response[str]:
    """`question`: that one alone, for who comes from a call in which it was asked."""
    if question:
        return await _one(request, session, question)
    return await _list(request, session, package, shown, max(0, start), block=None)


@get("/questions/rows", guards=[may("questions")])
async def rows(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromQuery[str] = "",
    shown: FromQuery[str] = "open",
    known: FromQuery[int] = 0,
) -> Response[str]:
    """How many questions there are now; the page asks every two seconds and offers to show the new ones."""
    counts = await questions.counts(session, person(request).among("questions", package))
    return screen(
        request, "questions.html", block="news", counts=counts, known=known, chosen=package, state=_state(shown), here="questions"
    )


@post("/questions/{question_id:int}/propose", guards=[may("teach")], status_code=200)
async def propose(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], question_id: FromPath[int], data: Form
) -> Response[str]:
    """What teaching this would change in the draft; nothing is saved yet."""
    question, draft = await _question(request, session, question_id)
    lesson = _lesson(question, draft, data)
    proposal = teaching.propose(draft.files, lesson)
    findings = [found for found in (await checking.check(draft.files | proposal.changes)).findings if found.severity == "error"]
    return screen(
        request,
        "question_proposal.html",
        block="proposal",
        question=question,
        lesson=lesson,
        changes=await said_changes(draft.files, draft.files | proposal.changes),
        problems=[("error", found.sentence(words.language())) for found in findings if found.span.file in proposal.changes],
        revision=draft.revision,
    )


@post("/questions/{question_id:int}/effect", guards=[may("teach")], status_code=200)
async def foresee(request: Request[Any, Any, Any], question_id: FromPath[int], data: Form) -> Response[str]:
    """What else would be taken for something else after this change; asked beside the proposal, for it takes a while."""
    # A session of its own that ends before the long wait: a transaction must not stay open while a model is trained.
    async with request.app.state.store.session() as session:
        question, draft = await _question(request, session, question_id)
        waiting = await questions.listed(session, (question.package,))
    proposal = teaching.propose(draft.files, _lesson(question, draft, data))
    before = await checking.compile_files(draft.files)
    after = await checking.compile_files(draft.files | proposal.changes)
    asked = effects.known(before.bundle, proposal.taught_as) if before.bundle else []
    asked += [effects.Words(one.text) for one in waiting[: effects.MOST_OPEN] if one.id != question.id]
    found = await effects.effect(request.app.state.workshop, question.package, before, after, asked)
    titles = _item_titles(after.bundle)
    return screen(request, "question_proposal.html", block="effect", found=found, titles=titles, question=question)


@post("/questions/{question_id:int}/accept", guards=[may("teach")], status_code=200)
async def accept(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], question_id: FromPath[int], data: Form
) -> Response[str]:
    """Saves the change that was shown. If the draft moved on meanwhile, the change is made anew on what stands now."""
    question, draft = await _question(request, session, question_id)
    who = person(request)
    if not who.may("edit", question.package):
        raise Refused("refusals.status_403", 403)
    proposal = teaching.propose(draft.files, _lesson(question, draft, data))
    saved = await Drafts(session).save(
        question.package, proposal.changes, draft.revision, who.name, words.told("questions.what_taught")
    )
    if isinstance(saved, Conflict):
        raise Refused("refusals.draft_moved_on", 409)
    await questions.taught(session, question, saved.revision, proposal.taught_as)
    await audit.note(session, who.name, "question_taught", f"{question.package} {question.id} {proposal.taught_as}")
    return await _row(request, session, question, toast=words.t("questions.taught"))


@post("/questions/{question_id:int}/ignore", guards=[may("teach")], status_code=200)
async def ignore(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], question_id: FromPath[int]
) -> Response[str]:
    question, _ = await _question(request, session, question_id)
    await questions.ignore(session, question)
    await audit.note(session, person(request).name, "question_ignored", f"{question.package} {question.id}")
    return await _row(request, session, question)


@post("/questions/{question_id:int}/reopen", guards=[may("teach")], status_code=200)
async def reopen(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], question_id: FromPath[int]
) -> Response[str]:
    question, _ = await _question(request, session, question_id)
    await questions.take_back(session, question)
    await audit.note(session, person(request).name, "question_taken_back", f"{question.package} {question.id}")
    return await _row(request, session, question)


async def _one(request: Request[Any, Any, Any], session: AsyncSession, number: int) -> Response[str]:
    found = await questions.find(session, number)
    if not person(request).may("questions", found.package):
        raise Refused("refusals.status_403", 403)
    return await _page(request, session, [found], found.package, _state(found.state), only=True)


async def _list(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, state: str, start: int, *, block: str | None
) -> Response[str]:
    chosen = _state(state)
    found = await questions.listed(session, person(request).among("questions", package), state=chosen, before=start)
    seen = found[: questions.PAGE]
    more = start + questions.PAGE if len(found) > questions.PAGE else 0
    return await _page(request, session, seen, package, chosen, block=block, more=more)


async def _page(
    request: Request[Any, Any, Any], session: AsyncSession, seen: list[Question], package: str, state: State, *,
    block: str | None = None, more: int = 0, only: bool = False,
) -> Response[str]:  # fmt: skip
    counts = await questions.counts(session, person(request).among("questions", package))
    return screen(
        request,
        "questions.html",
        block=block,
        here="questions",
        entries=await _entries(request, session, seen),
        counts=counts,
        fresh=False,
        known=counts["open"],
        titles=await _titles(request, session),
        chosen=package,
        state=state,
        more=more,
        only=only,
        trend_days=standing.DAYS,
    )


async def _titles(request: Request[Any, Any, Any], session: AsyncSession) -> dict[str, str]:
    heads = await Drafts(session).packages()
    return {head.package: head.title for head in heads if person(request).may("questions", head.package)}


async def _row(
    request: Request[Any, Any, Any], session: AsyncSession, question: Question, toast: str | None = None
) -> Response[str]:
    (entry,) = await _entries(request, session, [question])
    titles = await _titles(request, session)
    response = screen(
        request, "questions.html", block="one", entry=entry, titles=titles, here="questions", fresh=True,
        trend_days=standing.DAYS,
    )  # fmt: skip
    if toast:
        response.headers["HX-Trigger"] = toast_header("good", toast)
    return response


async def _question(request: Request[Any, Any, Any], session: AsyncSession, question_id: int) -> tuple[Question, Draft]:
    question = await questions.find(session, question_id)
    if not person(request).may("teach", question.package):
        raise Refused("refusals.status_403", 403)
    return question, await Drafts(session).read(question.package)


async def _entries(request: Request[Any, Any, Any], session: AsyncSession, seen: list[Question]) -> list[Entry]:
    known = await standing.of(session, [one.id for one in seen if one.id is not None], days.midnight(datetime.now().astimezone()))
    drafts = Drafts(session)
    there = {head.package for head in await drafts.packages()}
    read = {package: await drafts.read(package) for package in {one.package for one in seen} if package in there}
    found = {package: (await checking.check_unproven(draft.files)).package for package, draft in read.items()}
    recorded = await sounds.kept_of(session, [stands.call for stands in known.values()])
    return [
        _entry(one, known[one.id], read.get(one.package), found.get(one.package), _sound(request, one, known[one.id], recorded))
        for one in seen
        if one.id is not None
    ]


def _sound(request: Request[Any, Any, Any], question: Question, stands: Standing, recorded: frozenset[str]) -> str:
    """Where the sentence is heard, if this person may hear it (`pages/call_sound.py` says who may)."""
    who, package = person(request), question.package
    if stands.call not in recorded or not who.may("calls", package):
        return ""
    if not who.may("listen", package) and (
        not who.may("teach", package) or masking.without_numbers(stands.sentence) != stands.sentence
    ):
        return ""
    return f"/calls/{quote(stands.call, safe='')}/sound/turns/{stands.sequence}"


def _entry(question: Question, stands: Standing, draft: Draft | None, package: Package | None, sound: str) -> Entry:
    files = draft.files if draft else {}
    intents = [(name, intent.title or name) for name, intent in package.intents.items()] if package else []
    answers = [_known(name, answer) for name, answer in package.answers.items()] if package else []
    taught_here, answered_here = teaching.own(files, "intent"), teaching.own(files, "question")
    names = [name for name, _ in intents if name in taught_here]
    taught = question.taught_as.partition(":")[2]
    return Entry(
        question=question,
        standing=stands,
        intents=[one for one in intents if one[0] in taught_here],
        answers=[one for one in answers if one.name in answered_here],
        guess=next((name for name in (question.guess, question.runner_up) if name in names), "") or "",
        nearest=(built_in() | dict(intents)).get(question.guess or "", question.guess or ""),
        taught=next((one for one in answers if question.taught_as == f"answer:{one.name}"), None),
        taught_title=dict(intents).get(taught, taught),
        draft_revision=draft.revision if draft else None,
        sound=sound,
    )


def _known(name: str, answer: KnowledgeAnswer) -> KnownAnswer:
    until = answer.valid_until
    expired = bool(until) and until < date.today().isoformat()
    return KnownAnswer(name=name, title=answer.title or name, source=answer.source, until=until, expired=expired)


def _item_titles(bundle: Bundle | None) -> dict[str, str]:
    """By meaning (`answer:roaming_fee`): what people call it."""
    if bundle is None:
        return {}
    titles = {f"intent:{name}": intent.title or name for name, intent in bundle.intents.items()}
    return titles | {f"answer:{name}": answer.title or name for name, answer in bundle.answers.items()}


def _lesson(question: Question, draft: Draft, data: dict[str, str]) -> Lesson:
    phrase = data.get("phrase", "").strip() or teaching.phrase(question.text, draft.files, draft.language)
    chosen = {name: data.get(name, "").strip() for name in ("how", "intent", "answer", "say", "source", "until")}
    return Lesson(phrase=phrase, **chosen)


def _state(state: str) -> State:
    """The state that an address asks for; anything else asks for what is open."""
    return next((known for known in STATES if known == state), "open")


HANDLERS = [show, rows, propose, foresee, accept, ignore, reopen]
