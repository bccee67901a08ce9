"""The package's conversations as tests: which came true on the draft, what they went through, and one of them turn by turn."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from msgspec import Struct
from msgspec.structs import replace
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.edits import Remove
from designer.forms.saving import Item, save_item
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.screen import person, screen, to
from designer.publishing.workshop import Played, TakenEdge, Unkept, Workshop
from designer.refusal import Refused
from designer.words import language, t, told
from designer.workspace import conversations
from designer.workspace.drafts import Draft, Drafts
from dsl.compiler import Compiled
from dsl.edges import ERROR_KINDS

HERE = "tests"
ADDRESS = "/packages/{package:str}/tests"
MOST_MISSED = 40
MOST_ERRORS = 8


class Row(Struct, frozen=True, kw_only=True):
    """One conversation in the list. `failed`: its first turn that did not come true; 0: none.

    `verdict`: passed, failed, unknown (never played), or stale_passed and stale_failed: so it was before the draft changed.
    """

    stem: str
    number: int
    name: str
    verdict: str
    failed: int = 0
    sentence: str = ""


class Share(Struct, frozen=True):
    done: int
    of: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 100


class Figures(Struct, frozen=True, kw_only=True):
    """How much of the flow the conversations went through, and what they missed."""

    steps: Share
    edges: Share
    errors: Share
    steps_missed: list[str]
    edges_missed: list[tuple[str, str]]  # the step that they lead from, and in words


@get(ADDRESS, guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    drafts = Drafts(session)
    draft, compiled = await drafts.read(package), await drafts.compile(package)
    workshop: Workshop = request.app.state.workshop
    return _list(request, draft, compiled, workshop.played(compiled.identity, compiled.conversations))


@get(ADDRESS + "/results", guards=[may("see")])
async def results(request: Request[Any, Any, Any], package: FromPath[str]) -> Response[str]:
    """Plays them on the draft as it stands, however long that takes, and shows what came of it."""
    # A session of its own that ends before the long wait: a transaction must not stay open while a model is trained.
    async with request.app.state.store.session() as session:
        draft, compiled = await Drafts(session).read(package), await Drafts(session).compile(package)
    return _list(request, draft, compiled, await _play(request.app.state.workshop, package, compiled), asked=True)


@get(ADDRESS + "/coverage", guards=[may("see")])
async def coverage(request: Request[Any, Any, Any], package: FromPath[str], play: FromQuery[bool] = False) -> dict[str, Any]:
    """How often each step and each way on was taken, for whoever draws the flow; empty while they were not played.

    With `play` they are played first, however long that takes.
    """
    async with request.app.state.store.session() as session:
        compiled = await Drafts(session).compile(package)
    workshop: Workshop = request.app.state.workshop
    played = await _play(workshop, package, compiled) if play else workshop.played(compiled.identity, compiled.conversations)
    return {"state": _state(workshop, compiled, played, play), "steps": played.covered.steps if played else {},
            "edges": played.covered.edges if played else ()}  # fmt: skip


@get(ADDRESS + "/{stem:str}/{number:int}", guards=[may("see")])
async def show_one(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], stem: FromPath[str],
    number: FromPath[int],
) -> Response[str]:  # fmt: skip
    drafts = Drafts(session)
    draft, compiled = await drafts.read(package), await drafts.compile(package)
    return _one(
        request, draft, compiled, stem, number, request.app.state.workshop.played(compiled.identity, compiled.conversations)
    )


@get(ADDRESS + "/{stem:str}/{number:int}/result", guards=[may("see")])
async def result(
    request: Request[Any, Any, Any], package: FromPath[str], stem: FromPath[str], number: FromPath[int]
) -> Response[str]:
    async with request.app.state.store.session() as session:
        draft, compiled = await Drafts(session).read(package), await Drafts(session).compile(package)
    played = await _play(request.app.state.workshop, package, compiled)
    return _one(request, draft, compiled, stem, number, played, asked=True)


@post(ADDRESS + "/{stem:str}/{number:int}/delete", guards=[may("edit")], status_code=200)
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], stem: FromPath[str],
    number: FromPath[int],
) -> Response[str]:  # fmt: skip
    entered = await entered_in(request)
    file = conversations.file_of(stem)
    outcome = await save_item(
        Drafts(session), package, Item(file, ((),)), entered.number("revision"),
        lambda sheet: [Remove((number,))],
        by=person(request).name, what=told("tests.what_deleted"),
    )  # fmt: skip
    if not outcome.saved:
        raise Refused("editor.changed_meanwhile", 409)
    return to(request, f"/packages/{package}/tests", flash="tests.deleted")


async def _play(workshop: Workshop, package: str, compiled: Compiled) -> Played | None:
    if compiled.bundle is None or not conversations.count(compiled.conversations):
        return None
    known = workshop.played(compiled.identity, compiled.conversations)
    if known is not None:
        return known
    preparation = await workshop.prepare(package, compiled.identity, compiled.data)
    if preparation is None or not preparation.ready:
        return None
    return await workshop.play(package, compiled.identity, compiled.conversations)


def _state(workshop: Workshop, compiled: Compiled, played: Played | None, asked: bool) -> str:
    """`errors`, `none`, `played`, `running`, `trouble` (it was tried and did not work) or `no_workshop`."""
    if compiled.bundle is None:
        return "errors"
    if not conversations.count(compiled.conversations):
        return "none"
    if played is not None:
        return "played"
    if not workshop.there:
        return "no_workshop"
    return "trouble" if asked else "running"


def _list(
    request: Request[Any, Any, Any], draft: Draft, compiled: Compiled, played: Played | None, asked: bool = False
) -> Response[str]:
    before = None if played else request.app.state.workshop.newest(draft.package)
    rows = [
        _row(stem, number, one.name, played, before)
        for stem, every in compiled.conversations.items()
        for number, one in enumerate(every)
    ]
    return screen(
        request,
        "tests.html",
        block="content" if asked else None,
        here=HERE,
        package=draft.package,
        package_title=draft.title,
        state=_state(request.app.state.workshop, compiled, played, asked),
        errors=sum(problem.severity == "error" for problem in compiled.findings),
        rows=sorted(rows, key=lambda row: not row.failed),
        played=played,
        stale=any(row.verdict.startswith("stale") for row in rows),
        figures=_figures(played) if played else None,
        most_missed=MOST_MISSED,
    )


def _row(stem: str, number: int, name: str, played: Played | None, before: Played | None) -> Row:
    """As it was played on the draft as it stands, else on an earlier one, found there by its file and name."""
    if played is not None:
        failure = next((one for one in played.failures if (one.file, one.number) == (stem, number)), None)
        return _judged(Row(stem=stem, number=number, name=name, verdict="passed"), failure)
    known = before is not None and any((one.file, one.name) == (stem, name) for one in before.told)
    if before is None or not known:
        return Row(stem=stem, number=number, name=name, verdict="unknown")
    failure = next((one for one in before.failures if (one.file, one.conversation) == (stem, name)), None)
    return _judged(Row(stem=stem, number=number, name=name, verdict="stale_passed"), failure)


def _judged(row: Row, failure: Unkept | None) -> Row:
    if failure is None:
        return row
    verdict = row.verdict.replace("passed", "failed")
    return replace(row, verdict=verdict, failed=failure.turn, sentence=_sentence(failure))


def _one(
    request: Request[Any, Any, Any],
    draft: Draft,
    compiled: Compiled,
    stem: str,
    number: int,
    played: Played | None,
    asked: bool = False,
) -> Response[str]:
    if compiled.bundle is None:
        return _stored(request, draft, compiled, stem, number)
    every = compiled.conversations.get(stem, ())
    if number >= len(every):
        raise Refused("editor.gone", 404)
    found = [failure for failure in played.failures if (failure.file, failure.number) == (stem, number)] if played else []
    told = next((one.said for one in played.told if (one.file, one.number) == (stem, number)), ()) if played else ()
    return screen(
        request,
        "test.html",
        block="content" if asked else None,
        here=HERE,
        package=draft.package,
        package_title=draft.title,
        state=_state(request.app.state.workshop, compiled, played, asked),
        conversation=every[number],
        stem=stem,
        number=number,
        file=conversations.file_of(stem),
        line=conversations.line_of(compiled, stem, number),
        turns=conversations.turns(compiled, stem, number),
        failures={failure.turn: failure for failure in reversed(found)},
        sentence=_sentence,
        titled=conversations.titled(compiled),
        answered=conversations.answered,
        said=dict(enumerate(told)),
        first=min((failure.turn for failure in found), default=0),
        revision=draft.revision,
        can_edit=person(request).may("edit", draft.package),
    )


def _stored(request: Request[Any, Any, Any], draft: Draft, compiled: Compiled, stem: str, number: int) -> Response[str]:
    """While the draft has errors: what stops the tests, and this one as it is written."""
    stored = conversations.stored(compiled, draft.files, stem, number)
    if stored is None:
        raise Refused("editor.gone", 404)
    errors = [found for found in compiled.findings if found.severity == "error"]
    return screen(
        request,
        "test_stored.html",
        here=HERE,
        package=draft.package,
        package_title=draft.title,
        stem=stem,
        file=conversations.file_of(stem),
        stored=stored,
        errors=[(one.span.file, one.span.line, one.sentence(language())) for one in errors[:MOST_ERRORS]],
        error_count=len(errors),
    )


def _sentence(failure: Unkept | None) -> str:
    return "" if failure is None else failure.zh if language() == "zh" else failure.en


def _figures(played: Played) -> Figures:
    covered = played.covered
    errors = [edge for edge in covered.edges if edge.kind in ERROR_KINDS]
    return Figures(
        steps=Share(sum(times > 0 for times in covered.steps.values()), len(covered.steps)),
        edges=_share(covered.edges),
        errors=_share(errors),
        steps_missed=[step for step, times in covered.steps.items() if not times],
        edges_missed=[(edge.step, _edge_words(edge)) for edge in covered.edges if not edge.times],
    )


def _share(edges: tuple[TakenEdge, ...] | list[TakenEdge]) -> Share:
    return Share(sum(edge.times > 0 for edge in edges), len(edges))


def _edge_words(edge: TakenEdge) -> str:
    where = edge.step or t("tests.anywhere")
    label = f" {edge.label}" if edge.label else ""
    return f"{where} · {t(f'tests.edge_{edge.kind}')}{label}" + (f" → {edge.target}" if edge.target else "")


HANDLERS = [show, results, coverage, show_one, result, delete]
