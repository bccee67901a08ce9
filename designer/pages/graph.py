"""The canvas of a package: the page, the drawing as data for its script, and the changes that are made on it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import Struct, to_builtins
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.canvas import changes
from designer.canvas.comparison import compared
from designer.canvas.consequences import Consequence, consequences
from designer.canvas.drawing import Drawing, draw
from designer.canvas.flow_text import flow_file
from designer.canvas.new_steps import KINDS, offered
from designer.canvas.package_map import draw_map
from designer.changes import ChangedLine, changed_lines
from designer.formats import when
from designer.forms.conditions import menus
from designer.pages.access import may
from designer.pages.graph_calls import choices
from designer.pages.screen import person, screen
from designer.refusal import Refused
from designer.words import retold, t
from designer.workspace import checking, saves
from designer.workspace.blame import last_changes
from designer.workspace.drafts import Conflict, Draft, Drafts, Saved
from designer.workspace.step_texts import step_texts
from designer.workspace.undoing import first_named, take_back, takeable
from dsl.compiler import Checked

MAP = ":map"  # of the tabs; no sub-flow has such a name


class Shown(Struct, frozen=True, kw_only=True):
    """A drawing with what its script needs beside it. `undo` and `redo`: what the person could take back, in words.

    `step`: the step to look at after a change; `proven` false: what takes a proof is not among the problems yet. `differences`:
    the lines of each step that is not the same in the two saves that are compared. `comments`: open ones, by step.
    """

    drawing: Drawing
    revision: int
    can_edit: bool
    kinds: list[str]
    intents: list[tuple[str, str]]
    undo: str = ""
    redo: str = ""
    step: str = ""
    joined: bool = False
    proven: bool = False
    differences: dict[str, list[ChangedLine]] = {}
    comments: dict[str, int] = {}


class Comparison(Struct, frozen=True):
    """Which two saves are compared, and how many steps are new, changed and gone."""

    old: int
    new: int
    come: int
    changed: int
    gone: int


class Blamed(Struct, frozen=True):
    """Who last changed a step, in words; `address`: the page of that change, where there is one before it."""

    by: str
    when: str
    what: str
    address: str


class Asked(Struct, frozen=True, kw_only=True):
    """A change, made on a drawing of this revision."""

    revision: int
    change: changes.Change


class TakenBack(Struct, frozen=True):
    redo: bool = False


@get("/packages/{package:str}/graph", guards=[may("see")])
async def show(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    flow: FromQuery[str] = "",
    whole: FromQuery[bool] = False,
) -> Response[str]:
    """One flow of the package, or (`whole`) the map of all of it."""
    drafts = Drafts(session)
    draft = await drafts.read(package)
    checked = await checking.check_unproven(draft.files)
    subflows = checked.package.subflows if checked.package else {}
    main = []
    if draft.is_library:  # it has parts alone
        flow = flow or next(iter(subflows), "")
    else:
        main = [("", "?flow=", t("graph.main_flow"), None), (MAP, "?whole=true", t("graph.map"), None)]
    drawing = None if draft.is_library and not flow else draw_map(checked) if whole else draw(checked, flow)
    can_edit = person(request).may("edit", package) and not whole and flow_file(flow) in draft.files
    can_count = person(request).may("calls", package) and not whole and not draft.is_library
    return screen(
        request,
        "graph.html",
        here="graph",
        package=package,
        package_title=draft.title,
        library=draft.is_library,
        flow=flow,
        whole=whole,
        drawing=drawing,
        can_edit=can_edit,
        can_count=can_count,
        **(await choices(session, package) if can_count else {}),
        kinds=KINDS,
        **menus(checked.package),
        shown=to_builtins(await _shown(request, drafts, draft, checked, drawing, flow, whole=whole)) if drawing else None,
        tabs=[
            *main[:1],
            *((name, f"?flow={name}", subflow.title or name, None) for name, subflow in subflows.items()),
            *main[1:],
        ],
    )


@get("/packages/{package:str}/graph/compared", guards=[may("see")])
async def show_compared(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    against: FromQuery[int],
    at: FromQuery[int],
    flow: FromQuery[str] = "",
) -> Response[str]:
    """Two saves of one flow in one drawing, with what is new, changed and gone; nothing is edited there."""
    drafts = Drafts(session)
    old, new = await drafts.read_revision(package, against), await drafts.read_revision(package, at)
    file = flow_file(flow)
    before, after = await checking.check_unproven(old.whole), await checking.check_unproven(new.whole)
    drawings = draw(before, flow), draw(after, flow)
    if drawings[0] is None or drawings[1] is None:
        raise Refused("graph.nothing", 404)
    changes = saves.changes_of_steps(old, new, file, await saves.renamings(drafts, old, new))
    drawing = compared(drawings[0], drawings[1], changes)
    texts = step_texts(old.files.get(file, "")), step_texts(new.files.get(file, ""))
    differences = {
        name: changed_lines(texts[0].get(changes.renamed.get(name, name), ""), texts[1].get(name, ""))
        for name in changes.new | changes.changed | changes.gone
    }
    shown = Shown(
        drawing=drawing, revision=new.revision, can_edit=False, kinds=[], intents=[], proven=True, differences=differences
    )
    return screen(
        request,
        "graph.html",
        here="graph",
        package=package,
        package_title=new.title,
        library=new.is_library,
        flow=flow,
        whole=False,
        drawing=drawing,
        can_edit=False,
        can_count=False,
        comparison=Comparison(old.revision, new.revision, len(changes.new), len(changes.changed), len(changes.gone)),
        shown=to_builtins(shown),
        tabs=[],
    )


@get("/packages/{package:str}/graph/blame", guards=[may("see")])
async def blame(
    session: NamedDependency[AsyncSession], package: FromPath[str], revision: FromQuery[int], flow: FromQuery[str] = ""
) -> dict[str, Blamed]:
    """By step, who last changed it."""
    found = await last_changes(session, package, flow_file(flow), revision)
    return {
        step: Blamed(
            by=one.by or t("publish.shipped"),
            when=when(one.at),
            what=one.name or (t("publish.shipped") if one.what == "shipped" else retold(one.what)),
            address=f"/packages/{package}/compare?against={one.revision - 1}&at={one.revision}" if one.revision > 1 else "",
        )
        for step, one in found.items()
    }


@get("/packages/{package:str}/graph/drawing", guards=[may("see")])
async def drawing(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    flow: FromQuery[str] = "",
    proven: FromQuery[bool] = True,
) -> Shown:
    """The drawing as the draft stands, with everything that can be said of it or without what takes a proof."""
    drafts = Drafts(session)
    draft = await drafts.read(package)
    checked = await (checking.check if proven else checking.check_unproven)(draft.files)
    return await _shown(request, drafts, draft, checked, draw(checked, flow), flow, proven=proven)


@post("/packages/{package:str}/graph/change", guards=[may("edit")], status_code=200)
async def change(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: JSONBody[Asked],
    flow: FromQuery[str] = "",
) -> Shown:
    """Makes a change on what the person saw, and saves it together with what others changed since."""
    drafts = Drafts(session)
    seen = await drafts.read_revision(package, data.revision)
    taken = await _steps_since(drafts, package, flow, data.revision)
    made = changes.change(seen.files, await checking.check_unproven(seen.files), flow, data.change, taken=taken)
    outcome = await drafts.join(package, made.files, data.revision, person(request).name, made.what)
    return await _after(request, drafts, package, flow, outcome, made.step)


@post("/packages/{package:str}/graph/consequences", guards=[may("edit")], status_code=200)
async def foretell(
    session: NamedDependency[AsyncSession], package: FromPath[str], data: JSONBody[Asked], flow: FromQuery[str] = ""
) -> Consequence:
    """What a change would do, before it is made."""
    seen = await Drafts(session).read_revision(package, data.revision)
    before = await checking.check_unproven(seen.files)
    made = changes.change(seen.files, before, flow, data.change)
    after = await checking.check_unproven(seen.files | made.files)
    return consequences(seen.files, before, after, flow, data.change)


@post("/packages/{package:str}/graph/undo", guards=[may("edit")], status_code=200)
async def undo(
    request: Request[Any, Any, Any],
    session: NamedDependency[AsyncSession],
    package: FromPath[str],
    data: JSONBody[TakenBack],
    flow: FromQuery[str] = "",
) -> Shown:
    drafts = Drafts(session)
    outcome = await take_back(drafts, package, person(request).name, redo=data.redo)
    return await _after(request, drafts, package, flow, outcome)


async def _steps_since(drafts: Drafts, package: str, flow: str, revision: int) -> tuple[str, ...]:
    """The steps as they stand now, where somebody saved since: a new step must not be called like one of theirs."""
    draft = await drafts.read(package)
    if draft.revision == revision:
        return ()
    found = (await checking.check_unproven(draft.files)).package
    part = None if found is None else found.subflows.get(flow) if flow else found.flow
    return tuple(part.steps) if part is not None else ()


async def _after(
    request: Request[Any, Any, Any], drafts: Drafts, package: str, flow: str, outcome: Saved | Conflict, step: str = ""
) -> Shown:
    """The drawing as it is after a save. What takes a proof is asked for later: a drawing must not wait for it."""
    if isinstance(outcome, Conflict):
        raise Refused("canvas.conflict", 409)
    draft = await drafts.read(package)
    checked = await checking.check_unproven(draft.files)
    return await _shown(request, drafts, draft, checked, draw(checked, flow), flow, step=step, joined=outcome.joined)


async def _shown(
    request: Request[Any, Any, Any],
    drafts: Drafts,
    draft: Draft,
    checked: Checked,
    drawn: Drawing | None,
    flow: str,
    *,
    step: str = "",
    joined: bool = False,
    proven: bool = False,
    whole: bool = False,
) -> Shown:
    if drawn is None or checked.package is None:
        raise Refused("graph.nothing", 404)
    found = await takeable(drafts, draft.package, person(request).name)
    titles = {name: intent.title or name for name, intent in checked.package.intents.items()}
    built_in = {name: t(f"graph.intent_{name}") for name in ("agree", "refuse")}
    return Shown(
        drawing=drawn,
        revision=draft.revision,
        can_edit=person(request).may("edit", draft.package) and not whole and flow_file(flow) in draft.files,
        kinds=offered(checked.package, flow),
        intents=list((titles | built_in).items()),
        undo=retold(await first_named(drafts, draft.package, found.undo)) if found.undo else "",
        redo=retold(await first_named(drafts, draft.package, found.redo)) if found.redo else "",
        step=step,
        joined=joined,
        proven=proven or whole,
        comments={} if whole else await drafts.open_comments(draft.package, flow_file(flow)),
    )


HANDLERS = [show, show_compared, blame, drawing, change, foretell, undo]
