"""The overview of a package: what it has, what is wrong with it, how it behaves when it is not sure."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.edits import Edit
from designer.forms.fields import Entered, scalar_edits
from designer.forms.lists import line_edits, list_edits
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.items import entered_in, tabs
from designer.pages.screen import is_fragment, person, screen
from designer.words import language, t, told
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts
from dsl.compiler import Checked
from dsl.libraries import HEADER, library_of

FILE = "flow.yaml"
MANNERS = ("cautious", "balanced", "eager")
USUAL = "balanced"
SHOWN_PROBLEMS = 12
ORDER = (
    "callwright",
    "flow",
    "title",
    "language",
    "languages",
    "uses",
    "if_unsure",
    "arousal",
    "entry",
    "topics",
    "values",
    "dispositions",
)


class Neighbour(Struct, frozen=True):
    """A library that a flow uses, or a flow that uses a library."""

    package: str
    title: str
    errors: int


class Choice(Struct, frozen=True):
    """A library of the house that could be used. `title` is empty where there is none of that name (any more)."""

    package: str
    title: str
    language: str
    used: bool


@get("/packages/{package:str}", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    drafts = Drafts(session)
    return await _page(request, drafts, await drafts.read(package))


@post("/packages/{package:str}", guards=[may("edit")], status_code=200)
async def save(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    """The title, the libraries that it uses, and what the line does when it is not sure."""
    entered = await entered_in(request)
    drafts = Drafts(session)
    file = _header(await drafts.read(package))
    places = (("title",), ("uses",), ("if_unsure",), ("arousal",), ("dispositions",))
    outcome = await save_item(
        drafts, package, Item(file, places), entered.number("revision"),
        lambda sheet: _edits(sheet, entered),
        by=person(request).name, what=told("overview.what_saved"),
    )  # fmt: skip
    return await _page(request, drafts, outcome.draft, outcome)


def _edits(sheet: Sheet, entered: Entered) -> list[Edit]:
    manner = entered.text("if_unsure") if entered.text("if_unsure") in MANNERS else USUAL
    title = scalar_edits(sheet, ("title",), entered.text("title")) if entered.text("title") else []
    if entered.on("choosing"):
        title += _uses_edits(sheet, entered.texts("choice"), entered.texts("uses"))
    if not entered.text("if_unsure"):  # a library has neither
        return title
    unsure = scalar_edits(sheet, ("if_unsure",), manner, USUAL)
    arousal = scalar_edits(sheet, ("arousal",), entered.on("arousal"), default=False, order=ORDER)
    return [*title, *unsure, *arousal, *line_edits(sheet, ("dispositions",), entered.texts("dispositions"), ORDER)]


def _uses_edits(sheet: Sheet, shown: list[str], ticked: list[str]) -> list[Edit]:
    """Those that stay keep their order and their comments; what the form did not show stays."""
    old = sheet.texts(("uses",))
    kept = [name for name in old if name in ticked or name not in shown]
    return list_edits(("uses",), old, [*kept, *(name for name in ticked if name not in old)], ORDER)


async def _choices(request: Request[Any, Any, Any], drafts: Drafts, draft: Draft, uses: list[str]) -> list[Choice]:
    """By title: every library that the person may see, and whatever is used already."""
    there, who = await drafts.libraries(), person(request)
    heads = [head for head in await drafts.packages() if head.package in there and head.package != draft.package]
    found = [
        Choice(head.package, head.title, head.language, head.package in uses)
        for head in heads
        if head.package in uses or who.may("see", head.package)
    ]
    gone = [Choice(name, "", "", True) for name in uses if name not in {one.package for one in found}]
    return sorted(found, key=lambda one: one.title) + gone


def _header(draft: Draft) -> str:
    return HEADER if draft.is_library else FILE


async def _page(request: Request[Any, Any, Any], drafts: Drafts, draft: Draft, outcome: Outcome | None = None) -> Response[str]:
    checked = await checking.check(draft.whole)
    found = list(checked.findings)
    errors_first = sorted(found, key=lambda d: d.severity != "error")
    sheet = Sheet(checked, _header(draft))
    return screen(
        request,
        "overview.html",
        block="content" if is_fragment(request) else None,
        status=409 if outcome is not None and not outcome.saved else 200,
        here="overview",
        tabs=tabs("overview", draft.package),
        package=draft.package,
        package_title=draft.title,
        library=draft.is_library,
        draft=draft,
        file=_header(draft),
        parts=_own(checked, _parts(checked)),
        used=await _described(drafts, sorted({library_of(path) for path in draft.beside.hashes})),
        choices=await _choices(request, drafts, draft, sheet.texts(("uses",))),
        uses_problems=sheet.problems(("uses",)),
        users=await _described(drafts, await drafts.users(draft.package)) if draft.is_library else [],
        problems=[(d.severity, d.span.file, d.span.line, d.sentence(language())) for d in errors_first[:SHOWN_PROBLEMS]],
        problem_count=len(found),
        revision=draft.revision,
        title_text=sheet.text(("title",)) or draft.title,
        if_unsure=sheet.text(("if_unsure",)) or USUAL,
        arousal=sheet.text(("arousal",)) == "true",
        arousal_problems=sheet.problems(("arousal",)),
        dispositions=sheet.line_items(("dispositions",)),
        dispositions_problems=sheet.problems(("dispositions",)),
        manners=[(name, t(f"overview.if_unsure_{name}")) for name in MANNERS],
        can_edit=person(request).may("edit", draft.package),
        outcome=outcome,
    )


def _parts(checked: Checked) -> list[tuple[str, int]]:
    """The places of the editor with how much stands there."""
    package = checked.package
    if package is None:
        return [(place, 0) for place in ("graph", "intents", "slots", "answers", "escalation", "policies")]
    steps = len(package.flow.steps) + sum(len(subflow.steps) for subflow in package.subflows.values())
    return [
        ("graph", steps),
        ("intents", len(package.intents)),
        ("slots", len(package.slots)),
        ("answers", len(package.answers)),
        ("escalation", len(package.escalation)),
        ("policies", len(package.policies)),
    ]


def _own(checked: Checked, parts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Only what the package has itself, for what its libraries have stands there; a library has no other places."""
    reading = checked.reading
    steps = sum(len(reading.defined("step", one.place.file)) for one in reading.own("subflow").values())
    counts = {
        "graph": steps + len(reading.defined("step")),
        "intents": len(reading.own("intent")),
        "slots": len(reading.own("slot")),
        "answers": len(reading.own("answer")),
    }
    shown = [(place, counts.get(place, count)) for place, count in parts]
    return [one for one in shown if one[0] in ("graph", "slots", "answers")] if reading.is_library else shown


async def _described(drafts: Drafts, names: list[str]) -> list[Neighbour]:
    """Libraries, or who uses one, checked as they stand now."""
    found = []
    for name in names:
        draft = await drafts.read(name)
        findings = (await checking.check(draft.whole)).findings
        found.append(Neighbour(name, draft.title, sum(one.severity == "error" for one in findings)))
    return found


HANDLERS = [show, save]
