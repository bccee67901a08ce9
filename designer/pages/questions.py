"""Questions to learn: what callers asked and nobody had answered, taught in two clicks and published right there."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, URLEncodedBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.accounts import audit
from designer.changes import said_changes
from designer.learning import questions, teaching
from designer.learning.questions import STATES, State
from designer.learning.teaching import Lesson
from designer.pages.access import may
from designer.pages.screen import person, screen, toast_header
from designer.pages.tryout import built_in
from designer.refusal import Refused
from designer.store.tables import Asking, Question
from designer.workspace import checking
from designer.workspace.drafts import Conflict, Draft, Drafts

Form = URLEncodedBody[dict[str, str]]


class Entry(Struct, frozen=True, kw_only=True):
    """A question as the list shows it: when it was asked, and what it could be taught as."""

    question: Question
    last: Asking | None
    intents: list[tuple[str, str]]  # name, title: those of the draft
    guess: str  # the intent to propose first, empty when there is none in the draft
    nearest: str  # what it was taken for when it was asked, as operators call it
    draft_revision: int | None  # to publish from here


@get("/questions", guards=[may("questions")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromQuery[str] = "",
    shown: FromQuery[str] = "open",
    start: FromQuery[int] = 0,
) -> Response[str]:
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
        question.package, proposal.changes, draft.revision, who.name, words.t("questions.what_taught")
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


async def _list(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, state: str, start: int, *, block: str | None
) -> Response[str]:
    chosen = _state(state)
    among = person(request).among("questions", package)
    found = await questions.listed(session, among, state=chosen, before=start)
    heads = await Drafts(session).packages()
    titles = {head.package: head.title for head in heads if person(request).may("questions", head.package)}
    counts = await questions.counts(session, among)
    return screen(
        request,
        "questions.html",
        block=block,
        here="questions",
        entries=[await _entry(session, question) for question in found[: questions.PAGE]],
        counts=counts,
        fresh=False,
        known=counts["open"],
        titles=titles,
        chosen=package,
        state=chosen,
        more=start + questions.PAGE if len(found) > questions.PAGE else 0,
    )


async def _row(
    request: Request[Any, Any, Any], session: AsyncSession, question: Question, toast: str | None = None
) -> Response[str]:
    titles = {head.package: head.title for head in await Drafts(session).packages()}
    entry = await _entry(session, question)
    response = screen(request, "questions.html", block="one", entry=entry, titles=titles, here="questions", fresh=True)
    if toast:
        response.headers["HX-Trigger"] = toast_header("good", toast)
    return response


async def _question(request: Request[Any, Any, Any], session: AsyncSession, question_id: int) -> tuple[Question, Draft]:
    question = await questions.find(session, question_id)
    if not person(request).may("teach", question.package):
        raise Refused("refusals.status_403", 403)
    return question, await Drafts(session).read(question.package)


async def _entry(session: AsyncSession, question: Question) -> Entry:
    assert question.id is not None, "the question was stored"
    asked = await questions.askings(session, question.id, limit=1)
    intents: list[tuple[str, str]] = []
    revision = None
    if any(head.package == question.package for head in await Drafts(session).packages()):
        draft = await Drafts(session).read(question.package)
        package = (await checking.check(draft.files)).package
        intents = [(name, intent.title or name) for name, intent in package.intents.items()] if package else []
        revision = draft.revision
    names = [name for name, _ in intents]
    guess = next((name for name in (question.guess, question.runner_up) if name in names), "")
    nearest = (built_in() | dict(intents)).get(question.guess or "", question.guess or "")
    last = asked[0] if asked else None
    return Entry(question=question, last=last, intents=intents, guess=guess or "", nearest=nearest, draft_revision=revision)


def _lesson(question: Question, draft: Draft, data: dict[str, str]) -> Lesson:
    phrase = data.get("phrase", "").strip() or teaching.phrase(question.text, draft.files, draft.language)
    return Lesson(how=data.get("how", ""), phrase=phrase, intent=data.get("intent", ""), say=data.get("say", "").strip())


def _state(state: str) -> State:
    """The state that an address asks for; anything else asks for what is open."""
    return next((known for known in STATES if known == state), "open")


HANDLERS = [show, rows, propose, accept, ignore, reopen]
