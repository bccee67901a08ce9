"""Trying a draft out: the page, and the ticket that lets its browser call the workshop runtime."""

from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer import words
from designer.pages.access import may
from designer.pages.screen import is_fragment, person, screen, to
from designer.publishing import samples
from designer.publishing.runtimes import Runtimes, practises
from designer.publishing.workshop import Workshop
from designer.store import sounds
from designer.store.tables import LookupSample
from designer.workspace.drafts import Drafts
from dsl.compiler import Compiled
from dsl.model import Package

MOST_TESTED = 6  # of the answers that conversations give


class Wanted(Struct, frozen=True):
    """The call that somebody wants to make. `caller` is the number they want to seem to call from."""

    caller: str = ""


class CallTicket(Struct, frozen=True, kw_only=True):
    """`port` is that of the line, on the host that the browser already talks to. `hearing` empty: no recogniser."""

    ticket: str
    port: int
    revision: int
    hearing: str


class System(Struct, frozen=True, kw_only=True):
    """A look-up or a channel for messages, and what it may answer in a try-out.

    `sample`: as it did when it was tested; `tested`: as it does in conversations of the package, by their names.
    """

    name: str
    title: str
    outcomes: tuple[str, ...] = ()
    sample: Any = None
    tested: tuple[tuple[str, dict[str, str]], ...] = ()
    looks_up: bool = True


class Trouble(Struct, frozen=True, kw_only=True):
    """Why there is no call. `problems`: how many errors the draft has."""

    sentence: str
    problems: int = 0


