"""The screen of a file that is a list of rules, in their order: each a form of its own, added, moved and deleted."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler
from msgspec import Struct
from sqlmodel.ext.asyncio.session import AsyncSession

from designer.forms.edits import Edit, Move, Remove
from designer.forms.fields import Entered
from designer.forms.form import Filled, Form
from designer.forms.saving import Item, Outcome, save_item
from designer.forms.sheet import Path, Sheet, written
from designer.pages.access import may
from designer.pages.items import entered_in, shown
from designer.pages.screen import is_fragment, person, screen
from designer.refusal import Refused
from designer.words import told
from designer.workspace import checking
from designer.workspace.drafts import Draft, Drafts

Said = Callable[[str, str], str]
"""The words of a name of a kind."""


class Rule(Struct, frozen=True, kw_only=True):
    """A rule as it is shown: its form, and what it says as a sentence and as it is written."""

    number: int
    form: Filled
    title: str
    sentence: str
    written: str


class Rules(Struct, frozen=True, kw_only=True):
    """What differs between the screens of two kinds of rules. `kinds`: what may be added, by name."""

    form: Form
    new: Callable[[Sheet, str], list[Edit]]
    title: Callable[[Filled, int], str]
    sentence: Callable[[Filled, Said], str]
    kinds: tuple[str, ...]


def rule_pages(rules: Rules) -> list[ControllerRouterHandler]:
    """The handlers of one kind of rules."""
    place = rules.form.place
    address = f"/packages/{{package:str}}/{place}"

    @get(address, guards=[may("see")], name=f"{place}.show")
    async def show(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
    ) -> Response[str]:
        return await _page(request, rules, await Drafts(session).read(package))

    @post(address, guards=[may("edit")], status_code=200, name=f"{place}.add")
    async def add(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str]
    ) -> Response[str]:
        entered = await entered_in(request)
        return await _changed(request, session, rules, package, entered, (), lambda sheet: rules.new(sheet, entered.text("kind")))

    @post(address + "/{number:int}", guards=[may("edit")], status_code=200, name=f"{place}.save")
    async def save(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
    ) -> Response[str]:
        entered = await entered_in(request)
        return await _changed(
            request, session, rules, package, entered, (number,),
            lambda sheet: rules.form.edits(sheet, (_standing(sheet, number),), entered),
        )  # fmt: skip

    @post(address + "/{number:int}/move", guards=[may("edit")], status_code=200, name=f"{place}.move")
    async def move(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
    ) -> Response[str]:
        entered = await entered_in(request)

        def edits(sheet: Sheet) -> list[Edit]:
            end = _standing(sheet, number) + (-1 if entered.text("way") == "up" else 1)
            return [Move((), number, end)] if 0 <= end < sheet.length() else []

        return await _changed(request, session, rules, package, entered, (), edits)

    @post(address + "/{number:int}/delete", guards=[may("edit")], status_code=200, name=f"{place}.delete")
    async def delete(
        request: Request[Any, Any, Any], session: NamedDependency[AsyncSession], package: FromPath[str], number: FromPath[int]
    ) -> Response[str]:
        entered = await entered_in(request)
        return await _changed(request, session, rules, package, entered, (), lambda sheet: [Remove((_standing(sheet, number),))])

    return [show, add, save, move, delete]


def _standing(sheet: Sheet, number: int) -> int:
    if number >= sheet.length():
        raise Refused("editor.gone", 404)
    return number


async def _changed(
    request: Request[Any, Any, Any],
    session: AsyncSession,
    rules: Rules,
    package: str,
    entered: Entered,
    path: Path,
    make: Callable[[Sheet], list[Edit]],
) -> Response[str]:
    """Saves and shows the rules as they are then. Changes of the order are about the whole file."""
    outcome = await save_item(
        Drafts(session), package, Item(rules.form.file, (path,)), entered.number("revision"), make,
        by=person(request).name, what=told(f"{rules.form.place}.what_saved"),
    )  # fmt: skip
    number = path[0] if path and isinstance(path[0], int) else None
    return await _page(request, rules, outcome.draft, outcome, entered, number)


async def _page(
    request: Request[Any, Any, Any],
    rules: Rules,
    draft: Draft,
    outcome: Outcome | None = None,
    entered: Entered | None = None,
    number: int | None = None,
) -> Response[str]:
    checked = await checking.check(draft.whole)
    sheet = Sheet(checked, rules.form.file)
    filled = [rules.form.read(sheet, (index,)) for index in range(sheet.length())]
    lost = outcome is not None and not outcome.saved
    if lost and entered is not None and number is not None and number < len(filled):
        filled[number] = rules.form.refill(filled[number], entered)
    about = shown(request, draft, checked, rules.form, None)

    def said(kind: str, name: str) -> str:
        return next((words for known, words in about["offered"](kind, name) if known == name), name)

    return screen(
        request,
        "rules.html",
        block="content" if is_fragment(request) else None,
        status=409 if lost else 200,
        here=rules.form.place,
        kind=rules.form.place,
        package=draft.package,
        package_title=draft.title,
        rules=[
            Rule(
                number=index,
                form=form,
                title=rules.title(form, index),
                sentence=rules.sentence(form, said),
                written=written(checked.source, rules.form.file, (index,)),
            )
            for index, form in enumerate(filled)
        ],
        kinds=rules.kinds,
        general=sheet.problems(()),
        readable=sheet.readable,
        outcome=outcome,
        saved_number=number,
        **about,
    )
