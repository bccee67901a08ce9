"""The screen of escalation rules: when a person takes over, in the order in which the rules are tried."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms import escalation
from designer.forms.edits import Edit, Move, Remove
from designer.forms.fields import Entered
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Sheet
from designer.pages.access import may
from designer.pages.items import entered_in
from designer.pages.screen import is_fragment, person, screen
from designer.refusal import Refused
from designer.words import t
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts
from dsl.compiler import Checked
from dsl.model import HandOff


@get("/packages/{package:str}/escalation", guards=[may("see")])
async def show(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    return await _page(request, await Drafts(session).read(package))


@post("/packages/{package:str}/escalation", guards=[may("edit")], status_code=200)
async def add(request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]) -> Response[str]:
    entered = await entered_in(request)
    skill = _skills(await Drafts(session).check(package))[:1] or ["general"]
    return await _changed(request, session, package, entered, (), lambda sheet: escalation.new(sheet, skill[0]))


@post("/packages/{package:str}/escalation/{number:int}", guards=[may("edit")], status_code=200)
async def save(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    entered = await entered_in(request)
    return await _changed(
        request, session, package, entered, (number,), lambda sheet: escalation.edits(sheet, _standing(sheet, number), entered)
    )


@post("/packages/{package:str}/escalation/{number:int}/move", guards=[may("edit")], status_code=200)
async def move(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    entered = await entered_in(request)

    def edits(sheet: Sheet) -> list[Edit]:
        end = _standing(sheet, number) + (-1 if entered.text("way") == "up" else 1)
        return [Move((), number, end)] if 0 <= end < sheet.length() else []

    return await _changed(request, session, package, entered, (), edits)


@post("/packages/{package:str}/escalation/{number:int}/delete", guards=[may("edit")], status_code=200)
async def delete(
    request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
) -> Response[str]:
    entered = await entered_in(request)
    return await _changed(request, session, package, entered, (), lambda sheet: [Remove((_standing(sheet, number),))])


def _standing(sheet: Sheet, number: int) -> int:
    if number >= sheet.length():
        raise Refused("editor.gone", 404)
    return number


async def _changed(
    request: Request[Any, Any, Any], session: AsyncSession, package: str, entered: Entered, path: tuple[str | int, ...], make: Any
) -> Response[str]:
    """Saves and shows the rules as they are then. Changes of the order are about the whole file."""
    outcome = await save_item(
        Drafts(session), package, Item(escalation.FILE, (path,)), entered.number("revision"), make,
        by=person(request).name, what=t("escalation.what_saved"),
    )  # fmt: skip
    number = path[0] if path and isinstance(path[0], int) else None
    return await _page(request, outcome.draft, outcome, entered, number)


async def _page(
    request: Request[Any, Any, Any],
    draft: Draft,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    number: int | None = None,
) -> Response[str]:
    checked = await checking.check(draft.files)
    sheet = Sheet(checked, escalation.FILE)
    rules = escalation.read_all(sheet)
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None and number is not None and number < len(rules):
        rules[number] = escalation.refill(rules[number], entered)
    return screen(
        request,
        "escalation.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here="escalation",
        file=escalation.FILE,
        package=draft.package,
        package_title=draft.title,
        rules=rules,
        in_words=escalation.in_words,
        general=sheet.problems(()),
        readable=sheet.readable,
        revision=draft.revision,
        can_edit=person(request).may("edit", draft.package),
        outcome=outcome,
        saved_number=number,
        skills=_skills(checked),
        steps=[(name, name) for name in checked.package.flow.steps] if checked.package else [],
        measures=[(name, t(f"escalation.measure_{name}")) for name in escalation.MEASURES],
        comparisons=[(sign, t(f"escalation.comparison_{index}")) for index, sign in enumerate(escalation.COMPARISONS)],
        joiners=[(name, t(f"escalation.joiner_{name}")) for name in escalation.JOINERS],
    )


def _skills(checked: Checked) -> list[str]:
    """The skills that this flow hands over to anywhere: what the field suggests."""
    package = checked.package
    if package is None:
        return []
    steps = [step.hand_off.skill for step in package.flow.steps.values() if isinstance(step, HandOff)]
    return sorted({*steps, *(rule.hand_off.skill for rule in package.escalation)})


HANDLERS = [show, add, save, move, delete]
