"""The overview of a package: what it has, what is wrong with it, how it behaves when it is not sure."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.edits import Edit
from designer.forms.fields import Entered, scalar_edits
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.screen import is_fragment, person, screen
from designer.words import language, t
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts
from dsl.compiler import Checked

FILE = "flow.yaml"
MANNERS = ("cautious", "balanced", "eager")
USUAL = "balanced"
SHOWN_PROBLEMS = 12


@get("/packages/{package:str}", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    return await _page(request, await Drafts(session).read(package))


@post("/packages/{package:str}", guards=[may("edit")], status_code=200)
async def save(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    """The title, and what the line does when it is not sure."""
    entered = await entered_in(request)
    outcome = await save_item(
        Drafts(session), package, Item(FILE, (("title",), ("if_unsure",))), entered.number("revision"),
        lambda sheet: _edits(sheet, entered),
        by=person(request).name, what=t("overview.what_saved"),
    )  # fmt: skip
    return await _page(request, outcome.draft, outcome)


def _edits(sheet: Sheet, entered: Entered) -> list[Edit]:
    manner = entered.text("if_unsure") if entered.text("if_unsure") in MANNERS else USUAL
    title = scalar_edits(sheet, ("title",), entered.text("title")) if entered.text("title") else []
    return [*title, *scalar_edits(sheet, ("if_unsure",), manner, USUAL)]


async def _page(request: Request[Any, Any, Any], draft: Draft, outcome: Outcome | None = None) -> Response[str]:
    checked = await checking.check(draft.files)
    found = list(checked.findings)
    sheet = Sheet(checked, FILE)
    return screen(
        request,
        "overview.html",
        block="content" if is_fragment(request) else None,
        status=409 if outcome is not None and not outcome.saved else 200,
        here="overview",
        package=draft.package,
        package_title=draft.title,
        draft=draft,
        file=FILE,
        parts=_parts(checked),
        problems=[(d.severity, d.span.file, d.span.line, d.sentence(language())) for d in found[:SHOWN_PROBLEMS]],
        problem_count=len(found),
        revision=draft.revision,
        title_text=sheet.text(("title",)) or draft.title,
        if_unsure=sheet.text(("if_unsure",)) or USUAL,
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


HANDLERS = [show, save]