@get("/packages/{package:str}/tryout", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    drafts = Drafts(session)
    draft, checked = await drafts.read(package), await drafts.check(package)
    if draft.is_library:
        return to(request, f"/packages/{package}", flash="publish.library")
    workshop: Workshop = request.app.state.workshop
    return screen(
        request,
        "tryout.html",
        block="content" if is_fragment(request) else None,
        here="tryout",
        package=package,
        package_title=draft.title,
        there=workshop.there,
        errors=sum(diagnostic.severity == "error" for diagnostic in checked.findings),
        hearing=_hearing(request, draft.language),
        speaking=_speaking(request, draft.language),
        practice=practises(_hearing(request, draft.language)),
        names=names_of(checked.package) if checked.package else {},
        suggestions=_suggestions(checked.package) if checked.package else [],
        systems=_systems(checked.package, await samples.all_of(session, package)) if checked.package else [],
        intents=[(name, intent.title or name) for name, intent in checked.package.intents.items()] if checked.package else [],
        may_edit=person(request).may("edit", package),
        caller=_caller(checked.package) if checked.package else "",
    )


@post("/packages/{package:str}/tryout/ticket", guards=[may("see")], status_code=200)
async def ticket(
    request: Request[Any, Any, Any],
    package: FromPath[str],
    data: JSONBody[Wanted],
) -> Response[CallTicket] | Response[Trouble]:
    """Prepares the draft as it stands, however long that takes, then lets the browser call it."""
    # A session of its own that ends before the long wait: a transaction must not stay open while a model is trained.
    async with request.app.state.store.session() as session:
        drafts = Drafts(session)
        draft, compiled = await drafts.read(package), await drafts.compile(package)
        recordings = await sounds.keep_set(session, draft.whole_hashes)
    if compiled.bundle is None:
        errors = sum(diagnostic.severity == "error" for diagnostic in compiled.findings)
        return Response(Trouble(sentence=words.t("tryout.has_errors", count=errors), problems=errors), status_code=422)
    return await call_prepared(request, package, compiled, data.caller, draft.revision, recordings)


async def call_prepared(
    request: Request[Any, Any, Any], package: str, compiled: Compiled, caller: str, revision: int, recordings: str = ""
) -> Response[CallTicket] | Response[Trouble]:
    """A ticket for a call to a bundle, which is prepared first if it has to be."""
    assert compiled.bundle is not None, "what is called has no errors"
    workshop: Workshop = request.app.state.workshop
    preparation = await workshop.prepare(package, compiled.identity, compiled.data)
    runtime = _runtimes(request).workshop()
    if preparation is None or runtime is None:
        return Response(Trouble(sentence=words.t("tryout.no_workshop")), status_code=503)
    if not preparation.ready:
        return Response(Trouble(sentence=words.t("tryout.not_prepared")), status_code=502)
    return Response(
        CallTicket(
            ticket=workshop.ticket(bundle=compiled.identity, caller=caller.strip()[:32], recordings=recordings),
            port=runtime.line_port,
            revision=revision,
            hearing=_hearing(request, compiled.bundle.language),
        )
    )


def call_words(request: Request[Any, Any, Any], package: Package) -> dict[str, Any]:
    """What the page of a call to a package shows beside it."""
    workshop: Workshop = request.app.state.workshop
    hearing = _hearing(request, package.flow.language)
    return {
        "there": workshop.there,
        "hearing": hearing,
        "speaking": _speaking(request, package.flow.language),
        "practice": practises(hearing),
        "names": names_of(package),
        "suggestions": _suggestions(package),
        "caller": _caller(package),
    }


def _runtimes(request: Request[Any, Any, Any]) -> Runtimes:
    runtimes: Runtimes = request.app.state.runtimes
    return runtimes


def _hearing(request: Request[Any, Any, Any], language: str) -> str:
    """The recogniser that the workshop has for a language (`en` hears `en-GB`), by name; empty when it has none."""
    workshop = _runtimes(request).workshop()
    return engine_of(workshop.hearing, language) if workshop else ""


def _speaking(request: Request[Any, Any, Any], language: str) -> str:
    workshop = _runtimes(request).workshop()
    return engine_of(workshop.speaking, language) if workshop else ""


def engine_of(engines: Mapping[str, str], language: str) -> str:
    """What hears or speaks a language on a runtime (`en` is for `en-GB`), by name; empty where nothing does."""
    return next((name for key, name in engines.items() if key.partition("-")[0] == language.partition("-")[0]), "")


def _systems(package: Package, kept: dict[str, LookupSample]) -> list[System]:
    lookups = [
        System(
            name=name,
            title=name,
            outcomes=tuple(lookup.outcomes),
            sample=_sample(kept.get(name)),
            tested=tuple(islice(_tested(package, name), MOST_TESTED)),
        )
        for name, lookup in package.data.items()
    ]
    return lookups + [
        System(name=name, title=connector.title or name, looks_up=False) for name, connector in package.connectors.items()
    ]


def _tested(package: Package, lookup: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What the package's conversations have a look-up answer, each answer once."""
    seen: list[dict[str, str]] = []
    for conversation in chain.from_iterable(package.conversations.values()):
        answers = conversation.data.get(lookup, ())
        for answer in answers if isinstance(answers, tuple) else (answers,):
            if isinstance(answer, dict) and answer not in seen:
                seen.append(answer)
                yield conversation.name, answer


def _sample(kept: LookupSample | None) -> Any:
    """As the browser sends it to the line: values, or an outcome."""
    return None if kept is None else kept.given if kept.outcome == "ok" else kept.outcome


def names_of(package: Package) -> dict[str, dict[str, str]]:
    """What names mean to an operator, for showing what was understood."""
    intents = {name: intent.title for name, intent in package.intents.items() if intent.title}
    slots = {name: slot.title for name, slot in package.slots.items() if slot.title}
    answers = {name: answer.title for name, answer in package.answers.items() if answer.title}
    parts = {name: part.title for name, part in package.subflows.items() if part.title}
    flags = {name: parts[value.flag] for name, value in package.flow.values.items() if value.flag in parts}
    return {"intents": built_in() | intents, "slots": slots, "answers": answers, "flags": flags}


def built_in() -> dict[str, str]:
    """The intents and manners that every package hears."""
    prefix = "means_"
    return {key.removeprefix(prefix): text for key, text in words.family("tryout").items() if key.startswith(prefix)}


def _caller(package: Package) -> str:
    """The number that the package's tests call from: one that its systems know."""
    every = (one.caller.number for conversations in package.conversations.values() for one in conversations)
    return next((number for number in every if number), "")


def _suggestions(package: Package) -> list[str]:
    """A few sentences to begin with: plain phrases of different intents."""
    first = (next((p for p in intent.phrases if not set("<>()|?") & set(p)), "") for intent in package.intents.values())
    return [phrase for phrase in first if phrase][:4]


HANDLERS = [show, ticket]
